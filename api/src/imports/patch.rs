//! `PATCH /organisations/{organisation}/imports/{id}`

use super::{
    CLASS, Opened, Settings, content,
    create::announce,
    offered, open,
    plan::{Job, PlanError, off, plan},
    shown, sight,
};
use crate::http::{Cx, Edited, Failure, Inside, Outcome, Sent, Stateful, Versioned, gate};
use actix_web::patch;
use cabas_kernel::id::ImportId;
use cabas_model::{
    Code,
    imports::{ImportCounts, ImportDetails, ImportState, PatchImport, WriteMode},
};
use cabas_store::{
    StoreError, Tx,
    imports::{ImportRecord, Part, Sight},
};
use chrono::NaiveDate;
use serde_json::json;

gate!(program Import, Imports);

/// How many cells may be corrected, and rows chosen about, in one import.
const SETTLED: usize = 10_000;

/// Correct cells, choose about likely duplicates and missing households, or read the sheet otherwise: the preview is
/// made anew.
#[utoipa::path(
    operation_id = "patch_import", tag = "imports", request_body = PatchImport,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = ImportDetails, headers(("ETag" = String))), Inside, Stateful, Edited, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[patch("/organisations/{organisation}/imports/{id}")]
pub(super) async fn patch_import(cx: Cx<Gate>) -> Outcome<Versioned<ImportDetails>> {
    let (id, seen): (ImportId, _) = (cx.path("id")?, cx.if_match()?);
    let ask: PatchImport = cx.body().await?;
    let opened = open(&cx, id).await?;
    cx.check_version(&seen, id, opened.record.version, CLASS)?;
    if opened.record.state != ImportState::Previewed {
        return Err(Code::ImportState.into());
    }
    let sight = sight(&cx)?;
    let anew = read_anew(&cx, &opened, ask).await?;
    cx.write(async |tx| keep(tx, sight, &opened.record, &anew).await).await?;
    drop((opened, anew));
    shown(&cx, id).await
}

/// An import as it is read now.
struct Anew {
    day: Option<NaiveDate>,
    write: WriteMode,
    options: Vec<u8>,
    preview: Vec<u8>,
    counts: ImportCounts,
    /// The worksheets whose columns are forgotten, by the fingerprints of their titles.
    forgotten: Vec<Vec<u8>>,
}

/// Settles what is asked, then reads and compares the file again.
async fn read_anew(cx: &Cx<Gate>, opened: &Opened, ask: PatchImport) -> Outcome<Anew> {
    let Opened { record, preview: before, .. } = opened;
    let (id, day, write) = (record.id, ask.date.or(record.day), ask.write.unwrap_or(record.write));
    let (choices, missing) = (ask.choices.clone(), ask.missing.clone());
    let forgotten = before.heads.iter().filter(|_| ask.forget_columns).map(|head| head.shape.clone()).collect();
    let settings = settled(opened.settings.clone(), ask)?;
    let seals = cx.app.store.import_seals(cx.organisation()).await?;
    let content = content(cx, id, &seals).await?;
    let job = Job { kind: record.kind, write, day, settings: settings.clone(), content, recall: false };
    let plan = plan(&cx.app, cx.organisation(), job).await?;
    let counts = plan.counts;
    offered::check(&choices, &missing, [before, &plan.preview])?;
    let sealed = off(&cx.app.places, move || {
        let options = seals.seal(Part::Options, id, &settings)?;
        Ok::<_, StoreError>((options, seals.seal(Part::Preview, id, &plan.preview)?))
    });
    let (options, preview) = sealed.await?.map_err(PlanError::from)?;
    Ok(Anew { day, write, options, preview, counts, forgotten })
}

fn settled(mut settings: Settings, ask: PatchImport) -> Outcome<Settings> {
    settings.settle(ask);
    settings.check()?;
    if settings.corrections.len() + settings.choices.len() + settings.missing.len() > SETTLED {
        return Err(Failure::field("/corrections", "list_too_long").with("max", SETTLED));
    }
    Ok(settings)
}

/// Whoever was quicker wins: what is kept was made from what was seen.
async fn keep(tx: &Tx, sight: Sight, record: &ImportRecord, anew: &Anew) -> Outcome<()> {
    let now = tx.import(record.id, sight).await?.ok_or(Code::NotFound)?;
    if now.version != record.version {
        return Err(Code::VersionStale.into());
    }
    tx.set_import_preview(record, (anew.day, anew.write), &anew.options, &anew.preview, &anew.counts).await?;
    if !anew.forgotten.is_empty() {
        tx.forget_columns(record.kind, anew.forgotten.clone()).await?;
    }
    tx.audit("import.changed", record.id, json!({ "counts": anew.counts })).await?;
    announce(tx, record.id).await
}
