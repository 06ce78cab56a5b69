//! What a row changes of the stop there is.

use super::{Reading, Ready};
use crate::imports::plan::{
    deliveries::kilograms,
    form::same_text,
    row::{Draft, Table},
    stops::{Planner, frozen, packages_text, window_text},
};
use cabas_domain::imports::Base as Found;
use cabas_kernel::{id::MembershipId, words::deliveries::StopStatus};
use cabas_model::imports::Severity;
use cabas_store::{
    deliveries::DeliveryWords,
    imports::{ChangedDelivery, ChangedStop, ExistingDelivery, ExistingStop},
};

impl Reading<'_> {
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
        let Some(stop) = delivery.stops.first().filter(|s| delivery.stops.len() == 1 && s.kind == row.kind) else {
            // A linked stop never changes kind (DL-4), and a delivery of several is no stop that stands alone.
            return Found::Frozen("ref_taken");
        };
        let says_when = ["after", "before", "timeslot"].iter().any(|f| draft.is_filled(f));
        if says_when && stop.window != row.window {
            draft.change("timeslot", window_text(&stop.window, zone), window_text(&row.window, zone));
        }
        if !ready.packages.is_empty() && delivery.packages != ready.packages {
            draft.change("packages", packages_text(&delivery.packages), packages_text(&ready.packages));
        }
        if let Some(weight) = row.weight.filter(|w| delivery.weight != Some(*w)) {
            let from = delivery.weight.map(|w| kilograms(w.0)).unwrap_or_default();
            draft.change("weight", from, kilograms(weight.0));
        }
        let said = Self::said(planner, delivery);
        if !row.tags.is_empty() && said.tags != row.tags {
            draft.change("tags", said.tags.join(" "), row.tags.join(" "));
        }
        if let Some(comments) = &row.comments
            && !said.comments.as_ref().is_some_and(|old| same_text(old, comments))
        {
            draft.change("comments", said.comments.unwrap_or_default(), comments.clone());
        }
        if let Some(minutes) = row.service_minutes.filter(|m| stop.service_minutes != *m) {
            draft.change("service_minutes", stop.service_minutes.to_string(), minutes.to_string());
        }
        if let Some(external_ref) = row.external_ref.as_ref().filter(|_| delivery.external_ref.is_none()) {
            draft.change("ref", String::new(), external_ref.clone());
        }
        Self::compare_person(planner, stop, ready, draft, table);
        match frozen(delivery) {
            _ if draft.changes.is_empty() => Found::Same,
            Some(code) => Found::Frozen(code),
            None => Found::Differs,
        }
    }

    /// What does not open was sealed by a key that is gone: there is nothing to compare with.
    fn said(planner: &Planner<'_>, delivery: &ExistingDelivery) -> DeliveryWords {
        let key = delivery.recipient.and_then(|id| planner.households.get(id)).map(|r| &r.key);
        delivery.words(key, &planner.desk.seals).unwrap_or_default()
    }

    /// All that is written about a delivery after the row, when it changes any of it.
    fn words(&self, planner: &Planner<'_>, delivery: &ExistingDelivery, draft: &Draft) -> Option<DeliveryWords> {
        let changed = |field: &str| draft.changes.iter().any(|c| c.field == field);
        let (tags, comments) = (changed("tags"), changed("comments"));
        (tags || comments).then(|| {
            let said = Self::said(planner, delivery);
            DeliveryWords {
                comments: if comments { self.row.comments.clone() } else { said.comments },
                tags: if tags { self.row.tags.clone() } else { said.tags },
            }
        })
    }

    /// A stop in a round goes with the round's person.
    fn compare_person(planner: &Planner<'_>, stop: &ExistingStop, ready: &Ready, draft: &mut Draft, table: &Table<'_>) {
        let Some((person, _)) = ready.person.filter(|(p, _)| stop.assignee != Some(*p)) else { return };
        if stop.round.is_some() || !matches!(stop.status, StopStatus::Ready | StopStatus::Assigned) {
            return table.note(draft, "assign", "kept_as_is", Severity::Warning);
        }
        let name = |id: Option<MembershipId>| {
            let found = id.and_then(|id| planner.desk.facts.members.iter().find(|m| m.id == id));
            found.map(|m| m.display_name.clone()).unwrap_or_default()
        };
        draft.change("assign", name(stop.assignee), name(Some(person)));
    }

    pub(super) fn update(&self, planner: &mut Planner<'_>, at: usize, ready: &Ready, draft: &Draft) {
        let Some(delivery) = planner.deliveries.get(at).cloned() else { return };
        let row = self.row;
        let changed = |field: &str| draft.changes.iter().any(|c| c.field == field);
        if let Some(record) = delivery.recipient.and_then(|id| planner.households.get(id)) {
            planner.work.keys.insert(record.id, record.key.clone());
        }
        let given = ready.person.filter(|_| changed("assign"));
        let round = given.map(|(person, day)| (planner.keep_round_of(person, day, None, draft.line), 0));
        let of_stop = ["timeslot", "service_minutes", "ref", "assign"].into_iter().any(changed);
        let stops = delivery.stops.first().filter(|_| of_stop).map(|stop| ChangedStop {
            id: stop.id,
            window: changed("timeslot").then_some(row.window),
            external_ref: row.external_ref.clone().filter(|_| changed("ref")),
            service_minutes: row.service_minutes.filter(|_| changed("service_minutes")),
            round,
            assignee: given.map(|(person, _)| person),
        });
        let words = self.words(planner, &delivery, draft);
        planner.work.changed_deliveries.push(ChangedDelivery {
            line: draft.line,
            id: delivery.id,
            seen: delivery.version,
            external_ref: row.external_ref.clone().filter(|_| changed("ref")),
            packages: changed("packages").then(|| ready.packages.clone()),
            weight: changed("weight").then_some(row.weight),
            words,
            recipient: delivery.recipient,
            stops: stops.into_iter().collect(),
        });
    }
}
