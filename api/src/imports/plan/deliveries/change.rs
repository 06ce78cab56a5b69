//! What a row changes of the delivery there is.

use super::{Reading, Ready};
use crate::imports::plan::{
    row::{Draft, Table},
    stops::{Planner, Said, changed, frozen, verdict, window_text},
};
use cabas_domain::{deliveries::follow_window, imports::Base as Found};
use cabas_kernel::{Window, fold, words::deliveries::StopKind};
use cabas_model::imports::Severity;
use cabas_store::imports::{ChangedStop, ExistingDelivery, ExistingStop};
use chrono_tz::Tz;

/// A stop to which a row gives other hours.
struct Moved<'d> {
    stop: &'d ExistingStop,
    field: &'static str,
    window: Window,
}

impl Reading<'_> {
    fn said<'r>(&'r self, ready: &'r Ready) -> Said<'r> {
        Said {
            packages: &ready.packages,
            weight: self.row.weight,
            tags: &ready.tags,
            comments: ready.comments.as_ref(),
            metadata: &ready.metadata,
            external_ref: self.row.external_ref.as_ref(),
            fields: ["dropoff.packages", "dropoff.tags", "dropoff.comments", "dropoff.metadata"],
        }
    }

    /// The stops with other hours, drop-offs first. A pickup that the row does not speak of goes with its drop-off, as
    /// when that is moved by hand.
    fn moved<'d>(&self, delivery: &'d ExistingDelivery, draft: &Draft, zone: Tz) -> Vec<Moved<'d>> {
        let dropoff = self.row.dropoff.window;
        let of = |kind: StopKind| delivery.stops.iter().filter(move |s| s.kind == kind);
        let goal = of(StopKind::Dropoff).next().filter(|s| s.window != dropoff && !draft.keeps("dropoff.timeslot"));
        let moved = |stop: &'d ExistingStop| {
            let (field, window) = match (stop.kind, &self.row.pickup) {
                (StopKind::Dropoff, _) => ("dropoff.timeslot", dropoff),
                (StopKind::Pickup, Some(pickup)) => ("pickup.timeslot", pickup.window),
                (StopKind::Pickup, None) => {
                    ("pickup.timeslot", follow_window(&stop.window, &goal?.window, &dropoff, zone))
                }
            };
            (stop.window != window).then_some(Moved { stop, field, window })
        };
        of(StopKind::Dropoff).chain(of(StopKind::Pickup)).filter_map(moved).collect()
    }

    /// What differs from the delivery there is.
    pub(super) fn compare(
        &self,
        planner: &Planner<'_>,
        delivery: &ExistingDelivery,
        ready: &Ready,
        draft: &mut Draft,
        table: &Table<'_>,
    ) -> Found {
        let zone = planner.desk.facts.zone;
        for moved in self.moved(delivery, draft, zone) {
            if !draft.has_changed(moved.field) {
                draft.change(moved.field, window_text(&moved.stop.window, zone), window_text(&moved.window, zone));
            }
        }
        planner.compare_said(delivery, &self.said(ready), draft, table);
        self.compare_round(planner, delivery, ready, draft, table);
        self.tell_kept(planner, delivery, draft, table);
        verdict(delivery, draft)
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
            Some(_) => table.keep_as_is(draft, "tour.name"),
            None if frozen(delivery).is_none() && !ready.draft_stop => {
                draft.change("tour.name", String::new(), name.clone());
            }
            None => {}
        }
    }

    /// Where the goods come from is said once, when a delivery is made, and so are its stops' own references.
    fn tell_kept(&self, planner: &Planner<'_>, delivery: &ExistingDelivery, draft: &mut Draft, table: &Table<'_>) {
        let stop = |kind| delivery.stops.iter().find(|s| s.kind == kind);
        let (dropoff, pickup) = (stop(StopKind::Dropoff), stop(StopKind::Pickup));
        let other = |given: Option<&String>, stop: Option<&ExistingStop>| {
            given.is_some_and(|given| stop.and_then(|s| s.external_ref.as_ref()) != Some(given))
        };
        let fetched = self.row.pickup.as_ref().and_then(|p| p.external_ref.as_ref());
        let place = || pickup.and_then(|stop| planner.place_of(delivery, stop));
        let kept = [
            ("dropoff.ref", other(self.row.dropoff.external_ref.as_ref(), dropoff)),
            ("pickup.ref", other(fetched, pickup)),
            ("pickup.address", self.origin.is_some_and(|origin| place().as_ref() != Some(&origin.key))),
        ];
        for (field, _) in kept.into_iter().filter(|(_, is)| *is) {
            table.keep_as_is(draft, field);
        }
    }

    /// What a change must obey.
    pub(super) fn check_changed(
        &self,
        planner: &Planner<'_>,
        delivery: &ExistingDelivery,
        ready: &Ready,
        draft: &mut Draft,
        table: &Table<'_>,
    ) {
        let zone = planner.desk.facts.zone;
        let moved = self.moved(delivery, draft, zone);
        let moved: Vec<Moved<'_>> = moved.into_iter().filter(|m| draft.has_changed(m.field)).collect();
        for Moved { stop, field, window } in &moved {
            planner.check_hours(delivery, stop, window, field, draft, table);
        }
        if !draft.has_changed("tour.name") {
            return;
        }
        self.check_round(planner, ready, draft, table);
        let misses = |stop: &ExistingStop| {
            let moved = moved.iter().find(|m| m.stop.id == stop.id);
            let (window, field) = moved.map_or((stop.window, "tour.name"), |m| (m.window, m.field));
            (!window.touches(ready.day, zone)).then_some(field)
        };
        if let Some(field) = delivery.stops.iter().find_map(misses) {
            table.note(draft, field, "other_day", Severity::Error);
        }
    }

    pub(super) fn update(&self, planner: &mut Planner<'_>, delivery: &ExistingDelivery, ready: &Ready, draft: &Draft) {
        let depot = delivery.stops.iter().find_map(|s| s.depot);
        let (round, person) = if draft.has_changed("tour.name") {
            self.enter_round(planner, ready.day, depot, draft.line, ready.draft_stop)
        } else {
            (None, None)
        };
        let moved = self.moved(delivery, draft, planner.desk.facts.zone);
        let stops = delivery.stops.iter().filter_map(|stop| {
            let moved = moved.iter().find(|m| m.stop.id == stop.id && draft.has_changed(m.field));
            (moved.is_some() || round.is_some()).then_some(ChangedStop {
                window: moved.map(|m| m.window),
                round,
                assignee: person,
                ..changed(stop)
            })
        });
        planner.keep_change(delivery, &self.said(ready), draft, stops.collect());
    }
}
