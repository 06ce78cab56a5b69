//! `POST /organisations/{organisation}/imports/{id}/application`

use super::{Settings, asker, create::announce, memory::learned, open, sight};
use crate::http::{Accepted, Cx, Inside, Outcome, Stateful, Who, gate};
use actix_web::post;
use cabas_kernel::id::ImportId;
use cabas_model::{
    Code,
    imports::{ImportCreated, ImportState},
};
use cabas_store::imports::Part;
use serde_json::json;

gate!(program Import, Imports);

/// Write the good rows of a previewed import, all or nothing. The server does it, whoever leaves: read the import to
/// see when it is done. One application at a time in an organisation.
#[utoipa::path(
    operation_id = "apply_import", tag = "imports",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 202, body = ImportCreated), Inside, Stateful),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/imports/{id}/application")]
pub(super) async fn apply_import(cx: Cx<Gate>) -> Outcome<Accepted<ImportCreated>> {
    let id: ImportId = cx.path("id")?;
    let (sight, asker) = (sight(&cx)?, asker(&cx)?);
    let opened = open(&cx, id).await?;
    // What a program maps, it says each time, and teaches nobody.
    let is_person = matches!(cx.who(), Who::Person { .. });
    let learned = if is_person { learned(&opened.settings, &opened.preview) } else { Vec::new() };
    let seen = opened.record.version;
    let settings = Settings { asked_by: asker, ..opened.settings };
    let options = cx.app.store.import_seals(cx.organisation()).await?.seal(Part::Options, id, &settings)?;
    cx.write(async |tx| {
        let record = tx.import(id, sight).await?.ok_or(Code::NotFound)?;
        match record.state {
            ImportState::Previewed => {}
            ImportState::Applying => return Err(Code::ImportBusy.into()),
            _ => return Err(Code::ImportState.into()),
        }
        // Somebody corrected it meanwhile: their corrections would be lost.
        if record.version != seen {
            return Err(Code::Conflict.into());
        }
        tx.begin_import(&record, &options).await?;
        tx.remember_columns(record.kind, learned.clone()).await?;
        tx.audit("import.begun", id, json!({})).await?;
        announce(tx, id).await?;
        Ok(ImportCreated { id })
    })
    .await
    .map(Accepted)
}
