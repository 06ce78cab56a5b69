//! The one place where a decision about a delivery becomes rows: its steps and their history, what dispatchers must
//! look at, versions, rounds, audit and announcements. Dispatchers and volunteers act through it alike.

use crate::http::Failure;
use cabas_domain::{
    deliveries::{
        Change, CloseError, Completion, Conflict, Decision, Failure as Problem, StopActor, StopFacts, decide_complete,
        decide_fail, decide_reopen, decide_start, declared, delivery_status,
    },
    disclosure::OrganisationHours,
    rounds::next_state,
};
use cabas_kernel::{
    Ts, Window,
    id::{DeliveryId, MembershipId, RecipientId, RoundId, StopId},
    time::local_day,
    words::{deliveries::StopKind, events::EventKind, follow_ups::FollowUpCause, rounds::RoundState},
};
use cabas_model::{
    Code,
    me::{CompleteStop, FailStop, ReopenStop, StartStop},
    recipients::LastDelivery,
};
use cabas_store::{
    Tx,
    deliveries::{DeliveryRecord, Report},
    follow_ups::NewFollowUp,
    recipients::RecipientRecord,
    rounds::RoundRecord,
};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What is done to one stop.
#[derive(Clone)]
pub(crate) enum StopAct {
    Start(StartStop),
    Complete(CompleteStop),
    Fail(FailStop),
    /// `in_time` is [`cabas_domain::disclosure::may_correct`]; a dispatcher is always in time.
    Reopen {
        ask: ReopenStop,
        in_time: bool,
    },
}

/// What came of an act. A report that came second is kept and committed, and refused only then (DL-19).
#[derive(Serialize, Deserialize)]
#[must_use = "a conflict is told to whoever acted"]
pub(crate) struct Acted {
    delivery: DeliveryId,
    refused: Option<String>,
}

impl Acted {
    /// The delivery, once the transaction is committed.
    ///
    /// # Errors
    /// The conflict's code.
    pub(crate) fn settled(self) -> Result<DeliveryId, Failure> {
        match self.refused {
            None => Ok(self.delivery),
            Some(code) => Err(Code::find(&code).unwrap_or(Code::Conflict).into()),
        }
    }
}

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

    pub(crate) fn zone(&self) -> Tz {
        self.hours.zone()
    }

    /// Whoever may know of a stop now, besides the dispatchers: a draft round is invisible to its volunteer.
    fn knows(&self, stop: &StopFacts) -> Option<MembershipId> {
        let draft = self.round(stop.round).is_some_and(|r| r.state == RoundState::Draft);
        stop.assignee.filter(|_| !draft)
    }

    /// States and times for the audit, never words. A declared time that cannot be is kept and flagged (DL-21).
    fn detail(&self, stop: StopId, report: &Report, now: Ts) -> Value {
        let facts = self.stop(stop);
        let mut detail = json!({ "delivery": self.record.id, "from": facts.map(|s| s.status) });
        let plausible = facts.is_none_or(|s| happened(self, s, report, now).1);
        if let (Value::Object(detail), false) = (&mut detail, plausible) {
            detail.insert("implausible_time".into(), json!(report.reported_at));
        }
        detail
    }

    /// Tells the open boards, and those who carry it, that a delivery changed without any step.
    ///
    /// # Errors
    /// The database's own.
    pub(crate) async fn announce_changed(&self, tx: &Tx) -> Result<(), Failure> {
        let days: BTreeSet<Option<NaiveDate>> = self.stops.iter().map(|s| one_day(&s.window, self.zone())).collect();
        let told: BTreeSet<MembershipId> = self.stops.iter().filter_map(|s| self.knows(s)).collect();
        for day in days {
            tx.announce(EventKind::DeliveryChanged, self.record.id, day, told.first().copied()).await?;
            for other in told.iter().skip(1) {
                tx.announce(EventKind::DeliveryChanged, self.record.id, day, Some(*other)).await?;
            }
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
fn one_day(window: &Window, zone: Tz) -> Option<NaiveDate> {
    let day = local_day(window.earliest(), zone);
    let next = day.succ_opt()?;
    (!window.touches(next, zone)).then_some(day)
}

/// Does one act on one stop, for a dispatcher or a volunteer: decides, saves, tells. `by` is whoever acts.
///
/// # Errors
/// [`Code::NotFound`] and what the rules refuse; a conflict is no failure yet (see [`Acted`]).
pub(crate) async fn act_on_stop(
    tx: &Tx,
    stop: StopId,
    actor: StopActor,
    by: MembershipId,
    act: &StopAct,
) -> Result<Acted, Failure> {
    let whole = Whole::of_stop(tx, stop).await?;
    let report = act.report(by);
    let mut refused = None;
    match act.decide(&whole, stop, actor, by)? {
        Decision::Change(change) => {
            apply(tx, &whole, &change, &report).await?;
            tx.audit(act.action(), stop, whole.detail(stop, &report, tx.now())).await?;
        }
        Decision::Already { follow_up: Some(cause) } => {
            tell_dispatchers(tx, &whole, stop, cause, &report).await?;
            tx.touch_delivery(whole.record.id).await?;
            tx.audit("stop.comment", stop, json!({ "delivery": whole.record.id })).await?;
        }
        Decision::Already { follow_up: None } => {}
        Decision::Conflict(conflict) => {
            keep_conflict(tx, &whole, &conflict, &report).await?;
            refused = Some(conflict.code().to_owned());
        }
    }
    Ok(Acted { delivery: whole.record.id, refused })
}

impl StopAct {
    fn decide(&self, w: &Whole, stop: StopId, actor: StopActor, by: MembershipId) -> Result<Decision, Failure> {
        Ok(match self {
            Self::Start(_) => decide_start(&w.stops, stop, actor)?,
            Self::Complete(ask) => {
                let done = Completion { outcome: ask.outcome, has_note: written(ask.note.as_ref()).is_some(), by };
                decide_complete(&w.stops, stop, actor, &done).map_err(close_refused)?
            }
            Self::Fail(ask) => {
                let problem = Problem { reason: ask.reason, has_note: written(ask.note.as_ref()).is_some(), by };
                decide_fail(&w.stops, stop, actor, &problem).map_err(close_refused)?
            }
            Self::Reopen { in_time, .. } => Decision::Change(decide_reopen(&w.stops, stop, actor, *in_time)?),
        })
    }

    fn report(&self, by: MembershipId) -> Report {
        let mut report = Report { by: Some(by), ..Report::default() };
        match self {
            Self::Start(ask) => report.reported_at = ask.at,
            Self::Complete(ask) => {
                report.note = written(ask.note.as_ref());
                report.received_by = written(ask.received_by.as_ref());
                report.reported_at = ask.at;
            }
            Self::Fail(ask) => {
                report.note = written(ask.note.as_ref());
                report.reason = Some(ask.reason);
                report.reported_at = ask.at;
            }
            Self::Reopen { ask, .. } => report.note = written(Some(&ask.reason)),
        }
        report
    }

    const fn action(&self) -> &'static str {
        match self {
            Self::Start(_) => "stop.started",
            Self::Complete(_) => "stop.completed",
            Self::Fail(_) => "stop.failed",
            Self::Reopen { .. } => "stop.reopened",
        }
    }
}

/// What was written, when anything was.
fn written(text: Option<&String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

/// When it happened, by the phone's clock where that can be (decisions 13), and whether it can.
fn happened(whole: &Whole, stop: &StopFacts, report: &Report, now: Ts) -> (Ts, bool) {
    let day = whole.round(stop.round).map_or_else(|| local_day(stop.window.end, whole.zone()), |r| r.day);
    let declared = declared(report.reported_at, now, day, whole.zone());
    (declared.effective, declared.plausible)
}

fn close_refused(e: CloseError) -> Failure {
    match e {
        CloseError::OutcomeMissing => Failure::field("/outcome", "required"),
        CloseError::OutcomeUnexpected => Failure::field("/outcome", "field_unknown"),
        other => other.into(),
    }
}

/// Saves what a decision says of a delivery and everything that follows from it; the audit is the caller's.
///
/// # Errors
/// The database's own.
pub(crate) async fn apply(tx: &Tx, whole: &Whole, change: &Change, report: &Report) -> Result<(), Failure> {
    tx.apply_steps(&change.steps, report, whole.household.as_ref()).await?;
    let about = change.steps.last().map(|s| s.stop);
    for (cause, stop) in change.follow_ups.iter().filter_map(|cause| Some((*cause, about?))) {
        tell_dispatchers(tx, whole, stop, cause, report).await?;
    }
    let before = whole.stops.iter().filter(|s| change.step(s.id).is_some()).filter_map(|s| s.round);
    let rounds: BTreeSet<RoundId> = before.chain(change.steps.iter().filter_map(|s| s.round)).collect();
    after_stop_change(tx, &rounds.into_iter().collect::<Vec<_>>(), &whole.hours).await?;
    note_last_delivery(tx, whole, change, report).await?;
    announce_steps(tx, whole, change).await
}

/// Opens a follow-up about a stop.
async fn tell_dispatchers(
    tx: &Tx,
    whole: &Whole,
    stop: StopId,
    cause: FollowUpCause,
    report: &Report,
) -> Result<(), Failure> {
    let new = NewFollowUp {
        stop: Some(stop),
        recipient: whole.recipient(),
        reason: report.reason,
        comment: if cause == FollowUpCause::Conflict { report.said() } else { report.note.clone() },
        reported_by: report.by,
        ..NewFollowUp::default()
    };
    let id = tx.add_follow_up(cause, new).await?;
    Ok(tx.announce(EventKind::FollowUpChanged, id, None, None).await?)
}

/// A report that came second is kept for a dispatcher; the first one stands.
async fn keep_conflict(tx: &Tx, whole: &Whole, conflict: &Conflict, report: &Report) -> Result<(), Failure> {
    tx.note_conflict(conflict, report, whole.household.as_ref()).await?;
    tell_dispatchers(tx, whole, conflict.stop, Conflict::FOLLOW_UP, report).await?;
    tx.touch_delivery(whole.record.id).await?;
    let detail = json!({ "delivery": whole.record.id, "kept": conflict.kept, "reported": conflict.reported });
    tx.audit("stop.conflict", conflict.stop, detail).await?;
    let day = whole.stop(conflict.stop).and_then(|s| one_day(&s.window, whole.zone()));
    Ok(tx.announce(EventKind::StopChanged, conflict.stop, day, None).await?)
}

/// Rounds whose stops changed: whoever saw the old list is told, places stay dense, and the state follows.
///
/// # Errors
/// The database's own.
pub(crate) async fn after_stop_change(tx: &Tx, rounds: &[RoundId], hours: &OrganisationHours) -> Result<(), Failure> {
    if rounds.is_empty() {
        return Ok(());
    }
    tx.touch_rounds(rounds).await?;
    for mut record in tx.rounds(rounds).await? {
        let stops = tx.stops_of_round(record.id).await?;
        tx.close_ranks(record.id).await?;
        let now = tx.now();
        let state = next_state(&record.facts(&stops, hours.zone()), &stops, hours, now);
        if state != record.state {
            record.state = state;
            record.closed_at = (state == RoundState::Closed).then_some(now);
            if state == RoundState::Running {
                record.started_at = record.started_at.or(Some(now));
            }
            tx.save_round(&record).await?;
        }
        let told = record.assignee.filter(|_| record.state != RoundState::Draft);
        tx.announce(EventKind::RoundChanged, record.id, Some(record.day), told).await?;
    }
    Ok(())
}

/// How the household's newest delivery stands, on its record.
async fn note_last_delivery(tx: &Tx, whole: &Whole, change: &Change, report: &Report) -> Result<(), Failure> {
    let Some(recipient) = whole.recipient() else { return Ok(()) };
    let mut stops = whole.stops.clone();
    let mut ended = None;
    for stop in &mut stops {
        let Some(step) = change.step(stop.id) else { continue };
        if stop.kind == StopKind::Dropoff && step.to.is_closed() != step.from.is_closed() {
            ended = Some(happened(whole, stop, report, tx.now()).0);
        }
        stop.status = step.to;
    }
    let Some(at) = ended else { return Ok(()) };
    let last = LastDelivery { status: delivery_status(&stops), date: local_day(at, whole.zone()) };
    Ok(tx.note_last_delivery(recipient, &last).await?)
}

/// Tells the boards, whoever held a stop and whoever holds it now: access may open or close at once.
async fn announce_steps(tx: &Tx, whole: &Whole, change: &Change) -> Result<(), Failure> {
    for step in &change.steps {
        let Some(before) = whole.stop(step.stop) else { continue };
        let day = one_day(&before.window, whole.zone());
        let after = StopFacts { assignee: step.assignee, round: step.round, ..*before };
        let told: BTreeSet<MembershipId> = [whole.knows(before), whole.knows(&after)].into_iter().flatten().collect();
        tx.announce(EventKind::StopChanged, step.stop, day, told.first().copied()).await?;
        for other in told.iter().skip(1) {
            tx.announce(EventKind::StopChanged, step.stop, day, Some(*other)).await?;
        }
    }
    Ok(tx.announce(EventKind::DeliveryChanged, whole.record.id, None, None).await?)
}
