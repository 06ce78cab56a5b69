//! Deliveries and their stops.

use crate::{address::Address, rules};
pub use cabas_kernel::words::deliveries::{
    DeliverySource, DeliveryStatus, FailureReason, Outcome, StopKind, StopStatus,
};
use cabas_kernel::{
    Grams, Ts, Window,
    id::{DeliveryId, DepotId, MembershipId, RecipientId, RecurrenceId, RoundId, StopId},
};
use chrono::NaiveDate;
use validator::Validate;

/// The tag that a sheet's delivery is kept with when nobody could go to its address: somebody looks at it.
pub const REVIEW_NEEDED: &str = "review-needed";

private! {
    /// A quantity of a kind of parcel.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PackageLine {
        #[validate(custom(function = "rules::slug"))]
        pub slug: String,
        #[validate(range(min = 1, max = 999, code = "quantity_invalid"))]
        pub quantity: u16,
    }

    /// A pair of words that a sheet brought about a stop, for whoever keeps the sheet.
    pub struct Metadatum {
        /// The stop it is about.
        pub kind: StopKind,
        pub key: String,
        pub value: String,
    }

    pub struct RecipientRef {
        pub id: RecipientId,
        pub display_name: String,
    }

    /// Where, for a list.
    pub struct Place {
        pub street: String,
        pub postal_code: String,
        pub city: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub lat: Option<f64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub lon: Option<f64>,
    }

    pub struct DeliverySummary {
        pub id: DeliveryId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub external_ref: Option<String>,
        pub status: DeliveryStatus,
        pub recipient: Option<RecipientRef>,
        /// There was a household, which is erased: nothing says any more who it was.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub recipient_erased: bool,
        /// The drop-off's.
        pub address: Place,
        pub window: Window,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub round_id: Option<RoundId>,
        /// A membership.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub assignee_id: Option<MembershipId>,
        pub packages: Vec<PackageLine>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub weight_g: Option<Grams>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub comments: Option<String>,
        pub tags: Vec<String>,
    }

    pub struct DeliveryDetails {
        pub id: DeliveryId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub external_ref: Option<String>,
        pub status: DeliveryStatus,
        pub source: DeliverySource,
        /// The local day on whose board its drop-off stands: its round's, else the first its window touches.
        pub date: NaiveDate,
        pub recipient: Option<RecipientRef>,
        /// There was a household, which is erased: nothing says any more who it was.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub recipient_erased: bool,
        pub address: Place,
        pub window: Window,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub round_id: Option<RoundId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub assignee_id: Option<MembershipId>,
        pub packages: Vec<PackageLine>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub weight_g: Option<Grams>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub comments: Option<String>,
        pub tags: Vec<String>,
        /// What a sheet says of it besides, the pickup's first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub metadata: Vec<Metadatum>,
        pub stops: Vec<StopDetails>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub rescheduled_from: Option<DeliveryId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub rescheduled_to: Option<DeliveryId>,
        /// The rule that made it, and which of its dates it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub recurrence_id: Option<RecurrenceId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub occurrence_date: Option<NaiveDate>,
        pub created_at: Ts,
        pub updated_at: Ts,
    }

    pub struct StopDetails {
        pub id: StopId,
        pub kind: StopKind,
        pub status: StopStatus,
        pub window: Window,
        /// What the household was told, when that differs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub promised: Option<Window>,
        pub address: Address,
        pub position: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub started_at: Option<Ts>,
        /// By the server's clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub closed_at: Option<Ts>,
        /// By the phone's clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reported_at: Option<Ts>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub received_by: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub outcome_note: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub failure_reason: Option<FailureReason>,
        pub needs_follow_up: bool,
        pub history: Vec<StopEvent>,
    }

    /// A stop as a list shows it.
    pub struct StopSummary {
        pub id: StopId,
        pub delivery_id: DeliveryId,
        pub kind: StopKind,
        pub status: StopStatus,
        pub window: Window,
        /// Nobody's where goods are loaded, or brought to a place without a household.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub recipient: Option<RecipientRef>,
        /// There was a household, which is erased: nothing says any more who it was.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub recipient_erased: bool,
        pub address: Place,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub round_id: Option<RoundId>,
        /// Its place in the round, from 0.
        pub position: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub assignee_id: Option<MembershipId>,
        pub needs_follow_up: bool,
    }

    /// One line of a stop's history.
    pub struct StopEvent {
        /// `created`, `assigned`, `unassigned`, `started`, `completed`, `failed`, `reopened`, `cancelled`,
        /// `restored`, `rescheduled`, `conflict`.
        pub kind: String,
        pub at: Ts,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reported_at: Option<Ts>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub by: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub note: Option<String>,
        /// The status the stop had before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub from: Option<StopStatus>,
        pub to: StopStatus,
    }

    /// Creates a delivery to a household. Without `pickup`, goods come from the round's depot.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreateDelivery {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::short"))]
        pub external_ref: Option<String>,
        pub recipient_id: RecipientId,
        pub window: Window,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub promised: Option<Window>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub pickup: Option<CreatePickup>,
        /// The household's usual parcel when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(nested)]
        pub packages: Option<Vec<PackageLine>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub weight_g: Option<Grams>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::comment"))]
        pub comments: Option<String>,
        #[serde(default)]
        #[validate(custom(function = "rules::slugs"))]
        pub tags: Vec<String>,
        #[serde(default)]
        pub draft: bool,
    }

    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreatePickup {
        /// The organisation's default depot when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub depot_id: Option<DepotId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub window: Option<Window>,
    }

    /// Creates one delivery per household for a day: the usual way without a sheet.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreateDeliveries {
        #[validate(custom(function = "rules::some_ids"))]
        pub recipient_ids: Vec<RecipientId>,
        pub window: Window,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::comment"))]
        pub comments: Option<String>,
    }

    pub struct DeliveriesCreated {
        pub ids: Vec<DeliveryId>,
        /// Households left out, with the reason's code (`recipient_inactive`).
        pub left_out: Vec<LeftOut>,
    }

    pub struct LeftOut {
        pub recipient_id: RecipientId,
        pub code: String,
    }

    /// Changes a delivery before it is on its way.
    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PatchDelivery {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub window: Option<Window>,
        #[serde(default, skip_serializing_if = "crate::Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<Window>))]
        pub promised: crate::Patch<Window>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(nested)]
        pub packages: Option<Vec<PackageLine>>,
        #[serde(default, skip_serializing_if = "crate::Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<u32>))]
        pub weight_g: crate::Patch<Grams>,
        #[serde(default, skip_serializing_if = "crate::Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<String>))]
        pub comments: crate::Patch<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::slugs"))]
        pub tags: Option<Vec<String>>,
    }

    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CancelDelivery {
        #[validate(custom(function = "rules::reason"))]
        pub reason: String,
    }

    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct RescheduleDelivery {
        pub window: Window,
    }

    /// Gives one delivery to a member, or takes it back with `null`.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct AssignDelivery {
        pub member_id: Option<MembershipId>,
    }

    pub struct DeliveryCreated {
        pub id: DeliveryId,
    }
}

wire! {
    #[derive(Default, Validate)]
    #[cfg_attr(feature = "spec", derive(utoipa::IntoParams))]
    #[cfg_attr(feature = "spec", into_params(parameter_in = Query))]
    #[serde(deny_unknown_fields)]
    pub struct DeliveryQuery {
        /// Local day: a wide window is listed on every day it overlaps.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub date: Option<NaiveDate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status: Option<DeliveryStatus>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub recipient_id: Option<RecipientId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 1, max = 100, code = "limit_invalid"))]
        pub limit: Option<u16>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub cursor: Option<String>,
    }
}

wire! {
    #[derive(Default, Validate)]
    #[cfg_attr(feature = "spec", derive(utoipa::IntoParams))]
    #[cfg_attr(feature = "spec", into_params(parameter_in = Query))]
    #[serde(deny_unknown_fields)]
    pub struct StopQuery {
        /// Local day: a wide window is listed on every day it overlaps.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub date: Option<NaiveDate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub round_id: Option<RoundId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub assignee_id: Option<MembershipId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub kind: Option<StopKind>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status: Option<StopStatus>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 1, max = 100, code = "limit_invalid"))]
        pub limit: Option<u16>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub cursor: Option<String>,
    }
}
