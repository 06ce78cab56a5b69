//! What a row changes of the delivery there is.

use super::{Reading, Ready, kilograms};
use crate::imports::plan::{
    form::same_text,
    row::{Draft, Table},
    stops::{Household, Planner, frozen, packages_text, window_text},
};
use cabas_domain::imports::Base as Found;
use cabas_kernel::{fold, words::deliveries::StopKind};
use cabas_model::imports::Severity;
use cabas_store::{
    deliveries::DeliveryWords,
    imports::{ChangedDelivery, ChangedStop, ExistingDelivery},
};

impl Reading<'_> {
    /// What differs from the delivery there is.
    pub(super) fn compare(
        &self,
        planner: &Planner<'_>,
        delivery: &ExistingDelivery,
        ready: &Ready,
        draft: &mut Draft,
        table: &Table<'_>,
    ) -> Found {
        let (row, zone) = (self.row, planner.desk.facts.zone);
        let of = |kind| delivery.stops.iter().find(|s| s.kind == kind);
        let windows = [
            ("dropoff.timeslot", of(StopKind::Dropoff), Some(row.dropoff.window)),
            ("pickup.timeslot", of(StopKind::Pickup), row.pickup.as_ref().map(|p| p.window)),
        ];
        for (field, stop, window) in windows {
            if let (Some(stop), Some(window)) = (stop, window)
                && stop.window != window
            {
                draft.change(field, window_text(&stop.window, zone), window_text(&window, zone));
            }
        }
        if !ready.packages.is_empty() && delivery.packages != ready.packages {
            let (from, to) = (packages_text(&delivery.packages), packages_text(&ready.packages));
            draft.change("dropoff.packages", from, to);
        }
        if row.weight.is_some() && delivery.weight != row.weight {
            let kilograms = |w: Option<cabas_kernel::Grams>| w.map(|g| kilograms(g.0)).unwrap_or_default();
            draft.change("weight", kilograms(delivery.weight), kilograms(row.weight));
        }
        let said = Self::said(planner, delivery, ready);
        if !ready.tags.is_empty() && said.tags != ready.tags {
            draft.change("dropoff.tags", said.tags.join(" "), ready.tags.join(" "));
        }
        if let Some(comments) = &ready.comments
            && !said.comments.as_ref().is_some_and(|old| same_text(old, comments))
        {
            draft.change("dropoff.comments", said.comments.unwrap_or_default(), comments.clone());
        }
        if let Some(external_ref) = row.external_ref.as_ref().filter(|_| delivery.external_ref.is_none()) {
            draft.change("ref", String::new(), external_ref.clone());
        }
        self.compare_round(planner, delivery, ready, draft, table);
        match frozen(delivery) {
            _ if draft.changes.is_empty() => Found::Same,
            Some(code) => Found::Frozen(code),
            None => Found::Differs,
        }
    }

    fn said(planner: &Planner<'_>, delivery: &ExistingDelivery, ready: &Ready) -> DeliveryWords {
        let record = if let Household::Known(id) = ready.household { planner.households.get(id) } else { None };
        // What does not open was sealed by a key that is gone: there is nothing to compare with.
        let words = record.and_then(|record| delivery.words(Some(&record.key), &planner.desk.seals).ok());
        words.unwrap_or_default()
    }

    /// All that is written about a delivery after the row, when it changes any of it.
    fn words(
        planner: &Planner<'_>,
        delivery: &ExistingDelivery,
        ready: &Ready,
        draft: &Draft,
    ) -> Option<DeliveryWords> {
        let changed = |field: &str| draft.changes.iter().any(|c| c.field == field);
        let (tags, comments) = (changed("dropoff.tags"), changed("dropoff.comments"));
        (tags || comments).then(|| {
            let said = Self::said(planner, delivery, ready);
            DeliveryWords {
                comments: if comments { ready.comments.clone() } else { said.comments },
                tags: if tags { ready.tags.clone() } else { said.tags },
            }
        })
    }

    /// A delivery that is in no round goes into the one that is named; one that is in another stays there.
    fn compare_round(
        &self,
        planner: &Planner<'_>,
        delivery: &ExistingDelivery,
        ready: &Ready,
        draft: &mut Draft,
        table: &Table<'_>,
    ) {
        let Some(name) = &self.row.tour_name else { return };
        match delivery.stops.iter().find_map(|s| s.round) {
            Some(id) if planner.round_name(id) == Some(fold(name)) => {}
            Some(_) => table.note(draft, "tour.name", "kept_as_is", Severity::Warning),
            None if frozen(delivery).is_none() && !ready.draft_stop && !draft.keeps("tour.name") => {
                draft.change("tour.name", String::new(), name.clone());
                self.check_round(planner, ready, draft, table);
            }
            None => {}
        }
    }

    pub(super) fn update(&self, planner: &mut Planner<'_>, at: usize, ready: &Ready, draft: &Draft) {
        let Some(delivery) = planner.deliveries.get(at).cloned() else { return };
        let changed = |field: &str| draft.changes.iter().any(|c| c.field == field);
        let depot = delivery.stops.iter().find_map(|s| s.depot);
        let (round, person) = if changed("tour.name") {
            self.enter_round(planner, ready.day, depot, draft.line, ready.draft_stop)
        } else {
            (None, None)
        };
        if let Household::Known(id) = ready.household
            && let Some(record) = planner.households.get(id)
        {
            planner.work.keys.insert(id, record.key.clone());
        }
        let stops = delivery.stops.iter().filter_map(|stop| {
            let (field, window) = match stop.kind {
                StopKind::Pickup => ("pickup.timeslot", self.row.pickup.as_ref().map(|p| p.window)),
                StopKind::Dropoff => ("dropoff.timeslot", Some(self.row.dropoff.window)),
            };
            let window = window.filter(|_| changed(field));
            (window.is_some() || round.is_some()).then_some(ChangedStop {
                id: stop.id,
                window,
                external_ref: None,
                service_minutes: None,
                round,
                assignee: person,
            })
        });
        let stops = stops.collect();
        let words = Self::words(planner, &delivery, ready, draft);
        planner.work.changed_deliveries.push(ChangedDelivery {
            line: draft.line,
            id: delivery.id,
            seen: delivery.version,
            external_ref: self.row.external_ref.clone().filter(|_| changed("ref")),
            packages: changed("dropoff.packages").then(|| ready.packages.clone()),
            weight: changed("weight").then_some(self.row.weight),
            words,
            recipient: delivery.recipient,
            stops,
        });
    }
}
