//! Rounds that end by themselves: one correction window after their last stop, when nobody pressed « Terminer ».

use super::hands::{Here, told};
use crate::{
    http::Outcome,
    platform::{App, in_each_organisation},
};
use cabas_domain::{disclosure::OrganisationHours, rounds::next_state};
use cabas_kernel::{id::RoundId, words::rounds::RoundState};
use cabas_store::{Scope, StoreError, Tx, rounds::open_rounds};
use serde_json::json;

/// Closes what is over. Each organisation in a transaction of its own: one that fails keeps nobody else's rounds open.
///
/// # Errors
/// The database's own.
pub async fn close_overdue(app: &App) -> Result<(), StoreError> {
    let open = open_rounds(&app.store.read(Scope::System).await?).await?;
    let due = open.into_iter().collect();
    in_each_organisation(app, due, "rounds that are over were not closed", |tx, rounds| Box::pin(close(tx, rounds)))
        .await;
    Ok(())
}

async fn close(tx: &Tx, rounds: Vec<RoundId>) -> Outcome<()> {
    let here = Here::of(tx).await?;
    let o = here.record();
    let hours = OrganisationHours::new(o.reveal_hours, o.keep_hours, o.late_reveal, o.zone);
    for mut record in tx.rounds(&rounds).await? {
        let stops = tx.stops_of_round(record.id).await?;
        if next_state(&record.facts(&stops, o.zone), &stops, &hours, tx.now()) != RoundState::Closed {
            continue;
        }
        (record.state, record.closed_at) = (RoundState::Closed, Some(tx.now()));
        tx.save_round(&record).await?;
        tx.audit("round.closed", record.id, json!({ "by": "time" })).await?;
        told(tx, &record).await?;
    }
    Ok(())
}
