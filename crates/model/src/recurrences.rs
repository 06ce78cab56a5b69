//! What comes round: rules that make deliveries, and what is different on single dates.

use crate::{
    deliveries::{PackageLine, RecipientRef},
    rules,
};
pub use cabas_kernel::words::recurrences::{DroughtCause, ExceptionKind, Leftovers, RecurrenceState};
use cabas_kernel::{
    Grams, Ts,
    id::{DepotId, MembershipId, RecipientId, RecurrenceId},
};
use chrono::NaiveDate;
use validator::Validate;

/// How far ahead deliveries are made, in days, unless a rule says otherwise; and at most.
pub const HORIZON_DAYS: u16 = 28;
pub const MAX_HORIZON_DAYS: u16 = 92;

wire! {
    /// Hours by the wall of the organisation. An end that is not after the start is the next day's.
    #[derive(Eq, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct WallSpan {
        /// `HH:MM`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::wall_time"))]
        pub start: Option<String>,
        #[validate(custom(function = "rules::wall_time"))]
        pub end: String,
    }

    /// A pickup at a depot, before the drop-off.
    #[derive(Eq, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct RecurrencePickup {
        /// The organisation's default depot when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub depot_id: Option<DepotId>,
        /// Ready when the drop-off begins, when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(nested)]
        pub window: Option<WallSpan>,
    }
}

private! {
    /// A rule that makes deliveries to a household, and all that each of them is made of.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreateRecurrence {
        pub recipient_id: RecipientId,
        #[validate(custom(function = "rules::name"))]
        pub name: String,
        /// One RRULE of RFC 5545: `FREQ=WEEKLY;BYDAY=TU`.
        pub rule: String,
        /// The day from which it counts; itself a date only when the rule gives it.
        #[serde(deserialize_with = "cabas_kernel::near::day")]
        pub starts_on: NaiveDate,
        /// How many days ahead deliveries are made; 28 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 1, max = 92, code = "limit_invalid"))]
        pub horizon_days: Option<u16>,
        #[validate(nested)]
        pub window: WallSpan,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(nested)]
        pub promised: Option<WallSpan>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(nested)]
        pub pickup: Option<RecurrencePickup>,
        /// The household's usual parcel of the day it is made, when absent.
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
        /// On the spot; 5 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 1, max = 240, code = "limit_invalid"))]
        pub service_minutes: Option<u16>,
        /// Whoever carries each of them, in their own round of the day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub assignee_id: Option<MembershipId>,
    }

    /// Changes a rule from its next date on, or from one of its dates on. Its name and horizon change as they are; for
    /// anything else, what came before stays with the old rule, which ends, and another one takes over.
    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PatchRecurrence {
        /// The first date that changes.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub from: Option<NaiveDate>,
        /// What becomes of deliveries on dates that the rule no longer has; `cancel` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub removed: Option<Leftovers>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::name"))]
        pub name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub rule: Option<String>,
        /// The day from which the changed rule counts.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub starts_on: Option<NaiveDate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 1, max = 92, code = "limit_invalid"))]
        pub horizon_days: Option<u16>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(nested)]
        pub window: Option<WallSpan>,
        #[serde(default, skip_serializing_if = "crate::Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<WallSpan>))]
        pub promised: crate::Patch<WallSpan>,
        #[serde(default, skip_serializing_if = "crate::Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<RecurrencePickup>))]
        pub pickup: crate::Patch<RecurrencePickup>,
        #[serde(default, skip_serializing_if = "crate::Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<Vec<PackageLine>>))]
        pub packages: crate::Patch<Vec<PackageLine>>,
        #[serde(default, skip_serializing_if = "crate::Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<u32>))]
        pub weight_g: crate::Patch<Grams>,
        #[serde(default, skip_serializing_if = "crate::Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<String>))]
        pub comments: crate::Patch<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::slugs"))]
        pub tags: Option<Vec<String>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 1, max = 240, code = "limit_invalid"))]
        pub service_minutes: Option<u16>,
        #[serde(default, skip_serializing_if = "crate::Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<MembershipId>))]
        pub assignee_id: crate::Patch<MembershipId>,
    }

    pub struct RecurrenceSummary {
        pub id: RecurrenceId,
        pub name: String,
        /// None once the household is erased.
        pub recipient: Option<RecipientRef>,
        pub rule: String,
        pub starts_on: NaiveDate,
        pub state: RecurrenceState,
        pub window: WallSpan,
        pub horizon_days: u16,
        /// The day of its next delivery that is made and still to do.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub next_day: Option<NaiveDate>,
        /// Why nothing is made beyond half of its horizon, as the last run found.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub drought: Option<DroughtCause>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub assignee_id: Option<MembershipId>,
        /// For `If-Match`.
        pub etag: String,
    }

    pub struct RecurrenceDetails {
        pub id: RecurrenceId,
        pub name: String,
        /// None once the household is erased.
        pub recipient: Option<RecipientRef>,
        pub rule: String,
        pub starts_on: NaiveDate,
        pub state: RecurrenceState,
        pub horizon_days: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub drought: Option<DroughtCause>,
        /// The one that this one took over from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub predecessor_id: Option<RecurrenceId>,
        pub window: WallSpan,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub promised: Option<WallSpan>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub pickup: Option<RecurrencePickup>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub packages: Option<Vec<PackageLine>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub weight_g: Option<Grams>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub comments: Option<String>,
        pub tags: Vec<String>,
        pub service_minutes: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub assignee_id: Option<MembershipId>,
        /// By date.
        pub exceptions: Vec<RecurrenceException>,
        pub created_at: Ts,
        pub updated_at: Ts,
    }

    /// What was said of one date.
    pub struct RecurrenceException {
        pub date: NaiveDate,
        pub kind: ExceptionKind,
        /// The day it was moved to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub to: Option<NaiveDate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub window: Option<WallSpan>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub fields: Option<OccurrenceFields>,
    }

    /// What one date brings instead; what is absent is as on the other dates.
    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct OccurrenceFields {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(nested)]
        pub packages: Option<Vec<PackageLine>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub weight_g: Option<Grams>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::comment"))]
        pub comments: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::slugs"))]
        pub tags: Option<Vec<String>>,
    }

    /// Says what is different on one date: `move` takes `to`, `window` or both, `override` takes `fields`.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreateException {
        /// A date of the rule, whatever day it was moved to.
        #[serde(deserialize_with = "cabas_kernel::near::day")]
        pub date: NaiveDate,
        pub kind: ExceptionKind,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub to: Option<NaiveDate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(nested)]
        pub window: Option<WallSpan>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(nested)]
        pub fields: Option<OccurrenceFields>,
    }
}

wire! {
    #[derive(Default, Validate)]
    #[cfg_attr(feature = "spec", derive(utoipa::IntoParams))]
    #[cfg_attr(feature = "spec", into_params(parameter_in = Query))]
    #[serde(deny_unknown_fields)]
    pub struct RecurrenceQuery {
        /// All that are not over when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub state: Option<RecurrenceState>,
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
    pub struct CancelRecurrence {
        /// What becomes of the deliveries that it made and nobody has begun; they stay when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub deliveries: Option<Leftovers>,
    }
}
