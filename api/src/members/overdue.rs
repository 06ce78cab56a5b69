//! Frozen branches whose cases nobody decided in time: every admin is told, each day, and no clock lifts anything.

use super::changes::{admins, send};
use crate::{
    http::Outcome,
    mail::Letter,
    platform::{App, in_each_organisation},
};
use cabas_domain::accounts::is_overdue;
use cabas_kernel::{time::local_day, words::members::FreezeDecision};
use cabas_model::Code;
use cabas_store::{Scope, StoreError, Tx, members::organisations_with_overdue_freezes};

/// Reminds the admins of each organisation once a day. One that fails keeps nobody else's reminder back.
///
/// # Errors
/// The database's own.
pub async fn remind_overdue(app: &App) -> Result<(), StoreError> {
    let overdue = organisations_with_overdue_freezes(&app.store.read(Scope::System).await?).await?;
    let due = overdue.into_iter().map(|organisation| (organisation, app.config.origin())).collect();
    in_each_organisation(app, due, "an overdue freeze was not raised", |tx, origin| Box::pin(remind(tx, origin))).await;
    Ok(())
}

async fn remind(tx: &Tx, origin: String) -> Outcome<()> {
    let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
    let today = local_day(tx.now(), organisation.zone);
    let mut cases = 0;
    for freeze in tx.open_freezes().await? {
        let items = tx.freeze_items(freeze.id).await?;
        let decisions: Vec<FreezeDecision> = items.into_iter().map(|(_, decision)| decision).collect();
        if freeze.reminded_on >= Some(today) || !is_overdue(&decisions, freeze.review_by, today) {
            continue;
        }
        tx.note_reminded(freeze.id, today).await?;
        cases += decisions.iter().filter(|d| **d == FreezeDecision::Pending).count();
    }
    if cases == 0 {
        return Ok(());
    }
    let cases = u32::try_from(cases).unwrap_or(u32::MAX);
    let link = format!("{origin}/co-optation");
    send(tx, admins(tx, None).await?, &Letter::FreezeOverdue { organisation: organisation.name, cases, link }).await
}
