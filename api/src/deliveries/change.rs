//! What a change of a delivery leaves, and what follows from it.

use super::{
    apply::after_stop_change,
    form::{self, day_of},
    make::receives,
    whole::Whole,
};
use crate::http::Failure;
use cabas_domain::{
    deliveries::{Editable, StopFacts, editable, follow_window},
    rounds::MovedStop,
};
use cabas_kernel::{
    Window,
    id::{RecipientId, RoundId},
    words::deliveries::{StopKind, StopStatus},
};
use cabas_model::{
    Code, accept_value,
    deliveries::{CreateDelivery, PatchDelivery},
};
use cabas_store::{Tx, deliveries::DeliveryRecord};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Changes a delivery; nothing happens when it says so already.
///
/// # Errors
/// Fields that are wrong; `stop_already_started` and `transition_refused` once it is too far; `other_day` when a
/// round would hold a stop of another day.
pub(super) async fn change(tx: &Tx, whole: &Whole, ask: &PatchDelivery) -> Result<(), Failure> {
    let Some(goal) = goal(whole) else { return Err(Code::TransitionRefused.into()) };
    let form = patched(whole, goal, ask)?;
    form::check(tx, &form, ask.packages.as_deref().unwrap_or_default()).await?;
    far_enough(whole, ask)?;
    let mut fields = Vec::new();
    let moved = if form.window == goal.window { Vec::new() } else { moved(whole, goal, form.window)? };
    if !moved.is_empty() {
        fields.push("window");
        tx.move_windows(&moved, whole.zone()).await?;
    }
    if !ask.promised.is_absent() {
        fields.push("promised");
        for stop in whole.stops.iter().filter(|s| is_open_dropoff(s)) {
            tx.set_promised(stop.id, form.promised).await?;
        }
    }
    let record = DeliveryRecord {
        packages: form.packages.unwrap_or_default(),
        weight: form.weight_g,
        tags: form.tags,
        comments: form.comments.map(|c| c.trim().to_owned()).filter(|c| !c.is_empty()),
        ..whole.record.clone()
    };
    fields.extend(differences(&whole.record, &record));
    if fields.is_empty() {
        return Ok(());
    }
    tx.save_delivery(&record).await?;
    tx.audit("delivery.changed", record.id, json!({ "fields": fields })).await?;
    whole.announce_changed(tx).await?;
    if moved.is_empty() {
        return Ok(());
    }
    let rounds: BTreeSet<RoundId> = whole.rounds.iter().map(|r| r.id).collect();
    after_stop_change(tx, &rounds.into_iter().collect::<Vec<_>>(), &whole.hours).await?;
    // The day it comes to is told as well as the one it left.
    Whole::of(tx, record.id).await?.announce_changed(tx).await
}

/// The drop-off a delivery is shown by.
fn goal(whole: &Whole) -> Option<&StopFacts> {
    whole.stops.iter().rev().find(|s| s.kind == StopKind::Dropoff)
}

fn is_open_dropoff(stop: &StopFacts) -> bool {
    stop.kind == StopKind::Dropoff && editable(stop.status) == Editable::Everything
}

/// The delivery after the change, read as if it were new.
fn patched(whole: &Whole, goal: &StopFacts, ask: &PatchDelivery) -> Result<CreateDelivery, Failure> {
    let before = &whole.record;
    let mut form = CreateDelivery {
        external_ref: None,
        recipient_id: before.recipient.unwrap_or(RecipientId(Uuid::nil())),
        window: ask.window.unwrap_or(goal.window),
        promised: ask.promised.value().copied(),
        pickup: None,
        packages: Some(ask.packages.clone().unwrap_or_else(|| before.packages.clone())),
        weight_g: before.weight,
        comments: before.comments.clone(),
        tags: ask.tags.clone().unwrap_or_else(|| before.tags.clone()),
        draft: false,
    };
    ask.weight_g.apply(&mut form.weight_g);
    ask.comments.clone().apply(&mut form.comments);
    let form = serde_json::to_value(form).map_err(|_| Code::Internal)?;
    accept_value(form).map_err(Failure::fields)
}

/// Everything before a stop is on its way; notes and tags while it is; nothing once it is over.
fn far_enough(whole: &Whole, ask: &PatchDelivery) -> Result<(), Failure> {
    let dropoffs = whole.stops.iter().filter(|s| s.kind == StopKind::Dropoff);
    let level = dropoffs.clone().map(|s| editable(s.status)).max().unwrap_or(Editable::Metadata);
    let all = ask.window.is_some() || !ask.promised.is_absent() || ask.packages.is_some() || !ask.weight_g.is_absent();
    let needed = if all { Editable::Everything } else { Editable::Notes };
    if level >= needed {
        return Ok(());
    }
    let out = dropoffs.into_iter().any(|s| s.status == StopStatus::Out);
    Err(if out { Code::StopStarted } else { Code::TransitionRefused }.into())
}

/// The stops that move with a window: pickups by as many days, and never beginning after it (DL-2).
fn moved(whole: &Whole, goal: &StopFacts, window: Window) -> Result<Vec<MovedStop>, Failure> {
    let zone = whole.zone();
    let (from, to) = (day_of(&goal.window, zone), day_of(&window, zone));
    if from != to
        && let Some(household) = &whole.household
    {
        receives(household, to).map_err(|e| Failure::refused_at("/window", e.code()))?;
    }
    let mut all = Vec::new();
    for stop in whole.stops.iter().filter(|s| editable(s.status) == Editable::Everything) {
        let window = match stop.kind {
            StopKind::Dropoff => window,
            StopKind::Pickup => follow_window(&stop.window, &goal.window, &window, zone),
        };
        if whole.round(stop.round).is_some_and(|r| !window.touches(r.day, zone)) {
            return Err(Failure::refused_at("/window", Code::OtherDay.as_str()));
        }
        all.push(MovedStop { stop: stop.id, window });
    }
    Ok(all)
}

fn differences(before: &DeliveryRecord, after: &DeliveryRecord) -> Vec<&'static str> {
    let changed = [
        ("packages", before.packages != after.packages),
        ("weight_g", before.weight != after.weight),
        ("tags", before.tags != after.tags),
        ("comments", before.comments != after.comments),
    ];
    changed.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect()
}
