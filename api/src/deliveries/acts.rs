//! The one place where an act on a stop is decided, saved and told. Dispatchers and volunteers act through it alike.

use super::apply::{apply, keep_conflict, tell_dispatchers};
pub(crate) use super::whole::Whole;
use crate::http::Failure;
use cabas_domain::deliveries::{
    CloseError, Completion, Decision, Failure as Problem, StopActor, decide_complete, decide_fail, decide_reopen,
    decide_start,
};
use cabas_kernel::id::{DeliveryId, MembershipId, StopId};
use cabas_model::{
    Code,
    me::{CompleteStop, FailStop, ReopenStop, StartStop},
};
use cabas_store::{Tx, deliveries::Report};
use serde::{Deserialize, Serialize};
use serde_json::json;

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
    // What the stop says already is no news, whoever says it again.
    let new_note = report.note.is_some() && report.note != tx.outcome_note(stop, whole.household.as_ref()).await?;
    let mut refused = None;
    match act.decide(&whole, stop, actor, new_note, by)? {
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
    fn decide(
        &self,
        w: &Whole,
        stop: StopId,
        actor: StopActor,
        new_note: bool,
        by: MembershipId,
    ) -> Result<Decision, Failure> {
        Ok(match self {
            Self::Start(_) => decide_start(&w.stops, stop, actor)?,
            Self::Complete(ask) => {
                let done = Completion { outcome: ask.outcome, new_note, by };
                decide_complete(&w.stops, stop, actor, &done).map_err(close_refused)?
            }
            Self::Fail(ask) => {
                let problem = Problem { reason: ask.reason, new_note, by };
                decide_fail(&w.stops, stop, actor, &problem).map_err(close_refused)?
            }
            Self::Reopen { in_time, .. } => {
                let change = decide_reopen(&w.stops, stop, actor, *in_time)?;
                w.check_household()?;
                Decision::Change(change)
            }
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

fn close_refused(e: CloseError) -> Failure {
    match e {
        CloseError::OutcomeMissing => Failure::field("/outcome", "required"),
        CloseError::OutcomeUnexpected => Failure::field("/outcome", "field_unknown"),
        other => other.into(),
    }
}
