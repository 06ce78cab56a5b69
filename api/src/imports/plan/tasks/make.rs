//! A stop that there was not.

use super::{Place, Reading, Ready};
use crate::imports::plan::{
    place,
    row::Draft,
    stops::{Household, Planner, tagged},
};
use cabas_kernel::id::RecipientId;
use cabas_model::deliveries::PackageLine;
use cabas_store::{
    imports::{SheetDelivery, SheetStop},
    recipients::area,
};

impl Reading<'_> {
    pub(super) fn create(&self, planner: &mut Planner<'_>, ready: Ready, draft: &mut Draft) {
        let (row, line) = (self.row, draft.line);
        let typed = place::address(&row.address, row.position, &planner.desk.facts);
        let (recipient, depot, address, usual) = match ready.place {
            Place::Household(household, keys) => {
                let known = if let Household::Known(id) = household { planner.households.get(id) } else { None };
                let address = known.map_or(typed, |r| r.household.address.clone());
                let usual = known.and_then(|r| r.household.default_package.clone());
                let recipient: Option<RecipientId> = planner.keep_household(household, &keys, line);
                (recipient, None, address, usual)
            }
            Place::Depot(id) => (None, Some(id), typed, None),
            Place::NewDepot(new) => {
                let (Some(put), address) = *new else { return };
                (None, Some(planner.keep_depot(put, line)), address, None)
            }
        };
        if recipient.is_none() && depot.is_none() {
            return;
        }
        draft.recipient = draft.recipient.or(recipient);
        let usual = usual.filter(|_| row.packages.is_empty());
        let usual = usual.map(|p| PackageLine { slug: p.slug, quantity: p.quantity });
        let packages = if ready.packages.is_empty() { usual.into_iter().collect() } else { ready.packages };
        let (round, assignee) = match ready.person.filter(|_| !ready.is_draft) {
            Some((person, day)) => (Some((planner.keep_round_of(person, day, None, line), 0)), Some(person)),
            None => (None, None),
        };
        let stop = SheetStop {
            id: planner.desk.new_id(),
            kind: row.kind,
            window: row.window,
            depot,
            elsewhere: None,
            area: area(&address),
            geo_state: address.geo_state,
            external_ref: row.external_ref.clone(),
            service_minutes: row.service_minutes,
            draft: ready.is_draft,
            round,
            assignee,
        };
        planner.work.deliveries.push(SheetDelivery {
            line,
            id: planner.desk.new_id(),
            external_ref: row.external_ref.clone(),
            recipient,
            packages,
            weight: row.weight,
            tags: tagged(&row.tags, ready.is_draft),
            comments: row.comments.clone(),
            metadata: ready.metadata,
            stops: vec![stop],
        });
    }
}
