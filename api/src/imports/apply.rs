//! `POST /organisations/{organisation}/imports/{id}/application`

use super::{CLASS, Settings, asker, create::announce, memory::learned, open, sight};
use crate::http::{Accepted, Cx, Inside, Outcome, Seen, Stateful, Who, gate};
use actix_web::post;
use cabas_kernel::id::ImportId;
use cabas_model::{
    Code,
    imports::{ImportCreated, ImportState},
};
use cabas_store::imports::{ImportRecord, Part};
use serde_json::json;

gate!(program Import, Imports);

/// Write the good rows of a previewed import, all or nothing. The server does it, whoever leaves: read the import to
/// see when it is done. One application at a time in an organisation. With `If-Match`, only the preview of that version
/// is written: whoever looked at it writes nobody else's corrections.
#[utoipa::path(
    operation_id = "apply_import", tag = "imports",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 202, body = ImportCreated), Inside, Stateful, Seen),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/imports/{id}/application")]
pub(super) async fn apply_import(cx: Cx<Gate>) -> Outcome<Accepted<ImportCreated>> {
    let id: ImportId = cx.path("id")?;
    let (sight, asker, sent) = (sight(&cx)?, asker(&cx)?, cx.if_match_sent());
    let opened = open(&cx, id).await?;
    // What a program maps, it says each time, and teaches nobody.
    let is_person = matches!(cx.who(), Who::Person { .. });
    let learned = if is_person { learned(&opened.settings, &opened.preview) } else { Vec::new() };
    let read = opened.record.version;
    let settings = Settings { asked_by: asker, ..opened.settings };
    let options = cx.app.store.import_seals(cx.organisation()).await?.seal(Part::Options, id, &settings)?;
    cx.write(async |tx| {
        let record = tx.import(id, sight).await?.ok_or(Code::NotFound)?;
        if let Some(seen) = &sent {
            cx.check_version(seen, id, record.version, CLASS)?;
        }
        check(&record, read)?;
        tx.begin_import(&record, &options).await?;
        tx.remember_columns(record.kind, learned.clone()).await?;
        tx.audit("import.begun", id, json!({})).await?;
        announce(tx, id).await?;
        Ok(ImportCreated { id })
    })
    .await
    .map(Accepted)
}

/// Refuses what is no preview, or another than the one just read: a correction that came meanwhile would be lost.
fn check(record: &ImportRecord, read: i64) -> Result<(), Code> {
    match record.state {
        ImportState::Previewed if record.version == read => Ok(()),
        ImportState::Previewed => Err(Code::Conflict),
        ImportState::Applying => Err(Code::ImportBusy),
        _ => Err(Code::ImportState),
    }
}
