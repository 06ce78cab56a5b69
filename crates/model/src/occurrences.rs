//! The dates of what comes round: shown, previewed, made.

use crate::{deliveries::DeliveryStatus, recurrences::WallSpan, rules};
pub use cabas_kernel::words::recurrences::OccurrenceFate;
use cabas_kernel::{
    Window,
    id::{DeliveryId, RecipientId, RecurrenceId},
};
use chrono::NaiveDate;
use validator::Validate;

wire! {
    #[derive(Default, Validate)]
    #[cfg_attr(feature = "spec", derive(utoipa::IntoParams))]
    #[cfg_attr(feature = "spec", into_params(parameter_in = Query))]
    #[serde(deny_unknown_fields)]
    pub struct OccurrenceQuery {
        /// Today when absent.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub from: Option<NaiveDate>,
        /// The end of the horizon when absent; 366 days at most.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub until: Option<NaiveDate>,
    }
}

wire! {
    /// One occurrence, as a calendar shows it: also the ones that do not take place.
    pub struct OccurrenceSummary {
        /// Its identity: the date that the rule gave it.
        pub date: NaiveDate,
        /// The day on which it happens.
        pub day: NaiveDate,
        /// None while no hours are known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub window: Option<Window>,
        pub fate: OccurrenceFate,
        /// The closure that covers it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub closed: Option<ClosedDays>,
        /// The last day of the household's absence, when it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub away_until: Option<NaiveDate>,
        /// The delivery that it became, and how that stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub delivery_id: Option<DeliveryId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status: Option<DeliveryStatus>,
    }

    pub struct ClosedDays {
        pub from: NaiveDate,
        pub until: NaiveDate,
        pub reason: String,
    }

    pub struct OccurrenceList {
        /// In the order of days.
        pub items: Vec<OccurrenceSummary>,
    }

    /// A rule before it is saved, or another rule for a recurrence before it is changed.
    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PreviewRecurrence {
        /// The one that would change; what is left out then is as it is there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub recurrence_id: Option<RecurrenceId>,
        /// The first date that would change.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub from: Option<NaiveDate>,
        /// Whose absences are looked at, for a new one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub recipient_id: Option<RecipientId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub rule: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub starts_on: Option<NaiveDate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(nested)]
        pub window: Option<WallSpan>,
    }

    pub struct RecurrencePreview {
        /// As it would be written down.
        pub rule: String,
        /// The next dates, twelve at most; fewer when the rule ends, or never gives so many.
        pub next: Vec<OccurrenceSummary>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub changes: Option<RecurrenceChanges>,
    }

    /// What an edit would do, by date. What is begun, over or past is never touched.
    pub struct RecurrenceChanges {
        /// The first date that is the changed rule's.
        pub from: NaiveDate,
        pub kept: Vec<TouchedDate>,
        pub moved: Vec<MovedDate>,
        pub created: Vec<TouchedDate>,
        pub removed: Vec<RemovedDate>,
        pub untouched: Vec<TouchedDate>,
        /// Something that was made changes: somebody may have to be told.
        pub touches_existing: bool,
    }

    pub struct TouchedDate {
        pub date: NaiveDate,
        pub day: NaiveDate,
        /// A delivery was made of it.
        pub exists: bool,
    }

    pub struct MovedDate {
        pub date: NaiveDate,
        pub day: NaiveDate,
        pub exists: bool,
        pub to: NaiveDate,
        pub other_times: bool,
    }

    pub struct RemovedDate {
        pub date: NaiveDate,
        pub day: NaiveDate,
        pub exists: bool,
        /// A created date less than a week away.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub instead: Option<NaiveDate>,
    }

    /// Makes now what rules give: all of them, or some, up to their horizon or another day, on all days or on some.
    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct GenerateDeliveries {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::some_ids"))]
        pub recurrence_ids: Option<Vec<RecurrenceId>>,
        /// 92 days ahead at most.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub until: Option<NaiveDate>,
        /// Only what happens on these days.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::some_days"))]
        pub days: Option<Vec<NaiveDate>>,
        /// Nothing is made: the answer says what would be.
        #[serde(default)]
        pub dry_run: bool,
    }

    /// What one run made of all its rules.
    #[derive(Default)]
    pub struct GenerationSummary {
        pub created: Vec<GeneratedOccurrence>,
        /// Skipped, closed or paused.
        pub left_out: Vec<LeftOutOccurrence>,
        /// Made, but not given to whoever the rule says: they may not carry it.
        pub unassigned: Vec<DeliveryId>,
    }

    pub struct GeneratedOccurrence {
        pub recurrence_id: RecurrenceId,
        pub date: NaiveDate,
        pub day: NaiveDate,
        /// None when nothing is made.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub delivery_id: Option<DeliveryId>,
    }

    pub struct LeftOutOccurrence {
        pub recurrence_id: RecurrenceId,
        pub date: NaiveDate,
        pub day: NaiveDate,
        pub fate: OccurrenceFate,
    }
}
