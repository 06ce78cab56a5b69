//! `POST /organisations/{organisation}/imports`

use super::{
    Settings, asker,
    plan::{Job, PlanError, off, plan},
    sight, upload,
};
use crate::http::{Accepted, Cx, Failure, Inside, Outcome, Sent, Stateful, Who, gate};
use actix_web::post;
use cabas_kernel::{id::ImportId, words::events::EventKind};
use cabas_model::{
    Code,
    imports::{CellCorrection, CreateImport, ImportCreated, ImportKind, ImportUpload},
};
use cabas_store::{
    StoreError, Tx,
    imports::{Kept, NewImport, Part, Seals, applied_options},
};
use serde_json::json;
use std::sync::Arc;

gate!(program Import, Imports);

/// Bring a sheet in: a file (CSV, XLSX, ODS), or cells pasted. A dry run unless `mode` is `apply`: then the good rows
/// are written by a job of the server. A file that cannot be read is refused, and nothing is kept of it. Two at once,
/// and fifty that wait to be applied or given up: more are refused, since any of them may hold somebody's corrections.
/// So is what would take more room than the organisation's imports have: they are forgotten after seven days.
#[utoipa::path(
    operation_id = "create_import", tag = "imports",
    request_body(content((CreateImport = "application/json"), (ImportUpload = "multipart/form-data"))),
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 202, body = ImportCreated), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/imports")]
pub(super) async fn create_import(cx: Cx<Gate>) -> Outcome<Accepted<ImportCreated>> {
    // Before the first byte of the sheet, and until it is put away.
    let _place = cx.app.places.to_send(cx.organisation())?;
    let upload = upload::read(&cx).await?;
    upload.settings.check()?;
    let new = prepare(&cx, upload).await?;
    let id = new.id;
    let busy = cx
        .write(async |tx| {
            let kept = tx.add_import(&new, cx.app.config.import_quota).await?;
            if let Some(refused) = refused(kept) {
                return Err(refused.into());
            }
            tx.audit("import.created", id, json!({ "kind": new.kind, "mode": new.mode, "counts": new.counts })).await?;
            announce(tx, id).await?;
            Ok((id, kept == Kept::Busy))
        })
        .await?;
    match busy {
        (_, true) => Err(Code::ImportBusy.into()),
        (id, false) => Ok(Accepted(ImportCreated { id })),
    }
}

/// Why nothing was kept.
const fn refused(kept: Kept) -> Option<Code> {
    match kept {
        Kept::Full => Some(Code::ImportsFull),
        Kept::NoRoom => Some(Code::ImportsHeavy),
        Kept::Previewed | Kept::Applying | Kept::Busy => None,
    }
}

/// Reads and compares the sheet, and seals what is kept of it.
async fn prepare(cx: &Cx<Gate>, upload: upload::Upload) -> Result<NewImport, Failure> {
    let (store, organisation, id) = (&cx.app.store, cx.organisation(), new_id(cx));
    let asker = asker(cx)?;
    let mut settings = Settings { asked_by: asker, ..upload.settings };
    let content = Arc::new(upload.content);
    let seals = store.import_seals(organisation).await?;
    let content_hash = fingerprint(cx, &seals, &content).await?;
    let (kind, write, day) = (upload.kind, upload.write, upload.date);
    // What people settled is recalled for people, who see the preview. A program applies unseen: it says each time how
    // its columns are read, so that nobody's choice of yesterday shows volunteers a column that was internal.
    let (pasted, recall) = (settings.pasted, matches!(cx.who(), Who::Person { .. }));
    if recall {
        settings.corrections = corrected_before(cx, kind, &content_hash, &seals).await?;
        settings.recalled = !settings.corrections.is_empty();
    }
    let job = Job { kind, write, day, settings, content: Arc::clone(&content), recall };
    let plan = plan(&cx.app, organisation, job).await.map_err(|e| about(e.into(), pasted))?;
    let mode = upload.mode;
    let sealed = off(&cx.app.places, move || {
        Ok::<_, StoreError>(NewImport {
            id,
            kind,
            mode,
            write,
            day,
            content_hash,
            sealed_content: seals.seal_content(id, &content)?,
            sealed_options: seals.seal(Part::Options, id, &plan.settings)?,
            sealed_preview: seals.seal(Part::Preview, id, &plan.preview)?,
            counts: plan.counts,
            brought_by: asker.brought_by(),
        })
    });
    Ok(sealed.await?.map_err(PlanError::from)?)
}

/// What the file is known again by.
async fn fingerprint(cx: &Cx<Gate>, seals: &Seals, content: &Arc<Vec<u8>>) -> Outcome<Vec<u8>> {
    let (seals, content) = (seals.clone(), Arc::clone(content));
    Ok(off(&cx.app.places, move || seals.fingerprint(&content)).await?)
}

/// The cells that were corrected when this very file was applied last: nobody corrects them twice, and the same file
/// again changes nothing.
async fn corrected_before(
    cx: &Cx<Gate>,
    kind: ImportKind,
    content_hash: &[u8],
    seals: &Seals,
) -> Outcome<Vec<CellCorrection>> {
    let read = cx.read().await?;
    let Some((id, sealed)) = applied_options(&read, kind, content_hash, sight(cx)?).await? else {
        return Ok(Vec::new());
    };
    Ok(seals.open::<Settings>(Part::Options, id, &sealed)?.corrections)
}

/// A paste has no file to point at.
fn about(mut failure: Failure, pasted: bool) -> Failure {
    for error in failure.errors.iter_mut().filter(|e| pasted && e.pointer == "/file") {
        "/text".clone_into(&mut error.pointer);
    }
    failure
}

fn new_id(cx: &Cx<Gate>) -> ImportId {
    cx.app.store.ids().ordered().into()
}

/// Tells open pages, and wakes the worker.
pub(super) async fn announce(tx: &Tx, id: ImportId) -> Result<(), Failure> {
    Ok(tx.announce(EventKind::ImportChanged, id, None, None).await?)
}
