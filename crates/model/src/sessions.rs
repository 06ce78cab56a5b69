//! Signing in, staying in, leaving.

use crate::rules;
use cabas_kernel::{
    Ts,
    id::{PersonId, SessionId},
};
use validator::Validate;

private! {
    /// Asks for a link and a code by mail. The answer is the same whether the address has an account or not.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreateSessionLink {
        #[validate(custom(function = "rules::email"))]
        pub email: String,
    }

    /// Opens a session: e-mail with password, e-mail with the mailed code, or the mailed link's token alone.
    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreateSession {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::email"))]
        pub email: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub password: Option<String>,
        /// Six digits from the mail.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub code: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub link_token: Option<String>,
    }

    /// Proves again who one is, by password or by a mailed code: one of the two.
    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct ProveSession {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub password: Option<String>,
        /// Six digits from the mail.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub code: Option<String>,
    }

    /// A fresh access token. The refresh token travels in the cookie only.
    pub struct SessionToken {
        pub access_token: String,
        /// Seconds until the access token ends.
        pub expires_in: u32,
        pub user_id: PersonId,
    }

    /// Asks for a password reset link by mail. Always 202.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreatePasswordReset {
        #[validate(custom(function = "rules::email"))]
        pub email: String,
    }

    /// Uses a reset link: sets the password, ends every session, signs nobody in.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct UsePasswordReset {
        pub token: String,
        #[validate(custom(function = "rules::password"))]
        pub password: String,
    }

    /// One signed-in device of mine.
    pub struct SessionSummary {
        pub id: SessionId,
        /// Browser and system, as a person would say them ("Firefox, Android").
        pub device: String,
        pub created_at: Ts,
        pub last_seen_at: Ts,
        /// This very session.
        pub current: bool,
    }
}
