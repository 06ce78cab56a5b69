//! What a row changes of the stop there is.

use super::{Reading, Ready};
use crate::imports::plan::{
    place,
    row::{Draft, Table},
    stops::{Planner, Said, changed, verdict, window_text},
};
use cabas_domain::imports::Base as Found;
use cabas_kernel::{
    id::MembershipId,
    words::deliveries::{StopKind, StopStatus},
};
use cabas_store::imports::{ChangedStop, ExistingDelivery, ExistingStop};

/// The column that says when; without one, the row leaves the stop its hours.
fn hours_column(draft: &Draft) -> Option<&'static str> {
    ["timeslot", "after", "before"].into_iter().find(|field| draft.is_filled(field))
}

impl Reading<'_> {
    fn said<'r>(&'r self, ready: &'r Ready) -> Said<'r> {
        Said {
            packages: &ready.packages,
            weight: self.row.weight,
            tags: &self.row.tags,
            comments: self.row.comments.as_ref(),
            metadata: &ready.metadata,
            external_ref: self.row.external_ref.as_ref(),
            fields: ["packages", "tags", "comments", "metadata"],
        }
    }

    /// The stop that stands alone. A linked stop never changes kind (DL-4), and a delivery of several is none.
    fn stop<'d>(&self, delivery: &'d ExistingDelivery) -> Option<&'d ExistingStop> {
        let [stop] = delivery.stops.as_slice() else { return None };
        Some(stop).filter(|stop| stop.kind == self.row.kind)
    }

    /// What differs from the stop there is.
    pub(super) fn compare(
        &self,
        planner: &Planner<'_>,
        delivery: &ExistingDelivery,
        ready: &Ready,
        draft: &mut Draft,
        table: &Table<'_>,
    ) -> Found {
        let (row, zone) = (self.row, planner.desk.facts.zone);
        let Some(stop) = self.stop(delivery) else { return Found::Frozen("ref_taken") };
        if hours_column(draft).is_some() && stop.window != row.window {
            draft.change("timeslot", window_text(&stop.window, zone), window_text(&row.window, zone));
        }
        planner.compare_said(delivery, &self.said(ready), draft, table);
        if let Some(minutes) = row.service_minutes.filter(|m| stop.service_minutes != *m) {
            draft.change("service_minutes", stop.service_minutes.to_string(), minutes.to_string());
        }
        Self::compare_person(planner, stop, ready, draft, table);
        self.tell_kept(planner, delivery, stop, draft, table);
        verdict(delivery, draft)
    }

    /// A stop in a round goes with the round's person, on the round's day.
    fn compare_person(planner: &Planner<'_>, stop: &ExistingStop, ready: &Ready, draft: &mut Draft, table: &Table<'_>) {
        let Some((person, day)) = ready.person else { return };
        if stop.assignee == Some(person) && stop.round_day.is_none_or(|planned| planned == day) {
            return;
        }
        if stop.round.is_some() || !matches!(stop.status, StopStatus::Ready | StopStatus::Assigned) {
            return table.keep_as_is(draft, "assign");
        }
        let name = |id: Option<MembershipId>| {
            let found = id.and_then(|id| planner.desk.facts.members.iter().find(|m| m.id == id));
            found.map(|m| m.display_name.clone()).unwrap_or_default()
        };
        draft.change("assign", name(stop.assignee), name(Some(person)));
    }

    /// The depot of a pickup is said once, when the stop is made.
    fn tell_kept(
        &self,
        planner: &Planner<'_>,
        delivery: &ExistingDelivery,
        stop: &ExistingStop,
        draft: &mut Draft,
        table: &Table<'_>,
    ) {
        if stop.kind != StopKind::Pickup {
            return;
        }
        let given = place::address(&self.row.address, self.row.position, &planner.desk.facts);
        if planner.place_of(delivery, stop) != Some(place::key(&given)) {
            table.keep_as_is(draft, "address");
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
        let Some(stop) = self.stop(delivery) else { return };
        let column = hours_column(draft).filter(|_| draft.has_changed("timeslot"));
        let window = if column.is_some() { &self.row.window } else { &stop.window };
        if let Some(column) = column {
            planner.check_hours(delivery, stop, window, column, draft, table);
        }
        if draft.has_changed("assign") {
            Self::check_person(planner, ready, window, draft, table);
        }
    }

    pub(super) fn update(&self, planner: &mut Planner<'_>, delivery: &ExistingDelivery, ready: &Ready, draft: &Draft) {
        let row = self.row;
        let given = ready.person.filter(|_| draft.has_changed("assign"));
        let round = given.map(|(person, day)| (planner.keep_round_of(person, day, None, draft.line), 0));
        let of_stop = ["timeslot", "service_minutes", "ref", "assign"].into_iter().any(|f| draft.has_changed(f));
        let stop = self.stop(delivery).filter(|_| of_stop).map(|stop| ChangedStop {
            window: draft.has_changed("timeslot").then_some(row.window),
            external_ref: row.external_ref.clone().filter(|_| draft.has_changed("ref")),
            service_minutes: row.service_minutes.filter(|_| draft.has_changed("service_minutes")),
            round,
            assignee: given.map(|(person, _)| person),
            ..changed(stop)
        });
        planner.keep_change(delivery, &self.said(ready), draft, stop.into_iter().collect());
    }
}
