//! Writes: each in one transaction, and once, however often its request comes (CC-1).

use super::Cx;
use crate::http::{Failure, Gate};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cabas_model::Code;
use cabas_store::{
    Scope, Tx,
    idempotency::{Known, Request},
    vault::Key,
};
use serde::{Serialize, de::DeserializeOwned};

/// What is kept of a request that may come again, each hashed as what it is: neither passes for the other.
const KEY: &[u8] = b"idempotency key";
const BODY: &[u8] = b"idempotency body";

impl<G: Gate> Cx<G> {
    /// Does one write: in one transaction, once per idempotency key, tried again when two transactions met.
    /// What `act` gives is what a repeated request gets, too.
    ///
    /// # Errors
    /// Whatever `act` answers; then nothing was written.
    pub async fn write<T, F>(&self, act: F) -> Result<T, Failure>
    where
        T: Serialize + DeserializeOwned,
        F: AsyncFn(&Tx) -> Result<T, Failure>,
    {
        self.write_in(self.scope, act).await
    }

    /// The same in another scope: for what belongs to no organisation, or to one that the path does not name.
    ///
    /// # Errors
    /// Whatever `act` answers; then nothing was written.
    pub async fn write_in<T, F>(&self, scope: Scope, act: F) -> Result<T, Failure>
    where
        T: Serialize + DeserializeOwned,
        F: AsyncFn(&Tx) -> Result<T, Failure>,
    {
        let once = self.idempotency();
        let mut tries = 0;
        loop {
            tries += 1;
            match self.try_write(scope, once.as_ref(), &act).await {
                Err(failure) if failure.is_collision() && tries < 3 => {
                    tokio::time::sleep(std::time::Duration::from_millis(u64::from(rand::random::<u8>() % 20))).await;
                }
                other => return other,
            }
        }
    }

    async fn try_write<T, F>(&self, scope: Scope, once: Option<&Request>, act: &F) -> Result<T, Failure>
    where
        T: Serialize + DeserializeOwned,
        F: AsyncFn(&Tx) -> Result<T, Failure>,
    {
        self.let_go();
        let tx = self.app.store.write(scope, self.actor()).await?;
        if let Some(request) = once {
            match tx.known::<T>(request).await? {
                Known::New => {}
                Known::Done(answer) => return Ok(answer),
                Known::OtherBody => return Err(Code::KeyReused.into()),
            }
        }
        let answer = act(&tx).await?;
        if let Some(request) = once {
            tx.remember(request, &answer).await?;
        }
        tx.commit().await?;
        Ok(answer)
    }

    /// The key of a write, when it has one: any text of the sender's, which may name somebody, so that its hash is kept.
    fn idempotency(&self) -> Option<Request> {
        let key = self.request.headers().get("idempotency-key")?.as_bytes().trim_ascii();
        let actor = self.actor().id().filter(|_| !key.is_empty())?;
        Some(Request {
            actor,
            method: self.request.method().to_string(),
            path: self.request.path().to_owned(),
            key: URL_SAFE_NO_PAD.encode(self.keyed(KEY, key)),
            fingerprint: self.fingerprint.borrow().unwrap_or_else(|| self.keyed(BODY, b"")),
        })
    }

    /// Sets what the idempotency key is compared by, when the body was read otherwise.
    pub fn fingerprint(&self, bytes: &[u8]) {
        self.fingerprint.replace(Some(self.keyed(BODY, bytes)));
    }

    fn keyed(&self, what: &[u8], bytes: &[u8]) -> [u8; 32] {
        keyed(&self.app.store.vault().secrets().hashing, what, bytes)
    }
}

/// A keyed hash. It is kept for a day, and a body may hold a password: a plain hash could be guessed from by whoever
/// holds the database alone.
fn keyed(hashing: &Key, what: &[u8], bytes: &[u8]) -> [u8; 32] {
    hashing.mac(&[what, bytes])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_the_words_of_a_body_is_not_kept_as_that_body_is() {
        let hashing = Key::new([7; 32]);
        assert_ne!(keyed(&hashing, KEY, b"{}"), keyed(&hashing, BODY, b"{}"));
    }
}
