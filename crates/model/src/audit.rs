//! The audit log, as an admin reads it.

use cabas_kernel::Ts;
use uuid::Uuid;

private! {
    pub struct AuditEntry {
        pub seq: i64,
        pub at: Ts,
        /// `write` or `look`.
        pub kind: String,
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
