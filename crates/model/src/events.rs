//! Live changes: ids and kinds only, filtered by what the reader may see.

pub use cabas_kernel::words::events::EventKind;
use cabas_kernel::{Ts, id::OrganisationId};
use chrono::NaiveDate;
use uuid::Uuid;

/// The name of the last event of a stream that gave its place to a newer one of the same person. It has no data. Whoever
/// opened another at once would take the place of one that is looked at.
pub const DISPLACED: &str = "displaced";

wire! {
    /// One server-sent event; its `id:` line is `id`.
    pub struct LiveEvent {
        /// When it happened, in microseconds since 1970: it tells nothing of what happens in other organisations. Events
        /// of one instant share it.
        pub id: i64,
        pub organisation_id: OrganisationId,
        pub kind: EventKind,
        pub subject_id: Uuid,
        /// The local day concerned, when it is about one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub date: Option<NaiveDate>,
        pub at: Ts,
    }
}
