//! The signed-in person, and their own rounds.

use crate::{
    address::{Address, PhoneEntry},
    deliveries::{FailureReason, Outcome, StopKind, StopStatus},
    organisations::Storage,
    rounds::{RoundState, TravelMode},
    rules,
};
pub use cabas_kernel::words::me::StopAct;
use cabas_kernel::{
    Grams, Role, Ts, Window,
    id::{DeliveryId, MembershipId, OrganisationId, PersonId, RecipientId, RoundId, StopId},
};
use chrono::NaiveDate;
use validator::Validate;

private! {
    pub struct Me {
        pub id: PersonId,
        pub email: String,
        pub display_name: String,
        /// BCP 47 tag of the language they read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub locale: Option<String>,
        pub has_password: bool,
        pub memberships: Vec<MyMembership>,
    }

    /// Where I belong, and as what.
    pub struct MyMembership {
        pub member_id: MembershipId,
        pub organisation_id: OrganisationId,
        pub organisation_name: String,
        /// IANA name of the organisation's time zone.
        pub zone: String,
        pub state: crate::members::MemberState,
        pub roles: Vec<Role>,
        /// Display name of whoever brought me in: one hop.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub invited_by: Option<String>,
    }

    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PatchMe {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::name"))]
        pub display_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::language"))]
        pub locale: Option<String>,
    }

    pub struct MyRounds {
        pub items: Vec<MyRound>,
    }

    /// A round of mine, or one a dispatcher has opened to whoever takes it (`offered`).
    pub struct MyRound {
        pub id: RoundId,
        pub organisation_id: OrganisationId,
        pub name: String,
        pub date: NaiveDate,
        pub state: RoundState,
        pub mode: TravelMode,
        /// Not mine yet: I may take it.
        pub offered: bool,
        /// The stops' postcodes, each once.
        pub areas: Vec<String>,
        pub stop_count: u16,
        pub weight_g: Grams,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub depot: Option<crate::organisations::DepotSummary>,
        /// First and last instant of the stops' windows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub window: Option<Window>,
        /// When addresses open, and when they close, as far as is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub opens_at: Option<Ts>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub closes_at: Option<Ts>,
        /// Empty while the round is only offered.
        pub stops: Vec<MyStop>,
    }

    /// One stop of mine. `masked` says that the address and the name are closed to me now.
    pub struct MyStop {
        pub id: StopId,
        pub delivery_id: DeliveryId,
        pub kind: StopKind,
        pub position: u16,
        pub status: StopStatus,
        pub window: Window,
        pub masked: bool,
        /// The postcode, which is never masked. The address of a pickup that stands alone is its depot's, and no secret.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub area: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub address: Option<Address>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub recipient: Option<MyStopRecipient>,
        pub packages: Vec<MyPackage>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub weight_g: Option<Grams>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub comments: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub outcome_note: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub closed_at: Option<Ts>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub failure_reason: Option<FailureReason>,
        /// The acts open to me now.
        pub can: Vec<StopAct>,
    }

    /// Parcels of one kind, as whoever carries them calls them.
    pub struct MyPackage {
        pub slug: String,
        pub name: String,
        pub quantity: u16,
        pub storage: Storage,
    }

    /// What a volunteer may know of a household, and no more.
    pub struct MyStopRecipient {
        pub id: RecipientId,
        pub display_name: String,
        pub household_size: u8,
        pub phones: Vec<PhoneEntry>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub delivery_note: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub language: Option<String>,
        pub no_sms: bool,
    }

    /// Closes a stop: the food is there. `outcome` is for drop-offs; a pickup is loaded, without one.
    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CompleteStop {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub outcome: Option<Outcome>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::note"))]
        pub note: Option<String>,
        /// Who took it, when it was not the household.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::line"))]
        pub received_by: Option<String>,
        /// When it happened, by the phone's clock (decisions 13).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub at: Option<Ts>,
    }

    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct FailStop {
        pub reason: FailureReason,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::note"))]
        pub note: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub at: Option<Ts>,
    }

    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct ReopenStop {
        #[validate(custom(function = "rules::reason"))]
        pub reason: String,
    }

    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct StartStop {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub at: Option<Ts>,
    }
}

wire! {
    /// A day. Without one: each organisation's today and what comes after, and what is still open from before.
    #[derive(Default, Validate)]
    #[cfg_attr(feature = "spec", derive(utoipa::IntoParams))]
    #[cfg_attr(feature = "spec", into_params(parameter_in = Query))]
    #[serde(deny_unknown_fields)]
    pub struct DayQuery {
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub date: Option<NaiveDate>,
    }

    /// The answer to an act on rounds: who holds it now.
    pub struct Taken {
        pub round_id: RoundId,
        pub member_id: MembershipId,
    }
}
