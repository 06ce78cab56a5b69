//! Rounds made by hand.

use crate::{
    deliveries::{StopKind, StopStatus},
    rules,
};
pub use cabas_kernel::words::rounds::{RoundState, TravelMode};
use cabas_kernel::{
    Grams, Ts, Window,
    id::{DeliveryId, DepotId, MembershipId, RoundId, StopId},
};
use chrono::NaiveDate;
use validator::Validate;

private! {
    pub struct RoundSummary {
        pub id: RoundId,
        pub name: String,
        pub date: NaiveDate,
        pub state: RoundState,
        pub mode: TravelMode,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub assignee_id: Option<MembershipId>,
        pub self_assign: bool,
        pub stop_count: u16,
    }

    pub struct RoundDetails {
        pub id: RoundId,
        pub name: String,
        pub date: NaiveDate,
        pub state: RoundState,
        pub mode: TravelMode,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub depot_id: Option<DepotId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub max_load_g: Option<Grams>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub assignee_id: Option<MembershipId>,
        pub self_assign: bool,
        pub stops: Vec<RoundStop>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub started_at: Option<Ts>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub closed_at: Option<Ts>,
    }

    /// A stop in its round, without personal data.
    pub struct RoundStop {
        pub id: StopId,
        pub delivery_id: DeliveryId,
        pub kind: StopKind,
        pub position: u16,
        pub status: StopStatus,
        pub window: Window,
    }

    /// Makes a round from deliveries, in the given order. Their other stops come along.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreateRound {
        #[validate(custom(function = "rules::name"))]
        pub name: String,
        #[serde(deserialize_with = "cabas_kernel::near::day")]
        pub date: NaiveDate,
        #[serde(default)]
        pub delivery_ids: Vec<DeliveryId>,
        #[serde(default)]
        pub mode: TravelMode,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub depot_id: Option<DepotId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub max_load_g: Option<Grams>,
    }

    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PatchRound {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::name"))]
        pub name: Option<String>,
        /// Moves every window by whole days at the same local time (DL-13).
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub date: Option<NaiveDate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub mode: Option<TravelMode>,
        #[serde(default, skip_serializing_if = "crate::Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<DepotId>))]
        pub depot_id: crate::Patch<DepotId>,
        #[serde(default, skip_serializing_if = "crate::Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<u32>))]
        pub max_load_g: crate::Patch<Grams>,
        /// A dispatcher's approval that whoever likes may take this round (DL-26).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub self_assign: Option<bool>,
    }

    /// The whole list of a round's stops, in order: what is absent leaves the round.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PutRoundStops {
        pub stop_ids: Vec<StopId>,
        /// Rounds that stops may be taken from. A stop found in any other round refuses the whole request,
        /// so that nobody's work is undone unseen.
        #[serde(default)]
        pub moved_from: Vec<RoundId>,
    }

    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct AssignRound {
        pub member_id: Option<MembershipId>,
    }

    /// Cuts a round in two: the stops from `first_stop_id` on go to a new round, in their order.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct SplitRound {
        pub first_stop_id: StopId,
        #[validate(custom(function = "rules::name"))]
        pub name: String,
    }

    /// Adds another round's stops after this one's, both orders kept; the other round ends.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct MergeRound {
        pub other_id: RoundId,
    }
}

wire! {
    #[derive(Default, Validate)]
    #[cfg_attr(feature = "spec", derive(utoipa::IntoParams))]
    #[cfg_attr(feature = "spec", into_params(parameter_in = Query))]
    #[serde(deny_unknown_fields)]
    pub struct RoundQuery {
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub date: Option<NaiveDate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 1, max = 100, code = "limit_invalid"))]
        pub limit: Option<u16>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub cursor: Option<String>,
    }
}
