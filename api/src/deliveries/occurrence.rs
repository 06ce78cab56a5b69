//! Deliveries that a rule makes, and what becomes of them when it changes. What somebody changed by hand stays as they
//! left it.

use super::{
    apply::apply,
    assign::hand,
    change::change,
    form::is_usable,
    make::{blank, depot_stop, dropoff_stop, simple, usual},
    whole::Whole,
};
use crate::http::{Failure, Outcome};
use cabas_domain::deliveries::{StopActor, decide_cancel, decide_restore, decide_unassign};
use cabas_kernel::{
    Grams, Window,
    id::{DeliveryId, DepotId, MembershipId, RecurrenceId},
    words::deliveries::{DeliverySource, StopKind},
};
use cabas_model::{
    Patch,
    deliveries::{CreateDelivery, PackageLine, PatchDelivery},
};
use cabas_store::{
    StoreError, Tx,
    deliveries::{NewDelivery, NewStop, Report},
    recipients::RecipientRecord,
};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::json;

/// One date of a rule, as it should be brought.
#[derive(Clone, PartialEq)]
pub(crate) struct Wanted {
    pub(crate) of: (RecurrenceId, NaiveDate),
    pub(crate) window: Window,
    pub(crate) promised: Option<Window>,
    /// Where it is fetched before, and when, if that is said.
    pub(crate) pickup: Option<(DepotId, Option<Window>)>,
    /// The household's usual parcel without.
    pub(crate) packages: Option<Vec<PackageLine>>,
    pub(crate) weight: Option<Grams>,
    pub(crate) comments: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) service_minutes: u16,
}

/// Makes the delivery of a date, with all that its rule says (DL-33); none when it was made already (DL-31).
///
/// # Errors
/// The database's own.
pub(crate) async fn make(
    tx: &Tx,
    household: &RecipientRecord,
    zone: Tz,
    wanted: Wanted,
) -> Outcome<Option<DeliveryId>> {
    let ask = CreateDelivery { promised: wanted.promised, ..simple(household, wanted.window) };
    let begins = wanted.window.earliest();
    let pickup = wanted.pickup.map(|(depot, own)| {
        // On a date that was moved, the pickup's own hours may come too late.
        let window = own.filter(|w| w.earliest() <= begins).unwrap_or(Window { start: None, end: begins });
        depot_stop(Some(depot), window, household, false)
    });
    let goal = NewStop { service_minutes: wanted.service_minutes, ..dropoff_stop(&ask, household) };
    let new = NewDelivery {
        packages: wanted.packages.unwrap_or_else(|| usual(household)),
        weight: wanted.weight,
        tags: wanted.tags,
        comments: wanted.comments,
        occurrence: Some(wanted.of),
        stops: pickup.into_iter().chain([goal]).collect(),
        ..blank(household, DeliverySource::Recurrence)
    };
    match tx.add_delivery(new, zone).await {
        Ok(id) => Ok(Some(id)),
        Err(StoreError::Constraint("one_occurrence")) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

/// Gives it to whoever the rule says; false when they may not carry it.
///
/// # Errors
/// The database's own.
pub(crate) async fn give(tx: &Tx, id: DeliveryId, member: MembershipId) -> Outcome<bool> {
    let report = Report { by: tx.actor().member(), ..Report::default() };
    allowed(hand(tx, id, member, &report).await.map(|_| ()))
}

/// Gives it to somebody else, or to nobody, when it is still as the rule said before.
///
/// # Errors
/// The database's own.
pub(crate) async fn give_anew(
    tx: &Tx,
    id: DeliveryId,
    before: Option<MembershipId>,
    after: Option<MembershipId>,
) -> Outcome<bool> {
    let whole = Whole::of(tx, id).await?;
    let Some(goal) = whole.stops.iter().rfind(|s| s.kind == StopKind::Dropoff) else { return Ok(true) };
    let planned_by_hand = before.is_none() && goal.round.is_some();
    if goal.assignee != before || planned_by_hand {
        return Ok(true);
    }
    if let Some(member) = after {
        return give(tx, id, member).await;
    }
    let report = Report { by: tx.actor().member(), ..Report::default() };
    match decide_unassign(&whole.stops, StopActor::Dispatcher) {
        Ok(taken) => apply(tx, &whole, &taken, &report).await.map(|()| true),
        Err(_) => Ok(false),
    }
}

/// A refusal of the rules is an answer here; nothing was written then.
fn allowed(done: Outcome<()>) -> Outcome<bool> {
    match done {
        Ok(()) => Ok(true),
        Err(refused) if refused.code.status() < 500 => Ok(false),
        Err(failure) => Err(failure),
    }
}

/// Changes what was made of a date from what it was to be to what it is to be.
///
/// # Errors
/// `other_day` when it is in a round of the day it leaves.
pub(crate) async fn align(tx: &Tx, id: DeliveryId, before: &Wanted, after: &Wanted) -> Outcome<()> {
    if before == after {
        return Ok(());
    }
    let whole = Whole::of(tx, id).await?;
    let ask = differences(&whole, before, after);
    if ask == PatchDelivery::default() { Ok(()) } else { change(tx, &whole, &ask).await }
}

fn differences(whole: &Whole, before: &Wanted, after: &Wanted) -> PatchDelivery {
    let parcels = |wanted: &Wanted| match (&wanted.packages, &whole.household) {
        (Some(packages), _) => packages.clone(),
        (None, Some(household)) => usual(household),
        (None, None) => Vec::new(),
    };
    let is = &whole.record;
    let window = whole.stops.iter().rfind(|s| s.kind == StopKind::Dropoff).map(|s| s.window);
    PatchDelivery {
        window: turned(window.as_ref(), &before.window, &after.window),
        promised: if before.promised == after.promised { Patch::Absent } else { after.promised.into() },
        packages: turned(Some(&is.packages), &parcels(before), &parcels(after)),
        weight_g: turned(Some(&is.weight), &before.weight, &after.weight).map_or(Patch::Absent, Into::into),
        comments: turned(Some(&is.comments), &before.comments, &after.comments).map_or(Patch::Absent, Into::into),
        tags: turned(Some(&is.tags), &before.tags, &after.tags),
    }
}

/// What a field becomes; nothing when it was to stay, or somebody changed it by hand.
fn turned<T: Clone + PartialEq>(is: Option<&T>, before: &T, after: &T) -> Option<T> {
    (is == Some(before) && before != after).then(|| after.clone())
}

/// Cancels what was made of a date that does not take place.
///
/// # Errors
/// `transition_refused` when somebody began meanwhile.
pub(crate) async fn call_off(tx: &Tx, id: DeliveryId) -> Outcome<()> {
    let whole = Whole::of(tx, id).await?;
    let report = Report { by: tx.actor().member(), ..Report::default() };
    apply(tx, &whole, &decide_cancel(&whole.stops, StopActor::Dispatcher)?, &report).await?;
    Ok(tx.audit("delivery.cancelled", id, json!({})).await?)
}

/// Restores what was made of a date that takes place again, as far as that can be.
///
/// # Errors
/// The database's own.
pub(crate) async fn bring_back(tx: &Tx, id: DeliveryId) -> Outcome<()> {
    let whole = Whole::of(tx, id).await?;
    let usable = whole.household.as_ref().is_some_and(|h| is_usable(&h.household.address));
    let Ok(change) = decide_restore(&whole.stops, StopActor::Dispatcher, usable) else { return Ok(()) };
    let report = Report { by: tx.actor().member(), ..Report::default() };
    apply(tx, &whole, &change, &report).await?;
    Ok(tx.audit("delivery.restored", id, json!({})).await?)
}

/// Holds the rounds of some deliveries, before their stops, as everywhere.
///
/// # Errors
/// The database's own.
pub(crate) async fn hold_rounds(tx: &Tx, ids: &[DeliveryId]) -> Result<(), Failure> {
    let mut rounds = Vec::new();
    for id in ids {
        rounds.extend(tx.rounds_of_delivery(*id).await?);
    }
    rounds.sort();
    rounds.dedup();
    tx.rounds(&rounds).await?;
    Ok(())
}
