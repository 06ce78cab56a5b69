//! `POST /organisations/{organisation}/imports/{id}/undo`

use super::{create::announce, live::tell, sight};
use crate::{
    deliveries::flag::flag_unreceivable,
    http::{Cx, Done, Inside, Outcome, Stateful, gate, refusals},
    platform::App,
};
use actix_web::post;
use cabas_domain::imports::{UndoError, decide_undo};
use cabas_kernel::id::ImportId;
use cabas_model::{
    Code,
    imports::{ImportState, ImportUndone},
};
use cabas_store::{
    Tx,
    imports::{ImportRecord, Part, Seals, Undone},
};
use serde_json::json;

gate!(program Import, Imports);

refusals!(UndoError);

/// Take an application back, within 24 hours: what it made goes, what it changed is set back, each only if nobody
/// touched it since. The rest is told with its reason; reading the import tells it again.
#[utoipa::path(
    operation_id = "undo_import", tag = "imports",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ImportUndone), Inside, Stateful),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/imports/{id}/undo")]
pub(super) async fn undo_import(cx: Cx<Gate>) -> Outcome<Done<ImportUndone>> {
    let id: ImportId = cx.path("id")?;
    let sight = sight(&cx)?;
    let seals = cx.app.store.import_seals(cx.organisation()).await?;
    cx.write(async |tx| {
        let record = tx.import(id, sight).await?.ok_or(Code::NotFound)?;
        decide_undo(record.applied_at, record.state == ImportState::Undone, tx.now())?;
        undo(tx, &cx.app, &record, &seals).await
    })
    .await
    .map(Done)
}

async fn undo(tx: &Tx, app: &App, record: &ImportRecord, seals: &Seals) -> Outcome<ImportUndone> {
    let id = record.id;
    let Undone { removed, set_back, kept, touched, standing } = tx.undo_import(record, seals).await?;
    for household in &standing {
        flag_unreceivable(tx, household).await?;
    }
    tell(tx, app, &touched).await?;
    let detail = json!({ "removed": removed, "set_back": set_back, "kept": kept.len() });
    tx.audit("import.undone", id, detail).await?;
    // Whoever opens the import later reads it, too.
    let undone = ImportUndone { removed, set_back, kept };
    tx.keep_undone(id, seals.seal(Part::Undone, id, &undone)?).await?;
    announce(tx, id).await?;
    Ok(undone)
}
