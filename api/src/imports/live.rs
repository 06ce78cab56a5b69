//! What others hear of an application and of its undo: open boards and lists, and whoever carries a round that changed.

use crate::{
    mail::{ChangedRound, Letter},
    platform::App,
    rounds::{carrier, link_of, told, write_to},
};
use cabas_kernel::{
    id::{MembershipId, RoundId},
    time::local_day,
    words::{events::EventKind, rounds::RoundState},
};
use cabas_store::{
    StoreError, Tx,
    imports::{RoundChanges, Touched},
    rounds::RoundRecord,
};
use std::collections::BTreeMap;

/// Of more days than that, one event without a day is told: every board hears it.
const DAYS: usize = 31;

/// Announces what changed: each day once, however many deliveries it has, and households once in all.
pub(super) async fn tell(tx: &Tx, app: &App, touched: &Touched) -> Result<(), StoreError> {
    tell_rounds(tx, app, &touched.rounds).await?;
    if let Some(household) = touched.household {
        tx.announce(EventKind::RecipientChanged, household, None, None).await?;
    }
    let many = touched.days.len() > DAYS;
    for (day, delivery) in touched.days.iter().take(if many { 1 } else { DAYS }) {
        tx.announce(EventKind::DeliveryChanged, *delivery, day.filter(|_| !many), None).await?;
    }
    Ok(())
}

/// Whoever carries a round in which stops came, went or changed is told, as when a dispatcher does it.
async fn tell_rounds(tx: &Tx, app: &App, changes: &BTreeMap<RoundId, RoundChanges>) -> Result<(), StoreError> {
    let ids: Vec<RoundId> = changes.keys().copied().collect();
    tx.touch_rounds(&ids).await?;
    let rounds = tx.rounds(&ids).await?;
    for round in &rounds {
        tx.close_ranks(round.id).await?;
        told(tx, round).await?;
    }
    write(tx, app, &rounds, changes).await
}

/// Writes to whoever was told of rounds of today or later, once for all of theirs (imports reference §7.11), unless the
/// sheet is their own.
async fn write(
    tx: &Tx,
    app: &App,
    rounds: &[RoundRecord],
    changes: &BTreeMap<RoundId, RoundChanges>,
) -> Result<(), StoreError> {
    let Some(organisation) = tx.organisation_record(tx.organisation()).await? else { return Ok(()) };
    let today = local_day(tx.now(), organisation.zone);
    let mut news: BTreeMap<MembershipId, Vec<ChangedRound>> = BTreeMap::new();
    for round in rounds.iter().filter(|round| round.state != RoundState::Closed && round.day >= today) {
        let Some(to) = carrier(round).filter(|to| tx.actor().member() != Some(*to)) else { continue };
        let Some(RoundChanges { added, changed, removed }) = changes.get(&round.id).copied() else { continue };
        let (name, day, link) = (round.name.clone(), round.day, link_of(app, round.id));
        news.entry(to).or_default().push(ChangedRound { name, day, added, changed, removed, link });
    }
    for (to, mut rounds) in news {
        rounds.sort_by_key(|round| round.day);
        write_to(tx, to, |organisation| Letter::RoundsChanged { organisation, rounds }).await?;
    }
    Ok(())
}
