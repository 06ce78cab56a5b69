//! Rounds that plan themselves: who carries on a day, what is asked for, what is proposed. Ids, times and figures only:
//! no name and no address.

use crate::{rounds::TravelMode, rules};
pub use cabas_kernel::words::plans::{CrewFinish, LeftOutReason, PlanAim, PlanState, PlanWays};
use cabas_kernel::{
    Grams, Ts,
    id::{DeliveryId, DepotId, MembershipId, PlanId, RoundId, StopId},
};
use chrono::NaiveDate;
use validator::Validate;

private! {
    /// Who carries on a day.
    pub struct DayCrew {
        pub date: NaiveDate,
        pub people: Vec<CrewPerson>,
        /// Those of the last day before that had some, the same weekday first: a beginning for a day that has none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub last_time: Option<LastCrew>,
    }

    pub struct LastCrew {
        pub date: NaiveDate,
        pub people: Vec<CrewPerson>,
    }

    /// Somebody who carries that day: when, how, how much.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CrewPerson {
        pub member_id: MembershipId,
        /// Local wall time, `HH:MM`.
        #[validate(custom(function = "rules::wall_time"))]
        pub from: String,
        #[validate(custom(function = "rules::wall_time"))]
        pub until: String,
        #[serde(default)]
        pub mode: TravelMode,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub max_load_g: Option<Grams>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub max_packages: Option<u16>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub max_stops: Option<u16>,
        /// Where they load; the organisation's own depot when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub depot_id: Option<DepotId>,
        #[serde(default)]
        pub finish: CrewFinish,
    }

    /// The whole crew of a day: who is absent does not carry.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PutCrew {
        #[validate(length(max = 500, code = "list_too_long"), nested)]
        pub people: Vec<CrewPerson>,
    }

    /// What a plan is asked for. What is in no round yet is planned, too.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct AskPlan {
        #[serde(deserialize_with = "cabas_kernel::near::day")]
        pub date: NaiveDate,
        /// Rounds that may change. When neither these nor people are named: every round of the day that has not begun.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub round_ids: Option<Vec<RoundId>>,
        /// People who may carry: their rounds may change, and who has none may get one. When neither these nor rounds
        /// are named: the day's crew; on a day without crew, rounds are proposed that nobody carries yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub member_ids: Option<Vec<MembershipId>>,
        #[serde(default)]
        pub objective: PlanAim,
        /// Who has something today keeps it, unless that costs a long detour.
        #[serde(default)]
        pub steady: bool,
        /// How long to look, at most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 1, max = 60, code = "limit_invalid"))]
        pub seconds: Option<u8>,
    }

    pub struct PlanCreated {
        pub id: PlanId,
    }

    /// A plan, and the best proposal so far.
    pub struct PlanDetails {
        pub id: PlanId,
        pub date: NaiveDate,
        pub state: PlanState,
        pub objective: PlanAim,
        pub steady: bool,
        /// Of the time it may take, in hundredths.
        pub progress: u8,
        pub asked_at: Ts,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub proposal: Option<Proposal>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub metrics: Option<PlanMetrics>,
    }

    pub struct Proposal {
        pub rounds: Vec<ProposedRound>,
        pub unassigned: Vec<LeftOut>,
    }

    pub struct ProposedRound {
        /// From 0, for [`ApplyPlan::rounds`].
        pub number: u16,
        /// The round that changes; absent: a new one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub round_id: Option<RoundId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub member_id: Option<MembershipId>,
        pub mode: TravelMode,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub depot_id: Option<DepotId>,
        pub leaves_at: Ts,
        pub back_at: Ts,
        pub distance_m: u32,
        pub load_g: Grams,
        pub packages: u32,
        /// In order. What is loaded at the depot is not among them. Empty: the round loses all it had.
        pub stops: Vec<ProposedStop>,
        /// False: it stays as it is.
        pub changed: bool,
        /// Rounds that deliveries go to, or come from: they are taken together with this one.
        pub together: Vec<u16>,
    }

    pub struct ProposedStop {
        pub stop_id: StopId,
        pub delivery_id: DeliveryId,
        pub arrives_at: Ts,
        /// Before the window opens.
        pub waits_minutes: u16,
        /// How much later one may come and still be in time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub slack_minutes: Option<u16>,
        /// Where it is today, when that is another round.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub from_round_id: Option<RoundId>,
        /// How often this person brought something here in the last months.
        pub visits: u32,
        /// This is the household's usual volunteer.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub usual: bool,
    }

    /// A delivery that nobody brings.
    pub struct LeftOut {
        pub delivery_id: DeliveryId,
        pub reason: LeftOutReason,
    }

    /// The rounds of today beside those that are proposed, counted with the same ways.
    pub struct PlanMetrics {
        pub before: PlanTotals,
        pub after: PlanTotals,
        pub ways: PlanWays,
        /// Stops that go to another person than today's.
        pub moved: u32,
    }

    #[derive(Default)]
    pub struct PlanTotals {
        pub rounds: u32,
        pub stops: u32,
        pub distance_m: u32,
        /// Out, from leaving to being back, of all.
        pub minutes: u32,
        /// Stops that are reached after their window.
        pub late: u32,
        /// Deliveries that nobody brings.
        pub unassigned: u32,
    }

    /// Takes a proposal over, as a whole or some of its rounds.
    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct ApplyPlan {
        /// By number; all of them when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub rounds: Option<Vec<u16>>,
    }
}
