//! What a handler answers when it cannot do what was asked.

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use cabas_model::{Code, FieldError};
use cabas_store::StoreError;
use std::collections::BTreeMap;

/// A failure on its way out: a code of the closed catalogue, and what it is about. The sentence is added last, in
/// the reader's language; what happened underneath goes to the log, never to the answer.
#[derive(Debug)]
pub struct Failure {
    pub code: Code,
    pub errors: Vec<FieldError>,
    pub params: BTreeMap<String, String>,
    /// Seconds, where they are known; what passes says a few of them anyway.
    pub retry_after: Option<u64>,
    pub cause: Option<String>,
}

impl Failure {
    /// Fields that are wrong.
    pub fn fields(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Code::FieldsInvalid.into() }
    }
    /// One field that is wrong.
    pub fn field(pointer: &str, code: &str) -> Self {
        Self::fields(vec![FieldError::new(pointer, code)])
    }
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
    /// Adds a parameter of the sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
    /// What the rules refused, by its code, about one field of the request.
    pub fn refused_at(pointer: &str, code: &str) -> Self {
        match Code::find(code) {
            Some(code) if code.status() != 422 => {
                Self { errors: vec![FieldError::new(pointer, code.as_str())], ..code.into() }
            }
            _ => Self::field(pointer, code),
        }
    }
    /// Two transactions met: the same request may be tried again at once. One whose key was at work elsewhere finds there
    /// what came of it.
    pub(crate) fn is_collision(&self) -> bool {
        self.code == Code::InProgress || self.code == Code::Unavailable && self.cause.as_deref() == Some(COLLISION)
    }
}

const COLLISION: &str = "two transactions met";

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self { code, errors: Vec::new(), params: BTreeMap::new(), retry_after: None, cause: None }
    }
}

/// A refusal of `domain`: its code is one of the catalogue.
pub trait Refused {
    fn refusal(&self) -> &'static str;
}

impl<R: Refused> From<R> for Failure {
    fn from(refused: R) -> Self {
        Code::find(refused.refusal()).map_or_else(|| Self::field("", refused.refusal()), Into::into)
    }
}

/// Tells which domain errors may leave a handler by `?`.
macro_rules! refusals {
    ($($error:path),+ $(,)?) => {$(
        impl $crate::http::Refused for $error {
            fn refusal(&self) -> &'static str { self.code() }
        }
    )+};
}
pub(crate) use refusals;

impl From<StoreError> for Failure {
    fn from(e: StoreError) -> Self {
        let code = match &e {
            StoreError::Unavailable(_) | StoreError::Collision(_) => Code::Unavailable,
            StoreError::Full(_) => Code::StorageFull,
            StoreError::Constraint(name) => match *name {
                "recipient_ref" | "delivery_ref" => Code::RefTaken,
                "package_kinds_organisation_id_slug_key" => Code::SlugTaken,
                "one_live_invitation" => Code::AlreadyInvited,
                "one_live_membership" => Code::AlreadyMember,
                "one_import_applying" => Code::ImportBusy,
                "idempotency_keys_pkey" => Code::InProgress,
                _ => Code::Conflict,
            },
            StoreError::Sealed | StoreError::Settings(_) | StoreError::Database(_) => Code::Internal,
        };
        let mut failure = Self::from(code);
        failure.cause = Some(match &e {
            StoreError::Collision(_) => COLLISION.to_owned(),
            other => chain(other),
        });
        failure
    }
}

fn chain(e: &dyn std::error::Error) -> String {
    let mut text = e.to_string();
    let mut next = e.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.as_str())
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The bare status; `guard::finish` writes the problem, since it knows the language and the request's id.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}
