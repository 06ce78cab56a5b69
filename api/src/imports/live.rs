//! What others hear of an application and of its undo: open boards and lists, and whoever carries a round that changed.

use crate::rounds::carrier;
use cabas_kernel::{id::RoundId, words::events::EventKind};
use cabas_store::{StoreError, Tx, imports::Touched};

/// Of more days than that, one event without a day is told: every board hears it.
const DAYS: usize = 31;

/// Announces what changed: each day once, however many deliveries it has, and households once in all.
pub(super) async fn tell(tx: &Tx, touched: &Touched) -> Result<(), StoreError> {
    tell_rounds(tx, &touched.rounds.iter().copied().collect::<Vec<_>>()).await?;
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
async fn tell_rounds(tx: &Tx, ids: &[RoundId]) -> Result<(), StoreError> {
    tx.touch_rounds(ids).await?;
    for round in tx.rounds(ids).await? {
        tx.close_ranks(round.id).await?;
        tx.announce(EventKind::RoundChanged, round.id, Some(round.day), carrier(&round)).await?;
    }
    Ok(())
}
