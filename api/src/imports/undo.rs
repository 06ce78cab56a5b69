//! `POST /organisations/{organisation}/imports/{id}/undo`

use super::{create::announce, sight, work::tell_rounds};
use crate::{
    deliveries::flag::flag_unreceivable,
    http::{Cx, Done, Inside, Outcome, Stateful, gate, refusals},
};
use actix_web::post;
use cabas_domain::imports::{UndoError, decide_undo};
use cabas_kernel::id::ImportId;
use cabas_model::{
    Code,
    imports::{ImportState, ImportUndone},
};
use serde_json::json;

gate!(program Import, Imports);

refusals!(UndoError);

/// Take an application back, within 24 hours: what it made goes, what it changed is set back, each only if nobody
/// touched it since. The rest is told with its reason.
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
        let undone = tx.undo_import(&record, &seals).await?;
        for household in &undone.standing {
            flag_unreceivable(tx, household).await?;
        }
        tell_rounds(tx, &undone.rounds.into_iter().collect::<Vec<_>>()).await?;
        let (removed, set_back, kept) = (undone.removed, undone.set_back, undone.kept);
        let detail = json!({ "removed": removed, "set_back": set_back, "kept": kept.len() });
        tx.audit("import.undone", id, detail).await?;
        announce(tx, id).await?;
        Ok(ImportUndone { removed, set_back, kept })
    })
    .await
    .map(Done)
}
