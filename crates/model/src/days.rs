//! The board of a day: one compact answer, up to 5,000 stops (decisions 10).

use crate::{
    address::GeoState,
    deliveries::{FailureReason, PackageLine, StopKind, StopStatus},
    rounds::{RoundState, TravelMode},
};
use cabas_kernel::{
    Grams, Ts, Window,
    id::{DeliveryId, DepotId, MembershipId, RecipientId, RoundId, StopId},
};
use chrono::NaiveDate;

private! {
    pub struct DayBoard {
        pub date: NaiveDate,
        /// `id` of the last event included, 0 without any: live changes go on from it.
        pub last_event: i64,
        pub as_of: Ts,
        pub rounds: Vec<BoardRound>,
        pub stops: Vec<BoardStop>,
        /// Who can carry a round.
        pub people: Vec<BoardPerson>,
    }

    pub struct BoardRound {
        pub id: RoundId,
        pub name: String,
        /// For `If-Match`.
        pub etag: String,
        pub state: RoundState,
        pub mode: TravelMode,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub assignee_id: Option<MembershipId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub depot_id: Option<DepotId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub max_load_g: Option<Grams>,
        pub self_assign: bool,
        /// In order.
        pub stop_ids: Vec<StopId>,
    }

    pub struct BoardStop {
        pub id: StopId,
        pub delivery_id: DeliveryId,
        pub kind: StopKind,
        /// A pickup that brings nothing to anybody: a visit of its own, which goes into a round like a drop-off.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub alone: bool,
        pub status: StopStatus,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub recipient_id: Option<RecipientId>,
        /// The household comes to the depot: it goes into no round.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub self_pickup: bool,
        /// The household, or the depot of a pickup. Empty when the household is erased.
        pub name: String,
        pub street: String,
        pub postal_code: String,
        pub city: String,
        pub geo_state: GeoState,
        pub window: Window,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub round_id: Option<RoundId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub assignee_id: Option<MembershipId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub packages: Vec<PackageLine>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub weight_g: Option<Grams>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub comments: Option<String>,
        /// What the volunteer wrote when closing it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub outcome_note: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub failure_reason: Option<FailureReason>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub closed_at: Option<Ts>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub needs_follow_up: bool,
    }

    pub struct BoardPerson {
        pub member_id: MembershipId,
        pub display_name: String,
    }
}
