//! What every read of stops asks of them: the columns that the decisions' facts follow from.

use super::facts::window;
use crate::StoreError;
use cabas_domain::deliveries::StopFacts;
use cabas_kernel::{
    Ts,
    id::{DeliveryId, MembershipId, RecipientId, RoundId, StopId},
};
use uuid::Uuid;

/// The columns of [`Core`], in its order, of the table `stops` called `s`.
macro_rules! core_columns {
    () => {
        "s.id, s.delivery_id, s.recipient_id, s.depot_id, s.kind, s.status, s.window_start, s.window_end, s.round_id, \
         s.assignee_id, s.closed_at"
    };
}
pub(crate) use core_columns;

row! {
    pub(crate) struct Core {
        pub(crate) id: Uuid,
        pub(crate) delivery_id: Uuid,
        pub(crate) recipient_id: Option<Uuid>,
        pub(crate) depot_id: Option<Uuid>,
        pub(crate) kind: String,
        pub(crate) status: String,
        pub(crate) window_start: Option<i64>,
        pub(crate) window_end: i64,
        pub(crate) round_id: Option<Uuid>,
        pub(crate) assignee_id: Option<Uuid>,
        pub(crate) closed_at: Option<i64>,
    }
}

impl Core {
    /// What a read needs of the facts: who closed it, why it failed and what came before it are left out.
    ///
    /// # Errors
    /// A word in the row that nobody knows.
    pub(crate) fn facts(&self) -> Result<StopFacts, StoreError> {
        let unknown = |_| StoreError::Settings("unknown word in a stop".into());
        Ok(StopFacts {
            id: StopId(self.id),
            delivery: DeliveryId(self.delivery_id),
            kind: self.kind.parse().map_err(unknown)?,
            status: self.status.parse().map_err(unknown)?,
            recipient: self.recipient_id.map(RecipientId),
            at_depot: self.depot_id.is_some(),
            window: window(self.window_start, self.window_end),
            round: self.round_id.map(RoundId),
            assignee: self.assignee_id.map(MembershipId),
            previous: None,
            closed_at: self.closed_at.map(Ts::from_micros),
            closed_by: None,
            failure_reason: None,
            rescheduled: false,
        })
    }
}
