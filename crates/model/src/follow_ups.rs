//! What a dispatcher must look at until ticked.

use crate::{deliveries::StopStatus, rules};
pub use cabas_kernel::words::follow_ups::{FollowUpCause, FollowUpStatus};
use cabas_kernel::{
    Ts,
    id::{DeliveryId, FollowUpId, MembershipId, RecipientId, RoundId, StopId},
};
use validator::Validate;

private! {
    pub struct FollowUpSummary {
        pub id: FollowUpId,
        pub cause: FollowUpCause,
        pub status: FollowUpStatus,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub stop_id: Option<StopId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub delivery_id: Option<DeliveryId>,
        /// What the stop is now: a failure can be brought another day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub stop_status: Option<StopStatus>,
        /// The delivery that takes its place another day (DL-20).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub rescheduled_to: Option<DeliveryId>,
        /// The round it is about, when it is about one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub round_id: Option<RoundId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub round_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub recipient_id: Option<RecipientId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub recipient_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub street: Option<String>,
        /// The failure reason's code, when there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reason: Option<String>,
        /// What the volunteer wrote.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub comment: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reported_by: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub owner_id: Option<MembershipId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub owner_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub due_at: Option<Ts>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub note: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub handled_at: Option<Ts>,
        pub created_at: Ts,
    }

    /// Gives it an owner and a deadline.
    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PatchFollowUp {
        #[serde(default, skip_serializing_if = "crate::Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<MembershipId>))]
        pub owner_id: crate::Patch<MembershipId>,
        #[serde(default, skip_serializing_if = "crate::Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<String>))]
        pub due_at: crate::Patch<Ts>,
    }

    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct HandleFollowUp {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::note"))]
        pub note: Option<String>,
    }
}

wire! {
    /// How many wait, without saying what about: nothing here is a look at anybody's data.
    pub struct FollowUpCount {
        pub open: u32,
        /// Among them, problems, worries at the door and incidents.
        pub urgent: u32,
    }
}

wire! {
    #[derive(Default, Validate)]
    #[cfg_attr(feature = "spec", derive(utoipa::IntoParams))]
    #[cfg_attr(feature = "spec", into_params(parameter_in = Query))]
    #[serde(deny_unknown_fields)]
    pub struct FollowUpQuery {
        /// Open ones when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status: Option<FollowUpStatus>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 1, max = 100, code = "limit_invalid"))]
        pub limit: Option<u16>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub cursor: Option<String>,
    }
}
