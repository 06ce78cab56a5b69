//! The audit log, as an admin reads it.

use cabas_kernel::Ts;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use validator::Validate;

/// Which of the two logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "spec", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AuditKind {
    Write,
    Look,
}

/// How a page of the audit log is asked for: writes, looks, or both merged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "spec", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "spec", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<AuditKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 1, max = 100, code = "limit_invalid"))]
    pub limit: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

impl AuditQuery {
    pub fn limit(&self) -> u16 {
        self.limit.unwrap_or(25).clamp(1, 100)
    }
}

private! {
    pub struct AuditEntry {
        /// Tells it from the others, and nothing else: its number in the log counts the entries of every organisation.
        pub id: Uuid,
        pub at: Ts,
        pub kind: AuditKind,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub actor: Option<String>,
        /// What was done: `round.published`, `recipient.read`…
        pub action: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub subject_id: Option<Uuid>,
        /// How many records a look covered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub count: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub detail: Option<String>,
    }
}
