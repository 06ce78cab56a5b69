//! Access tokens: a signed pointer to a session row, ten minutes long (JW). And the random tokens of mailed links.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cabas_kernel::{
    Ts,
    id::{PersonId, SessionId},
};
use cabas_store::vault::{self, Key};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Seconds an access token lives.
pub const ACCESS_SECONDS: u32 = 600;
const ISSUER: &str = "cabas";
const AUDIENCE: &str = "cabas-api";
const TYPE: &str = "at+jwt";
const LEEWAY: i64 = 5;

/// What an access token says: where the session is, nothing about the person.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    pub sid: SessionId,
    pub sub: PersonId,
    pub epoch: i32,
    pub aud: String,
    pub iss: String,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
}

/// Signs and reads access tokens.
#[derive(Clone)]
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl Tokens {
    pub fn new(key: &Key) -> Self {
        Self { encoding: EncodingKey::from_secret(key.expose()), decoding: DecodingKey::from_secret(key.expose()) }
    }

    /// A token for a session. Nothing when the signer fails, which it does not with a valid key.
    pub fn sign(&self, sid: SessionId, sub: PersonId, epoch: i32, now: Ts) -> Option<String> {
        let iat = now.timestamp();
        let claims = Claims {
            sid,
            sub,
            epoch,
            aud: AUDIENCE.into(),
            iss: ISSUER.into(),
            iat,
            nbf: iat,
            exp: iat + i64::from(ACCESS_SECONDS),
        };
        let header = Header { typ: Some(TYPE.into()), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, &claims, &self.encoding).ok()
    }

    /// Reads a token. The clock is ours (tests move it), so times are checked here and not by the library.
    pub fn read(&self, token: &str, now: Ts) -> Option<Claims> {
        if token.len() > 4096 || token.contains('=') || token.find('.').is_none_or(|n| n > 1024) {
            return None;
        }
        let header = jsonwebtoken::decode_header(token).ok()?;
        let foreign = header.jku.is_some()
            || header.jwk.is_some()
            || header.x5u.is_some()
            || header.x5c.is_some()
            || header.kid.is_some()
            || header.crit.is_some();
        if header.alg != Algorithm::HS256 || header.typ.as_deref() != Some(TYPE) || foreign {
            return None;
        }
        let mut rules = Validation::new(Algorithm::HS256);
        rules.required_spec_claims = HashSet::from(["exp", "nbf", "aud", "iss", "sub"].map(str::to_owned));
        rules.validate_exp = false;
        rules.validate_nbf = false;
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[ISSUER]);
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &rules).ok()?.claims;
        let now = now.timestamp();
        let in_time = claims.exp + LEEWAY > now && claims.nbf - LEEWAY <= now && claims.iat - LEEWAY <= now;
        in_time.then_some(claims)
    }
}

/// A random token for a mailed link, and its hash for the database.
pub fn mailed_token() -> (String, [u8; 32]) {
    let bytes: [u8; 32] = rand::random();
    let text = URL_SAFE_NO_PAD.encode(bytes);
    let hash = vault::hash(text.as_bytes());
    (text, hash)
}

/// The hash under which a presented token is looked up.
pub fn token_hash(token: &str) -> [u8; 32] {
    vault::hash(token.as_bytes())
}

/// Six random digits. A code is short, so its hash is keyed: a stolen table gives no codes away.
pub fn mailed_code(key: &Key, person: PersonId) -> (String, [u8; 32]) {
    let code = format!("{:06}", rand::random::<u32>() % 1_000_000);
    let hash = code_hash(key, person, &code);
    (code, hash)
}

/// The keyed hash of a code.
pub fn code_hash(key: &Key, person: PersonId, code: &str) -> [u8; 32] {
    key.mac(&[b"sign-in code", person.0.as_bytes(), code.as_bytes()])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chrono::TimeDelta;
    use uuid::Uuid;

    fn now() -> Ts {
        "2026-11-24T09:00:00Z".parse().unwrap()
    }
    fn token(tokens: &Tokens) -> String {
        tokens.sign(SessionId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)), 1, now()).unwrap()
    }

    #[test]
    fn a_token_is_read_back_while_it_lives() {
        let tokens = Tokens::new(&Key::generate());
        let t = token(&tokens);
        assert!(tokens.read(&t, now()).is_some());
        assert!(tokens.read(&t, now() + TimeDelta::seconds(600)).is_some());
        assert!(tokens.read(&t, now() + TimeDelta::seconds(606)).is_none());
        assert!(tokens.read(&t, now() - TimeDelta::seconds(60)).is_none());
    }

    #[test]
    fn only_our_own_kind_of_token_passes() {
        let key = Key::generate();
        let tokens = Tokens::new(&key);
        assert!(tokens.read(&token(&Tokens::new(&Key::generate())), now()).is_none(), "another key");
        let claims = tokens.read(&token(&tokens), now()).unwrap();
        let sign = |header: &Header, claims: &Claims| {
            jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(key.expose())).unwrap()
        };
        let ours = Header { typ: Some(TYPE.into()), ..Header::new(Algorithm::HS256) };
        assert!(tokens.read(&sign(&ours, &claims), now()).is_some());
        assert!(tokens.read(&sign(&Header::new(Algorithm::HS256), &claims), now()).is_none(), "typ JWT");
        assert!(tokens.read(&sign(&Header { kid: Some("x".into()), ..ours.clone() }, &claims), now()).is_none(), "kid");
        let critical = Header { crit: Some(vec!["b64".into()]), ..ours.clone() };
        assert!(tokens.read(&sign(&critical, &claims), now()).is_none(), "crit");
        assert!(
            tokens.read(&sign(&Header { alg: Algorithm::HS512, ..ours.clone() }, &claims), now()).is_none(),
            "HS512"
        );
        assert!(tokens.read(&sign(&ours, &Claims { aud: "other".into(), ..claims.clone() }), now()).is_none(), "aud");
        assert!(tokens.read(&format!("{}=", token(&tokens)), now()).is_none(), "padding");
        assert!(tokens.read(&"a".repeat(5000), now()).is_none(), "length");
    }
}
