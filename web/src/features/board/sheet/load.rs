//! What a sheet is made of: the round, its stops of the day, and households when they are opened.

use crate::{
    failure::Failure,
    features::board::{columns::Load, day::is_visit, words},
    session::Account,
};
use cabas_kernel::{
    Window,
    id::{RecipientId, RoundId},
};
use cabas_messages::{Lang, board, common, ui};
use cabas_model::{
    PageQuery,
    days::BoardStop,
    deliveries::{PackageLine, StopStatus},
    organisations::DepotSummary,
    recipients::RecipientDetails,
    rounds::RoundDetails,
};
use futures_util::future::join_all;
use std::{collections::HashMap, sync::Arc};

/// How many households are opened at a time.
const AT_ONCE: usize = 4;

pub(super) struct Sheet {
    pub round: RoundDetails,
    /// Its letter and colour among the rounds of the day.
    pub index: usize,
    /// Visits in order, without those that are cancelled.
    pub legs: Vec<BoardStop>,
    pub kinds: HashMap<String, String>,
    person: Option<String>,
    /// Where goods are fetched: written on the stops, else the depot.
    places: Vec<String>,
}

/// Reads the round, then its day: one look at the whole, as on the board.
pub(super) async fn read_sheet(lang: Lang, account: Account, id: RoundId) -> Result<Arc<Sheet>, Failure> {
    let organisation = account.organisation();
    let round = account.call(move |client| async move { client.read_round(organisation, id).await }).await?.body;
    let date = round.date;
    let mut day = account.call(move |client| async move { client.read_day(organisation, date).await }).await?;
    words::erased(lang, &mut day.stops);
    let page = || PageQuery { limit: Some(100), cursor: None };
    let depots = account.call(move |client| async move { client.list_depots(organisation, &page()).await });
    // Names and the depot's address only help: without them the sheet still works.
    let depots = depots.await.map(|page| page.items).unwrap_or_default();
    let kinds = account.call(move |client| async move { client.list_package_kinds(organisation, &page()).await });
    let kinds = kinds.await.map(|page| page.items).unwrap_or_default();

    let person = round.assignee_id.and_then(|id| day.people.iter().find(|person| person.member_id == id));
    let person = person.map(|person| person.display_name.clone());
    let index = day.rounds.iter().position(|one| one.id == id).unwrap_or_default();
    let known: HashMap<_, _> = day.stops.into_iter().map(|stop| (stop.id, stop)).collect();
    let order = day.rounds.get(index).filter(|one| one.id == id).map(|one| one.stop_ids.clone());
    let order = order.unwrap_or_else(|| round.stops.iter().map(|stop| stop.id).collect());
    let stops = order.iter().filter_map(|id| known.get(id)).filter(|stop| stop.status != StopStatus::Cancelled);
    let (legs, pickups): (Vec<BoardStop>, Vec<BoardStop>) = stops.cloned().partition(is_visit);
    Ok(Arc::new(Sheet {
        index,
        legs,
        kinds: kinds.into_iter().map(|kind| (kind.slug, kind.name)).collect(),
        person,
        places: places(&pickups, &depots, &round),
        round,
    }))
}

/// Each place once, as « name, street ».
fn places(pickups: &[BoardStop], depots: &[DepotSummary], round: &RoundDetails) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for pickup in pickups {
        let place = [pickup.name.as_str(), &pickup.street].join(", ");
        if !places.contains(&place) {
            places.push(place);
        }
    }
    if places.is_empty() {
        let chosen = depots.iter().find(|depot| Some(depot.id) == round.depot_id);
        let depot = chosen.or_else(|| depots.iter().find(|depot| depot.is_default));
        places.extend(depot.map(|depot| [depot.name.as_str(), &depot.address.street].join(", ")));
    }
    places
}

impl Sheet {
    /// « A, Les Halles »
    pub(super) fn title(&self, lang: Lang) -> String {
        words::round(lang, self.index, &self.round.name)
    }

    /// « Inès, en vélo cargo »
    pub(super) fn who_and_how(&self, lang: Lang) -> String {
        let who = match (&self.person, self.round.assignee_id) {
            (Some(person), _) => person.as_str(),
            (None, Some(_)) => board::someone(lang),
            (None, None) => ui::nobody(lang),
        };
        [who, words::mode(lang, self.round.mode).1].join(", ")
    }

    /// « 12 arrêts, 17 × panier, 46 kg »
    pub(super) fn totals(&self, lang: Lang) -> String {
        let mut lines: Vec<PackageLine> = Vec::new();
        for line in self.legs.iter().flat_map(|stop| &stop.packages) {
            match lines.iter_mut().find(|known| known.slug == line.slug) {
                Some(known) => known.quantity = known.quantity.saturating_add(line.quantity),
                None => lines.push(line.clone()),
            }
        }
        let stops = common::stops(lang, self.legs.len());
        let parcels = words::parcels(lang, &lines, &self.kinds);
        let load = words::load(lang, Load::of(self.legs.iter()), None);
        std::iter::once(stops).chain(parcels).chain(load).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn start(&self, lang: Lang) -> Option<String> {
        (!self.places.is_empty()).then(|| board::start_at(lang, &self.places.join(" · ")))
    }

    /// From the first start to the last end.
    pub(super) fn span(&self) -> Option<Window> {
        let start = self.legs.iter().map(|stop| stop.window.earliest()).min();
        let end = self.legs.iter().map(|stop| stop.window.end).max();
        start.zip(end).map(|(start, end)| Window { start: Some(start).filter(|start| *start < end), end })
    }
}

/// Opens the households that are not known yet, a few at a time; a refusal ends it, and what came before is kept.
pub(super) async fn read_households(
    account: Account,
    sheet: &Sheet,
    known: &HashMap<RecipientId, RecipientDetails>,
) -> (HashMap<RecipientId, RecipientDetails>, Option<Failure>) {
    let organisation = account.organisation();
    let mut households = known.clone();
    let mut wanted: Vec<RecipientId> =
        sheet.legs.iter().filter_map(|stop| stop.recipient_id).filter(|id| !known.contains_key(id)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    for some in wanted.chunks(AT_ONCE) {
        let calls = some.iter().map(|id| {
            let id = *id;
            account.call(move |client| async move { client.read_recipient(organisation, id).await })
        });
        for answer in join_all(calls).await {
            match answer {
                Ok(version) => {
                    households.insert(version.body.id, version.body);
                }
                Err(failure) => return (households, Some(failure)),
            }
        }
    }
    (households, None)
}
