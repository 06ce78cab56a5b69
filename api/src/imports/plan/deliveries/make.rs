//! A delivery that there was not: its stops, its place in a round.

use super::{Reading, Ready};
use crate::imports::plan::{
    place,
    row::Draft,
    stops::{Household, Pickup, Planner, tagged},
};
use cabas_kernel::{
    Window,
    id::{DepotId, MembershipId, RoundId},
    words::deliveries::StopKind,
};
use cabas_model::{deliveries::PackageLine, organisations::PutDepot};
use cabas_store::{
    imports::{SheetDelivery, SheetStop},
    recipients::area,
};
use chrono::NaiveDate;

impl Reading<'_> {
    pub(super) fn create(&self, planner: &mut Planner<'_>, ready: Ready, draft: &mut Draft) {
        let line = draft.line;
        let known = if let Household::Known(id) = ready.household { planner.households.get(id) } else { None };
        let address = match (&ready.household, known) {
            (Household::New(form), _) => form.address.clone(),
            (_, Some(record)) => record.household.address.clone(),
            _ => place::address(&self.row.dropoff.address, None, &planner.desk.facts),
        };
        let usual = known.and_then(|r| r.household.default_package.clone()).filter(|_| self.row.packages.is_empty());
        let usual = usual.map(|p| PackageLine { slug: p.slug, quantity: p.quantity });
        let Some(recipient) = planner.keep_household(ready.household, &ready.keys, line) else { return };
        draft.recipient = draft.recipient.or(Some(recipient));
        let fetched = ready.pickup.map(|(place, window)| self.fetched(planner, place, window, ready.depot, line));
        let depot = fetched.as_ref().and_then(|stop| stop.depot);
        // A draft waits for an address: it goes into no round.
        let (round, assignee) = self.enter_round(planner, ready.day, depot, line, ready.draft_stop);
        let brought = SheetStop {
            id: planner.desk.new_id(),
            kind: StopKind::Dropoff,
            window: self.row.dropoff.window,
            depot: None,
            elsewhere: None,
            area: area(&address),
            geo_state: address.geo_state,
            external_ref: self.row.dropoff.external_ref.clone(),
            service_minutes: None,
            draft: ready.draft_stop,
            round,
            assignee,
        };
        let fetched = fetched.map(|stop| SheetStop { draft: ready.draft_stop, round, assignee, ..stop });
        let packages = if ready.packages.is_empty() { usual.into_iter().collect() } else { ready.packages };
        planner.work.deliveries.push(SheetDelivery {
            line,
            id: planner.desk.new_id(),
            external_ref: self.row.external_ref.clone(),
            recipient: Some(recipient),
            packages,
            weight: self.row.weight,
            tags: tagged(&ready.tags, ready.draft_stop),
            comments: ready.comments,
            metadata: ready.metadata,
            stops: fetched.into_iter().chain([brought]).collect(),
        });
    }

    /// The stop where the goods are fetched.
    fn fetched(
        &self,
        planner: &mut Planner<'_>,
        place: Pickup,
        window: Window,
        put: Option<PutDepot>,
        line: u32,
    ) -> SheetStop {
        let (depot, elsewhere) = match place {
            Pickup::Depot(id) => (Some(id), None),
            Pickup::NewDepot(address) => match put {
                Some(put) => (Some(planner.keep_depot(put, line)), None),
                None => (None, Some(address)),
            },
            Pickup::Elsewhere(address) => (None, Some(address)),
        };
        let facts = &planner.desk.facts;
        let own = || facts.depots.iter().find(|d| Some(d.id) == depot).map(|d| d.address.clone());
        let typed = || self.origin.map(|origin| origin.address.clone());
        let address = own().or_else(typed).unwrap_or_default();
        SheetStop {
            id: planner.desk.new_id(),
            kind: StopKind::Pickup,
            window,
            depot,
            elsewhere,
            area: area(&address),
            geo_state: address.geo_state,
            external_ref: self.row.pickup.as_ref().and_then(|p| p.external_ref.clone()),
            service_minutes: None,
            draft: false,
            round: None,
            assignee: None,
        }
    }

    /// The round that the row names, and its person.
    pub(super) fn enter_round(
        &self,
        planner: &mut Planner<'_>,
        day: NaiveDate,
        depot: Option<DepotId>,
        line: u32,
        is_draft: bool,
    ) -> (Option<(RoundId, i16)>, Option<MembershipId>) {
        match &self.row.tour_name {
            Some(name) if !is_draft => {
                let (id, person) = planner.keep_round(name, day, depot, line);
                (Some((id, 0)), person)
            }
            _ => (None, None),
        }
    }
}
