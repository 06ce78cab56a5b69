//! What several acts on rounds do alike: whose round it is from now on, which stops changed, who is told.

use crate::{
    http::{Failure, Outcome},
    mail::{Letter, Mail},
    platform::App,
};
use cabas_domain::{
    deliveries::{Candidate, Step, StopFacts},
    rounds::{Assignment, RoundChange, take_back},
};
use cabas_kernel::{
    id::{MembershipId, RecipientId, RoundId, StopId},
    words::{deliveries::StopStatus, events::EventKind, rounds::RoundState},
};
use cabas_model::Code;
use cabas_store::{StoreError, Tx, deliveries::Report, organisations::OrganisationRecord, rounds::RoundRecord};
use chrono_tz::Tz;
use std::collections::BTreeSet;

/// The organisation that a write happens in.
pub(crate) struct Here(OrganisationRecord);

impl Here {
    pub(crate) async fn of(tx: &Tx) -> Outcome<Self> {
        Ok(Self(tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?))
    }
    pub(crate) fn zone(&self) -> Tz {
        self.0.zone
    }
    pub(crate) fn record(&self) -> &OrganisationRecord {
        &self.0
    }
}

/// A member who is to carry something. Whoever is not of the organisation is unknown.
pub(super) async fn candidate(tx: &Tx, member: MembershipId) -> Outcome<Candidate> {
    let found = tx.member(member).await?.ok_or_else(|| Failure::field("/member_id", "person_unknown"))?;
    Ok(Candidate { member: found.id, state: found.state, roles: found.roles })
}

/// Saves what a decision says about a round's list: the stops that came and went, their order, and that the rounds
/// which lost stops are no longer what somebody may have on the screen.
pub(super) async fn save_list(tx: &Tx, record: &RoundRecord, change: &RoundChange) -> Outcome<()> {
    tx.apply_steps(&change.steps, &Report::default(), None).await?;
    tx.set_positions(&change.order).await?;
    tx.touch_rounds(&change.taken_from).await?;
    tx.save_round(record).await?;
    for other in tx.rounds(&change.taken_from).await? {
        told(tx, &other).await?;
    }
    Ok(told(tx, record).await?)
}

/// Announces a changed round to the boards, and to whoever carries it.
pub(crate) async fn told(tx: &Tx, record: &RoundRecord) -> Result<(), StoreError> {
    tx.announce(EventKind::RoundChanged, record.id, Some(record.day), carrier(record)).await
}

/// Who hands a round over, and what its next volunteer is told.
pub(crate) struct Handover<'a> {
    pub by: Option<MembershipId>,
    /// Its volunteer gave it back: they do not take it again by themselves.
    pub given_back: bool,
    pub count: usize,
    pub link: &'a str,
}

/// Puts a change of hands in force. The order stays (DL-12); whoever loses the round loses access at once (AZ-7), and
/// whoever gets a published one is written to.
pub(crate) async fn hand_over(
    tx: &Tx,
    before: &RoundRecord,
    assignment: &Assignment,
    how: &Handover<'_>,
) -> Outcome<()> {
    tx.apply_steps(&assignment.steps, &Report { by: how.by, ..Report::default() }, None).await?;
    let mut record = before.clone();
    record.assignee = assignment.assignee;
    record.taken = how.by.is_some() && how.by == assignment.assignee;
    if how.given_back {
        record.released_by = how.by;
    }
    record.state = assignment.state;
    if assignment.restarts {
        record.started_at = None;
    }
    tx.save_round(&record).await?;
    told(tx, &record).await?;
    let was_told = before.state != RoundState::Draft;
    if let Some(old) = before.assignee.filter(|old| was_told && Some(*old) != record.assignee) {
        tx.announce(EventKind::RoundRemoved, record.id, Some(record.day), Some(old)).await?;
        withdraw(tx, before, how.by).await?;
    }
    match record.assignee {
        Some(new) if was_told && before.assignee != record.assignee && how.by != Some(new) => {
            tell(tx, &record, new, how.count, how.link).await
        }
        _ => Ok(()),
    }
}

/// Takes a round back from a member who no longer carries any: its stops wait for somebody else (TR-9).
pub(crate) async fn give_back(tx: &Tx, member: MembershipId) -> Outcome<()> {
    for record in tx.open_rounds_of(member).await? {
        let here = Here::of(tx).await?;
        let stops = tx.stops_of_round(record.id).await?;
        let assignment = take_back(&record.facts(&stops, here.zone()), &stops);
        let how = Handover { by: tx.actor().member(), given_back: false, count: 0, link: "" };
        hand_over(tx, &record, &assignment, &how).await?;
        tx.audit("round.returned", record.id, serde_json::json!({ "member": member })).await?;
    }
    Ok(())
}

/// Writes to whoever was told of a round that is no longer theirs, unless `by` is them: they know.
pub(super) async fn withdraw(tx: &Tx, record: &RoundRecord, by: Option<MembershipId>) -> Outcome<()> {
    let Some(old) = carrier(record).filter(|old| by != Some(*old)) else { return Ok(()) };
    let letter = |organisation| Letter::RoundWithdrawn { organisation, name: record.name.clone(), day: record.day };
    Ok(write_to(tx, old, letter).await?)
}

/// Writes to whoever was told of a round that it is another now, unless it is their own act.
pub(super) async fn tell_again(tx: &Tx, record: &RoundRecord, link: &str) -> Outcome<()> {
    let Some(to) = carrier(record).filter(|to| tx.actor().member() != Some(*to)) else { return Ok(()) };
    let stops = tx.stops_of_round(record.id).await?;
    tell(tx, record, to, live(&stops), link).await
}

/// Who was told of a round: a draft is nobody's business but the desk's.
pub(crate) fn carrier(record: &RoundRecord) -> Option<MembershipId> {
    record.assignee.filter(|_| record.state != RoundState::Draft)
}

/// The page where its volunteer opens a round.
pub(crate) fn link_of(app: &App, id: RoundId) -> String {
    format!("{}/my-rounds/{id}", app.config.origin())
}

/// Writes to a round's volunteer: when, how many stops, and the link that opens it. Never where.
pub(super) async fn tell(tx: &Tx, record: &RoundRecord, to: MembershipId, count: usize, link: &str) -> Outcome<()> {
    let letter = |organisation| Letter::Round {
        organisation,
        name: record.name.clone(),
        day: record.day,
        stops: u32::try_from(count).unwrap_or(u32::MAX),
        link: link.to_owned(),
    };
    Ok(write_to(tx, to, letter).await?)
}

/// Writes to a member, in the name of the organisation. Whoever is gone is not written to.
pub(crate) async fn write_to(
    tx: &Tx,
    to: MembershipId,
    letter: impl FnOnce(String) -> Letter,
) -> Result<(), StoreError> {
    let Some(member) = tx.member(to).await? else { return Ok(()) };
    let Some(person) = tx.person(member.person).await? else { return Ok(()) };
    let Some(organisation) = tx.organisation_record(tx.organisation()).await? else { return Ok(()) };
    tx.send("mail", &Mail::to(&person, letter(organisation.name))).await
}

/// The stops that somebody carries: what was cancelled is not counted.
pub(crate) fn live(stops: &[StopFacts]) -> usize {
    stops.iter().filter(|s| s.status != StopStatus::Cancelled).count()
}

/// A refusal about one stop of a list, by its place in the list.
pub(super) fn about(pointer: &str, code: &str, place: Option<usize>) -> Failure {
    match place {
        Some(place) => Failure::refused_at(&format!("{pointer}/{place}"), code),
        None => Code::find(code).map_or_else(|| Failure::field(pointer, code), Into::into),
    }
}

/// The households of some stops, each once.
pub(super) fn recipients(stops: &[StopFacts]) -> Vec<RecipientId> {
    let wanted: BTreeSet<RecipientId> = stops.iter().filter_map(|s| s.recipient).collect();
    wanted.into_iter().collect()
}

/// The stops of a round that changed hands or rounds, for the audit: ids only.
pub(super) fn ids(steps: &[Step]) -> Vec<StopId> {
    steps.iter().map(|s| s.stop).collect()
}
