//! `PATCH /organisations/{organisation}/imports/{id}`

use super::{
    CLASS, content,
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
    imports::{ImportDetails, ImportState, PatchImport},
};
use cabas_store::{StoreError, imports::Part};
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
    let id: ImportId = cx.path("id")?;
    let seen = cx.if_match()?;
    let ask: PatchImport = cx.body().await?;
    let opened = open(&cx, id).await?;
    let record = opened.record;
    cx.check_version(&seen, id, record.version, CLASS)?;
    if record.state != ImportState::Previewed {
        return Err(Code::ImportState.into());
    }
    let (day, write, mut settings) = (ask.date.or(record.day), ask.write.unwrap_or(record.write), opened.settings);
    let (choices, missing, before) = (ask.choices.clone(), ask.missing.clone(), opened.preview);
    let forgotten: Vec<Vec<u8>> =
        before.heads.iter().filter(|_| ask.forget_columns).map(|head| head.shape.clone()).collect();
    settings.settle(ask);
    settings.check()?;
    if settings.corrections.len() + settings.choices.len() + settings.missing.len() > SETTLED {
        return Err(Failure::field("/corrections", "list_too_long").with("max", SETTLED));
    }
    let seals = cx.app.store.import_seals(cx.organisation()).await?;
    let content = content(&cx, id, &seals).await?;
    let job = Job { kind: record.kind, write, day, settings: settings.clone(), content, recall: false };
    let plan = plan(&cx.app, cx.organisation(), job).await?;
    let counts = plan.counts;
    offered::check(&choices, &missing, [&before, &plan.preview])?;
    let sealed = off(&cx.app.places, move || {
        let options = seals.seal(Part::Options, id, &settings)?;
        Ok::<_, StoreError>((options, seals.seal(Part::Preview, id, &plan.preview)?))
    });
    let (options, preview) = sealed.await?.map_err(PlanError::from)?;
    let sight = sight(&cx)?;
    cx.write(async |tx| {
        // Whoever was quicker wins: what is kept was made from what was seen.
        let now = tx.import(id, sight).await?.ok_or(Code::NotFound)?;
        if now.version != record.version {
            return Err(Code::VersionStale.into());
        }
        tx.set_import_preview(&record, (day, write), &options, &preview, &counts).await?;
        if !forgotten.is_empty() {
            tx.forget_columns(record.kind, forgotten.clone()).await?;
        }
        tx.audit("import.changed", id, json!({ "counts": counts })).await?;
        announce(tx, id).await
    })
    .await?;
    drop((before, opened.place));
    shown(&cx, id).await
}
