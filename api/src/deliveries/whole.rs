//! A delivery with all that a decision about it needs, and who may know of it.

use crate::http::Failure;
use cabas_domain::{
    deliveries::{StopFacts, declared},
    disclosure::OrganisationHours,
};
use cabas_kernel::{
    Ts, Window,
    id::{DeliveryId, MembershipId, RecipientId, RoundId, StopId},
    time::local_day,
    words::{events::EventKind, rounds::RoundState},
};
use cabas_model::Code;
use cabas_store::{
    Tx,
    deliveries::{DeliveryRecord, Report},
    recipients::RecipientRecord,
    rounds::RoundRecord,
};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A delivery with all that a decision about it needs. Its rounds and stops are held until the transaction ends.
pub(crate) struct Whole {
    pub(crate) record: DeliveryRecord,
    pub(crate) stops: Vec<StopFacts>,
    /// The rounds its stops are in.
    pub(crate) rounds: Vec<RoundRecord>,
    pub(crate) household: Option<RecipientRecord>,
    pub(crate) hours: OrganisationHours,
}

impl Whole {
    /// # Errors
    /// [`Code::NotFound`].
    pub(crate) async fn of(tx: &Tx, id: DeliveryId) -> Result<Self, Failure> {
        // Rounds are held before stops, everywhere, so that nobody waits for each other.
        let rounds = tx.rounds(&tx.rounds_of_delivery(id).await?).await?;
        let stops = tx.stops_of_deliveries(&[id]).await?;
        let record = tx.delivery(id).await?.ok_or(Code::NotFound)?;
        let household = match record.recipient {
            Some(recipient) => tx.recipient(recipient).await?,
            None => None,
        };
        Ok(Self { record, stops, rounds, household, hours: hours(tx).await? })
    }

    /// The delivery of a stop.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub(crate) async fn of_stop(tx: &Tx, stop: StopId) -> Result<Self, Failure> {
        Self::of(tx, tx.delivery_of_stop(stop).await?.ok_or(Code::NotFound)?).await
    }

    pub(crate) fn stop(&self, id: StopId) -> Option<&StopFacts> {
        self.stops.iter().find(|s| s.id == id)
    }

    pub(crate) fn round(&self, id: Option<RoundId>) -> Option<&RoundRecord> {
        self.rounds.iter().find(|r| Some(r.id) == id)
    }

    pub(crate) fn recipient(&self) -> Option<RecipientId> {
        self.household.as_ref().map(|h| h.id)
    }

    /// Refuses what would begin anew for a household that is erased: there is no address to go to.
    ///
    /// # Errors
    /// [`Code::RecipientErased`].
    pub(super) fn check_household(&self) -> Result<(), Code> {
        let erased = self.record.recipient.is_some() && self.household.is_none();
        if erased { Err(Code::RecipientErased) } else { Ok(()) }
    }

    pub(crate) fn zone(&self) -> Tz {
        self.hours.zone()
    }

    /// Whoever may know of a stop now, besides the dispatchers: a draft round is invisible to its volunteer.
    pub(super) fn knows(&self, stop: &StopFacts) -> Option<MembershipId> {
        let draft = self.round(stop.round).is_some_and(|r| r.state == RoundState::Draft);
        stop.assignee.filter(|_| !draft)
    }

    /// States and times for the audit, never words. A declared time that cannot be is kept and flagged (DL-21).
    pub(super) fn detail(&self, stop: StopId, report: &Report, now: Ts) -> Value {
        let facts = self.stop(stop);
        let mut detail = json!({ "delivery": self.record.id, "from": facts.map(|s| s.status) });
        let plausible = facts.is_none_or(|s| self.happened(s, report, now).1);
        if let (Value::Object(detail), false) = (&mut detail, plausible) {
            detail.insert("implausible_time".into(), json!(report.reported_at));
        }
        detail
    }

    /// When it happened, by the phone's clock where that can be (decisions 13), and whether it can.
    pub(super) fn happened(&self, stop: &StopFacts, report: &Report, now: Ts) -> (Ts, bool) {
        let day = self.round(stop.round).map_or_else(|| local_day(stop.window.end, self.zone()), |r| r.day);
        let declared = declared(report.reported_at, now, day, self.zone());
        (declared.effective, declared.plausible)
    }

    /// Tells the open boards, and those who carry it, that a delivery changed without any step.
    ///
    /// # Errors
    /// The database's own.
    pub(crate) async fn announce_changed(&self, tx: &Tx) -> Result<(), Failure> {
        let days: BTreeSet<Option<NaiveDate>> = self.stops.iter().map(|s| one_day(&s.window, self.zone())).collect();
        let told: BTreeSet<MembershipId> = self.stops.iter().filter_map(|s| self.knows(s)).collect();
        for day in days {
            tx.announce_to(EventKind::DeliveryChanged, self.record.id, day, &told).await?;
        }
        Ok(())
    }
}

/// The organisation's hours of disclosure, and its zone.
pub(crate) async fn hours(tx: &Tx) -> Result<OrganisationHours, Failure> {
    let o = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
    Ok(OrganisationHours::new(o.reveal_hours, o.keep_hours, o.late_reveal, o.zone))
}

/// The local day of a window; none when it touches several, which is then about any of them.
pub(super) fn one_day(window: &Window, zone: Tz) -> Option<NaiveDate> {
    let day = local_day(window.earliest(), zone);
    let next = day.succ_opt()?;
    (!window.touches(next, zone)).then_some(day)
}
