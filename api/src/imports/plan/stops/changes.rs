//! What a row of either sheet changes of the delivery there is, and what a change must obey.

use super::{Planner, review::retagged};
use crate::imports::plan::{
    form::same_text,
    place,
    row::{Draft, Table},
};
use cabas_domain::imports::Base as Found;
use cabas_kernel::{
    Grams, Window,
    time::{local_day, wall},
    words::deliveries::{StopKind, StopStatus},
};
use cabas_model::{
    deliveries::{Metadatum, PackageLine},
    imports::Severity,
};
use cabas_store::{
    deliveries::DeliveryWords,
    imports::{ChangedDelivery, ChangedStop, ExistingDelivery, ExistingStop},
};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// What a row says of a delivery beside where and when. What is empty says nothing.
pub(in crate::imports::plan) struct Said<'a> {
    pub(in crate::imports::plan) packages: &'a [PackageLine],
    pub(in crate::imports::plan) weight: Option<Grams>,
    pub(in crate::imports::plan) tags: &'a [String],
    pub(in crate::imports::plan) comments: Option<&'a String>,
    pub(in crate::imports::plan) metadata: &'a [Metadatum],
    pub(in crate::imports::plan) external_ref: Option<&'a String>,
    /// The fields that give packages, tags, comments and metadata.
    pub(in crate::imports::plan) fields: [&'static str; 4],
}

/// The pairs that a sheet gives a stop, as they are kept.
pub(in crate::imports::plan) fn pairs(
    kind: StopKind,
    from: &BTreeMap<String, String>,
) -> impl Iterator<Item = Metadatum> {
    from.iter().map(move |(key, value)| Metadatum { kind, key: key.clone(), value: value.clone() })
}

/// The pairs of a delivery after a row: those about a kind of stop take the place of the earlier ones about it.
fn merged(old: &[Metadatum], said: &[Metadatum]) -> Vec<Metadatum> {
    let kept = old.iter().filter(|pair| said.iter().all(|new| new.kind != pair.kind));
    let mut all: Vec<Metadatum> = kept.chain(said).cloned().collect();
    all.sort_by_key(|pair| pair.kind == StopKind::Dropoff);
    all
}

impl Planner<'_> {
    /// Notes what a row says otherwise than the delivery there is.
    pub(in crate::imports::plan) fn compare_said(
        &self,
        delivery: &ExistingDelivery,
        said: &Said<'_>,
        draft: &mut Draft,
        table: &Table<'_>,
    ) {
        let [packages, tags, comments, metadata] = said.fields;
        if !said.packages.is_empty() && delivery.packages != said.packages {
            draft.change(packages, packages_text(&delivery.packages), packages_text(said.packages));
        }
        if said.weight.is_some() && delivery.weight != said.weight {
            draft.change("weight", weight_text(delivery.weight), weight_text(said.weight));
        }
        let old = self.words(delivery);
        let after = retagged(&old.tags, said.tags);
        if !said.tags.is_empty() && old.tags != after {
            draft.change(tags, old.tags.join(" "), after.join(" "));
        }
        let pairs = merged(&old.metadata, said.metadata);
        if pairs != old.metadata {
            draft.change(metadata, pairs_text(&old.metadata), pairs_text(&pairs));
        }
        if let Some(text) = said.comments
            && !old.comments.as_ref().is_some_and(|old| same_text(old, text))
        {
            draft.change(comments, old.comments.unwrap_or_default(), text.clone());
        }
        match (said.external_ref, &delivery.external_ref) {
            (Some(given), None) => draft.change("ref", String::new(), given.clone()),
            (Some(given), Some(known)) if given != known => table.keep_as_is(draft, "ref"),
            _ => {}
        }
    }

    /// What is written about a delivery. What does not open was sealed by a key that is gone: there is nothing to compare
    /// with.
    fn words(&self, delivery: &ExistingDelivery) -> DeliveryWords {
        let key = delivery.recipient.and_then(|id| self.households.get(id)).map(|r| &r.key);
        delivery.words(key, &self.desk.seals).unwrap_or_default()
    }

    /// All that is written about a delivery after a row, when the row changes any of it.
    fn changed_words(&self, delivery: &ExistingDelivery, said: &Said<'_>, draft: &Draft) -> Option<DeliveryWords> {
        let [_, fields @ ..] = said.fields;
        let [tags, comments, metadata] = fields.map(|field| draft.has_changed(field));
        (tags || comments || metadata).then(|| {
            let old = self.words(delivery);
            DeliveryWords {
                comments: if comments { said.comments.cloned() } else { old.comments },
                tags: if tags { retagged(&old.tags, said.tags) } else { old.tags },
                metadata: if metadata { merged(&old.metadata, said.metadata) } else { old.metadata },
            }
        })
    }

    /// What keeps a stop's hours as they are, as when they are changed by hand: on another day than its round's it would
    /// stand on no board, and a household gets nothing moved to a day on which it receives nothing (DL-15). `column`
    /// says the hours.
    pub(in crate::imports::plan) fn check_hours(
        &self,
        delivery: &ExistingDelivery,
        stop: &ExistingStop,
        window: &Window,
        column: &str,
        draft: &mut Draft,
        table: &Table<'_>,
    ) {
        let zone = self.desk.facts.zone;
        if stop.round_day.is_some_and(|day| !window.touches(day, zone)) {
            table.note(draft, column, "other_day", Severity::Error);
        }
        let (from, to) = (local_day(stop.window.earliest(), zone), local_day(window.earliest(), zone));
        if stop.kind == StopKind::Dropoff
            && from != to
            && let Some(record) = delivery.recipient.and_then(|id| self.households.get(id))
            && let Some(code) = Self::refuses(record, to)
        {
            table.note(draft, column, code, Severity::Error);
        }
    }

    /// What tells the place of a pickup from others, as [`place::key`]; none when nobody knows it any more.
    pub(in crate::imports::plan) fn place_of(
        &self,
        delivery: &ExistingDelivery,
        stop: &ExistingStop,
    ) -> Option<String> {
        if let Some(depot) = stop.depot {
            let known = self.desk.facts.depots.iter().find(|d| d.id == depot)?;
            return Some(place::key(&known.address));
        }
        let key = delivery.recipient.and_then(|id| self.households.get(id)).map(|r| &r.key);
        let elsewhere = stop.elsewhere(key, &self.desk.seals).ok().flatten()?;
        Some(place::key(&elsewhere))
    }

    /// Keeps what a row changes of a delivery.
    pub(in crate::imports::plan) fn keep_change(
        &mut self,
        delivery: &ExistingDelivery,
        said: &Said<'_>,
        draft: &Draft,
        stops: Vec<ChangedStop>,
    ) {
        if let Some(record) = delivery.recipient.and_then(|id| self.households.get(id)) {
            self.work.keys.insert(record.id, record.key.clone());
            // It could receive on the day that the row says: whoever pauses it meanwhile is heard.
            if stops.iter().any(|stop| stop.window.is_some()) {
                self.work.seen.insert(record.id, record.version);
            }
        }
        let words = self.changed_words(delivery, said, draft);
        let [packages, ..] = said.fields;
        self.work.changed_deliveries.push(ChangedDelivery {
            line: draft.line,
            id: delivery.id,
            seen: delivery.version,
            external_ref: said.external_ref.filter(|_| draft.has_changed("ref")).cloned(),
            packages: draft.has_changed(packages).then(|| said.packages.to_vec()),
            weight: draft.has_changed("weight").then_some(said.weight),
            words,
            recipient: delivery.recipient,
            stops,
        });
    }
}

/// Why a stop that differs is not changed: work has begun on it, or it is cancelled.
pub(in crate::imports::plan) fn frozen(delivery: &ExistingDelivery) -> Option<&'static str> {
    let any = |wanted: fn(StopStatus) -> bool| delivery.stops.iter().any(|s| wanted(s.status));
    if any(|s| s == StopStatus::Out || s.is_closed()) {
        Some("stop_already_started")
    } else if any(|s| s == StopStatus::Cancelled) {
        Some("transition_refused")
    } else {
        None
    }
}

/// What a delivery is to its row, once all that differs is in the draft.
pub(in crate::imports::plan) fn verdict(delivery: &ExistingDelivery, draft: &Draft) -> Found {
    match frozen(delivery) {
        _ if draft.changes.is_empty() => Found::Same,
        Some(code) => Found::Frozen(code),
        None => Found::Differs,
    }
}

/// The change of a stop that gives it nothing yet: a row names what it gives.
pub(in crate::imports::plan) const fn changed(stop: &ExistingStop) -> ChangedStop {
    ChangedStop { id: stop.id, window: None, external_ref: None, service_minutes: None, round: None, assignee: None }
}

/// A window as a preview shows it.
pub(in crate::imports::plan) fn window_text(window: &Window, zone: Tz) -> String {
    let local = |at| wall(at, zone).format("%Y-%m-%d %H:%M").to_string();
    match window.start {
        Some(start) => format!("{} - {}", local(start), local(window.end)),
        None => local(window.end),
    }
}

/// Parcels as a preview shows them.
fn packages_text(lines: &[PackageLine]) -> String {
    lines.iter().map(|l| format!("{}={}", l.slug, l.quantity)).collect::<Vec<_>>().join(" ")
}

/// Pairs as a preview shows them: as a sheet says them.
fn pairs_text(pairs: &[Metadatum]) -> String {
    pairs.iter().map(|pair| format!("{}={}", pair.key, pair.value)).collect::<Vec<_>>().join(" ")
}

/// A weight in kilograms, without needless zeros.
fn weight_text(weight: Option<Grams>) -> String {
    let Some(Grams(grams)) = weight else { return String::new() };
    let text = format!("{}.{:03}", grams / 1000, grams % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
