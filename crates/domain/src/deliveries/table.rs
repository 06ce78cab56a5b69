//! §3.1 as data: over the full product of states, actions and actors, exactly its rows succeed (DL-16).
#![allow(clippy::unwrap_used)]

use super::{
    Completion, Decision, Failure, Hold, Meeting, StopActor, StopFacts, decide_assign, decide_cancel, decide_complete,
    decide_fail, decide_publish, decide_reopen, decide_reschedule, decide_restore, decide_start, decide_unassign,
};
use crate::fixtures::{ZONE, candidate, dropoff, id, nadia, pickup, samir, window, with};
use StopStatus::{Assigned, Cancelled, Delivered, Draft, Failed, HandedToThirdParty, LeftAtDoor, Loaded, Out, Ready};
use cabas_kernel::words::deliveries::{FailureReason, Outcome, StopKind, StopStatus};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Publish,
    Assign,
    Unassign,
    Start,
    Complete(Option<Outcome>),
    Fail,
    Reopen,
    Cancel,
    Restore,
    Reschedule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Dispatcher,
    Own,
    OwnTooLate,
    Former,
    Stranger,
    Program,
}

/// One row: from any of these, by any of these, to that.
struct Row {
    from: &'static [StopStatus],
    act: Act,
    who: &'static [Who],
    to: StopStatus,
}

const ALL_WHO: [Who; 6] = [Who::Dispatcher, Who::Own, Who::OwnTooLate, Who::Former, Who::Stranger, Who::Program];
const D: &[Who] = &[Who::Dispatcher];
const V: &[Who] = &[Who::Own, Who::OwnTooLate];
const SUCCESS: &[StopStatus] = &[Loaded, Delivered, LeftAtDoor, HandedToThirdParty, Failed];

fn rows() -> Vec<Row> {
    let mut rows = vec![
        Row { from: &[Draft], act: Act::Publish, who: D, to: Ready },
        Row { from: &[Ready, Assigned], act: Act::Assign, who: D, to: Assigned },
        Row { from: &[Assigned], act: Act::Unassign, who: D, to: Ready },
        Row { from: &[Assigned], act: Act::Unassign, who: V, to: Ready },
        Row { from: &[Assigned, Ready], act: Act::Start, who: D, to: Out },
        Row { from: &[Assigned], act: Act::Start, who: V, to: Out },
        Row { from: &[Assigned, Out, Ready], act: Act::Fail, who: D, to: Failed },
        Row { from: &[Assigned, Out], act: Act::Fail, who: V, to: Failed },
        Row { from: SUCCESS, act: Act::Reopen, who: D, to: Out },
        Row { from: SUCCESS, act: Act::Reopen, who: &[Who::Own], to: Out },
        Row { from: &[Draft, Ready, Assigned, Out, Failed], act: Act::Cancel, who: D, to: Cancelled },
        Row { from: &[Draft, Ready, Assigned], act: Act::Cancel, who: &[Who::Program], to: Cancelled },
        Row { from: &[Cancelled], act: Act::Restore, who: D, to: Ready },
        Row { from: &[Failed], act: Act::Reschedule, who: D, to: Failed },
        Row { from: &[Cancelled], act: Act::Reschedule, who: D, to: Cancelled },
    ];
    let outcomes = [
        (None, Loaded),
        (Some(Outcome::Delivered), Delivered),
        (Some(Outcome::LeftAtDoor), LeftAtDoor),
        (Some(Outcome::HandedToThirdParty), HandedToThirdParty),
    ];
    for (outcome, to) in outcomes {
        rows.push(Row { from: &[Assigned, Out, Ready], act: Act::Complete(outcome), who: D, to });
        rows.push(Row { from: &[Assigned, Out], act: Act::Complete(outcome), who: V, to });
    }
    rows
}

fn actor(who: Who) -> StopActor {
    match who {
        Who::Dispatcher => StopActor::Dispatcher,
        Who::Own | Who::OwnTooLate => StopActor::Volunteer(Hold::Own),
        Who::Former => StopActor::Volunteer(Hold::Former),
        Who::Stranger => StopActor::Volunteer(Hold::None),
        Who::Program => StopActor::Program,
    }
}

/// The status after an act that did something; nothing for a refusal, a repetition or a conflict.
fn effect(stop: &StopFacts, act: Act, who: Who) -> Option<StopStatus> {
    let all = std::slice::from_ref(stop);
    let actor = actor(who);
    let change = match act {
        Act::Publish => decide_publish(all, actor, true).ok(),
        Act::Assign => changed(decide_assign(all, actor, &candidate(nadia()), Meeting::default(), Some(id(8))).ok()?),
        Act::Unassign => decide_unassign(all, actor).ok(),
        Act::Start => changed(decide_start(all, stop.id, actor).ok()?),
        Act::Complete(outcome) => {
            let done = Completion { outcome, new_note: false, by: nadia() };
            changed(decide_complete(all, stop.id, actor, &done).ok()?)
        }
        Act::Fail => {
            let failure = Failure { reason: FailureReason::Refused, new_note: false, by: nadia() };
            changed(decide_fail(all, stop.id, actor, &failure).ok()?)
        }
        Act::Reopen => decide_reopen(all, stop.id, actor, who != Who::OwnTooLate).ok(),
        Act::Cancel => decide_cancel(all, actor).ok(),
        Act::Restore => decide_restore(all, actor, true).ok(),
        Act::Reschedule => {
            let copies = decide_reschedule(all, actor, window(14, 16), true, ZONE).ok()?;
            assert_eq!(copies.len(), 1, "one new stop for one old one");
            return Some(stop.status);
        }
    };
    let step = *change?.step(stop.id).unwrap();
    assert_eq!(step.from, stop.status);
    Some(step.to)
}

fn changed(decision: Decision) -> Option<super::Change> {
    if let Decision::Change(change) = decision { Some(change) } else { None }
}

fn acts() -> Vec<Act> {
    let mut acts = vec![
        Act::Publish,
        Act::Assign,
        Act::Unassign,
        Act::Start,
        Act::Complete(None),
        Act::Fail,
        Act::Reopen,
        Act::Cancel,
        Act::Restore,
        Act::Reschedule,
    ];
    acts.extend(Outcome::ALL.iter().map(|o| Act::Complete(Some(*o))));
    acts
}

#[test]
fn exactly_the_rows_of_the_table_succeed() {
    let rows = rows();
    let mut cells = 0;
    for kind in [StopKind::Pickup, StopKind::Dropoff] {
        let base = if kind == StopKind::Pickup { pickup(1, 1) } else { dropoff(1, 1) };
        for &from in StopStatus::ALL {
            // A pickup is never delivered, a drop-off never loaded.
            let other_kind =
                if kind == StopKind::Pickup { from.is_success() && from != Loaded } else { from == Loaded };
            if other_kind {
                continue;
            }
            let stop = with(base, from);
            for act in acts() {
                let fits = !matches!(
                    (kind, act),
                    (StopKind::Pickup, Act::Complete(Some(_))) | (StopKind::Dropoff, Act::Complete(None))
                );
                for who in ALL_WHO {
                    let row =
                        rows.iter().find(|r| fits && r.act == act && r.from.contains(&from) && r.who.contains(&who));
                    assert_eq!(effect(&stop, act, who), row.map(|r| r.to), "{kind} {from} {act:?} {who:?}");
                    cells += 1;
                }
            }
        }
    }
    assert_eq!(cells, (7 + 9) * 13 * 6, "the product is complete");
}

#[test]
fn a_stop_of_somebody_else_is_told_like_an_unknown_one() {
    for &status in StopStatus::ALL {
        let stop = with(dropoff(1, 1), status);
        let all = [stop];
        let done = Completion { outcome: Some(Outcome::Delivered), new_note: false, by: nadia() };
        let stranger = StopActor::Volunteer(Hold::None);
        let answers = [
            decide_publish(&all, stranger, true).unwrap_err().code(),
            decide_assign(&all, stranger, &candidate(nadia()), Meeting::default(), Some(id(8))).unwrap_err().code(),
            decide_unassign(&all, stranger).unwrap_err().code(),
            decide_start(&all, stop.id, stranger).unwrap_err().code(),
            decide_complete(&all, stop.id, stranger, &done).unwrap_err().code(),
            decide_reopen(&all, stop.id, stranger, true).unwrap_err().code(),
            decide_cancel(&all, stranger).unwrap_err().code(),
            decide_restore(&all, stranger, true).unwrap_err().code(),
            decide_reschedule(&all, stranger, window(14, 16), true, ZONE).unwrap_err().code(),
            decide_start(&[], stop.id, StopActor::Dispatcher).unwrap_err().code(),
        ];
        assert!(answers.iter().all(|c| *c == "not_found"), "{status}: {answers:?}");
    }
}

#[test]
fn a_draft_round_makes_its_stops_nobodys() {
    use cabas_kernel::words::rounds::RoundState;
    let stop = with(dropoff(1, 1), Assigned);
    let hold = |me, state| StopActor::volunteer(me, &stop, state, false);
    assert_eq!(hold(samir(), Some(RoundState::Published)), StopActor::Volunteer(Hold::Own));
    assert_eq!(hold(samir(), None), StopActor::Volunteer(Hold::Own));
    assert_eq!(hold(samir(), Some(RoundState::Draft)), StopActor::Volunteer(Hold::None));
    assert_eq!(hold(nadia(), Some(RoundState::Published)), StopActor::Volunteer(Hold::None));
}
