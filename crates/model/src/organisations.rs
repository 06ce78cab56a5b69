//! An organisation's settings, depots, package kinds and time slots.

use crate::{address::Address, rules};
use cabas_kernel::id::{DepotId, OrganisationId, PackageKindId, TimeSlotId};
pub use cabas_kernel::words::organisations::{InviterTold, Storage};
use validator::Validate;

wire! {
    pub struct OrganisationDetails {
        pub id: OrganisationId,
        pub name: String,
        /// IANA time zone.
        pub zone: String,
        /// ISO 3166 code: where national telephone numbers and postcodes are read.
        pub country: String,
        /// Hours before a round's first window from which its volunteer sees addresses; 12 at most.
        pub reveal_hours: u8,
        /// Hours after a stop's completion until which they still see it; 2 at most.
        pub keep_hours: u8,
        /// Street only until « Démarrer ».
        pub late_reveal: bool,
        /// Everyone waits for a confirmation, volunteers too.
        pub confirm_everyone: bool,
        /// What whoever invited somebody learns when that access is suspended.
        pub inviter_told: InviterTold,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub default_depot_id: Option<DepotId>,
    }

    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PatchOrganisation {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::name"))]
        pub name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub zone: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub country: Option<String>,
        /// Organisations can tighten, not loosen, these hours (decisions 6).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 0, max = 12, code = "hours_loosened"))]
        pub reveal_hours: Option<u8>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 0, max = 2, code = "hours_loosened"))]
        pub keep_hours: Option<u8>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub late_reveal: Option<bool>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub confirm_everyone: Option<bool>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub inviter_told: Option<InviterTold>,
    }

    pub struct DepotSummary {
        pub id: DepotId,
        pub name: String,
        pub address: Address,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub opening_hours: Option<String>,
        pub is_default: bool,
        /// For `If-Match`.
        pub etag: String,
    }

    /// Creates a depot, or replaces all of one.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PutDepot {
        #[validate(custom(function = "rules::name"))]
        pub name: String,
        #[validate(nested)]
        pub address: Address,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::line"))]
        pub opening_hours: Option<String>,
        #[serde(default)]
        pub is_default: bool,
    }

    pub struct PackageKindSummary {
        pub id: PackageKindId,
        pub slug: String,
        pub name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub weight_g: Option<u32>,
        pub storage: Storage,
        pub active: bool,
        /// For `If-Match`.
        pub etag: String,
    }

    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PutPackageKind {
        #[validate(custom(function = "rules::slug"))]
        pub slug: String,
        #[validate(custom(function = "rules::name"))]
        pub name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(max = 1_000_000, code = "weight_invalid"))]
        pub weight_g: Option<u32>,
        #[serde(default)]
        pub storage: Storage,
        #[serde(default = "yes")]
        pub active: bool,
    }

    /// A span an organisation offers, in its own wall time.
    pub struct TimeSlotSummary {
        pub id: TimeSlotId,
        pub name: String,
        /// `HH:MM`.
        pub start: String,
        pub end: String,
        /// For `If-Match`.
        pub etag: String,
    }

    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PutTimeSlot {
        #[validate(custom(function = "rules::name"))]
        pub name: String,
        pub start: String,
        pub end: String,
    }
}

fn yes() -> bool {
    true
}
