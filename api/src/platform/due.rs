//! Work that falls due with time, in one organisation after the other.

use super::App;
use crate::http::Outcome;
use cabas_kernel::id::OrganisationId;
use cabas_store::{Actor, Scope, Tx};
use futures_util::future::BoxFuture;

/// Does what is due in each organisation, in a transaction of its own. Where it fails, the log says what was left
/// `undone`, and the next one has its turn: nobody waits for what is wrong elsewhere.
///
/// `due` names the organisations, each with what `act` needs there. It is whole before the first write begins, found by
/// a read that has ended.
pub(crate) async fn in_each_organisation<T, F>(app: &App, due: Vec<(OrganisationId, T)>, undone: &'static str, act: F)
where
    F: for<'t> Fn(&'t Tx, T) -> BoxFuture<'t, Outcome<()>>,
{
    for (organisation, what) in due {
        if let Err(failure) = in_one(app, organisation, what, &act).await {
            tracing::warn!(%organisation, code = %failure, "{undone}");
        }
    }
}

async fn in_one<T, F>(app: &App, organisation: OrganisationId, what: T, act: &F) -> Outcome<()>
where
    F: for<'t> Fn(&'t Tx, T) -> BoxFuture<'t, Outcome<()>>,
{
    let tx = app.store.write(Scope::Organisation(organisation), Actor::System).await?;
    act(&tx, what).await?;
    Ok(tx.commit().await?)
}
