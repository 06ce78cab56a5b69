//! Applications, one after the other: the worker takes up what waits, also what was cut off by a stop.

use super::{
    Settings,
    live::tell,
    plan::{Job, Plan, PlanError, off, plan},
};
use crate::{deliveries::flag::flag_unreceivable, platform::App};
use cabas_kernel::words::events::EventKind;
use cabas_model::imports::ImportCounts;
use cabas_store::{
    Actor, Scope, StoreError,
    imports::{Batch, ImportRecord, Lease, Part, Seals, Sight, find_import, sealed_part},
};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// How often rows are compared again when somebody changed them meanwhile.
const TRIES: u32 = 4;

/// Applies what is to be applied: at once after a commit that asked for it, and every second for what another
/// instance left. Ends when `stop` changes.
pub(crate) async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut ticks = app.store.ticks();
    while !*stop.borrow() {
        if let Err(e) = apply_waiting(&app).await {
            tracing::warn!(error = %e, "imports could not be looked up");
        }
        tokio::select! {
            _ = stop.changed() => break,
            _ = ticks.changed() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

async fn apply_waiting(app: &App) -> Result<(), StoreError> {
    while let Some(lease) = app.store.lease_import().await? {
        let began = std::time::Instant::now();
        let outcome = apply(app, lease).await;
        let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        match outcome {
            Ok(counts) => tracing::info!(import = %lease.id, rows = counts.rows, millis, "import applied"),
            Err(e @ (PlanError::Crowded(_) | PlanError::Store(StoreError::Unavailable(_) | StoreError::Full(_)))) => {
                tracing::warn!(import = %lease.id, error = %e, "import put off");
                give_back(app, lease).await?;
                return Ok(());
            }
            Err(e) => {
                let cause = std::error::Error::source(&e).map(ToString::to_string);
                tracing::error!(import = %lease.id, error = %e, cause, "import failed");
                fail(app, lease).await?;
            }
        }
    }
    Ok(())
}

async fn give_back(app: &App, lease: Lease) -> Result<(), StoreError> {
    let tx = app.store.write(Scope::System, Actor::System).await?;
    tx.return_import(lease).await?;
    tx.commit().await
}

async fn fail(app: &App, lease: Lease) -> Result<(), StoreError> {
    let tx = app.store.write(Scope::Organisation(lease.organisation), Actor::System).await?;
    if tx.fail_import(lease.id).await? {
        tx.audit("import.failed", lease.id, json!({})).await?;
        tx.announce(EventKind::ImportChanged, lease.id, None, None).await?;
    }
    tx.commit().await
}

/// What one application needs.
struct Loaded {
    record: ImportRecord,
    settings: Settings,
    content: Arc<Vec<u8>>,
    seals: Seals,
}

/// Compares again, then writes everything in one transaction, or nothing.
async fn apply(app: &App, lease: Lease) -> Result<ImportCounts, PlanError> {
    let loaded = load(app, lease).await?;
    let mut tries = 0;
    loop {
        tries += 1;
        let ready = prepare(app, lease, &loaded).await?;
        match write(app, lease, &loaded, ready).await {
            Ok(Some(counts)) => return Ok(counts),
            // Somebody changed a household, or took a reference, between the comparison and the write.
            Ok(None) | Err(StoreError::Collision(_) | StoreError::Constraint(_)) if tries < TRIES => {}
            Ok(None) => return Err(StoreError::Settings("the rows kept changing".into()).into()),
            Err(e) => return Err(e.into()),
        }
    }
}

async fn load(app: &App, lease: Lease) -> Result<Loaded, PlanError> {
    let gone = || StoreError::Settings("the import or its file is gone".into());
    let read = app.store.read(Scope::Organisation(lease.organisation)).await?;
    let record = find_import(&read, lease.id, Sight::All).await?.ok_or_else(gone)?;
    let options = sealed_part(&read, lease.id, Part::Options).await?.ok_or_else(gone)?;
    let content = sealed_part(&read, lease.id, Part::Content).await?.ok_or_else(gone)?;
    drop(read);
    let seals = app.store.import_seals(lease.organisation).await?;
    let opened = off(&app.places, move || {
        let settings = seals.open(Part::Options, lease.id, &options)?;
        let content = Arc::new(seals.open_content(lease.id, &content)?);
        Ok::<_, StoreError>(Loaded { record, settings, content, seals })
    });
    Ok(opened.await??)
}

/// An application ready to be written.
struct Ready {
    batch: Batch,
    preview: Vec<u8>,
    counts: ImportCounts,
}

async fn prepare(app: &App, lease: Lease, loaded: &Loaded) -> Result<Ready, PlanError> {
    let job = Job {
        kind: loaded.record.kind,
        write: loaded.record.write,
        day: loaded.record.day,
        settings: loaded.settings.clone(),
        content: Arc::clone(&loaded.content),
        recall: false,
    };
    let Plan { preview, counts, work, zone, .. } = plan(app, lease.organisation, job).await?;
    let (seals, ids, now) = (loaded.seals.clone(), app.store.ids(), app.store.now());
    let member = loaded.settings.asked_by.actor().member();
    let sealed = off(&app.places, move || {
        let preview = seals.seal(Part::Preview, lease.id, &preview)?;
        let batch = work.seal(&seals, lease.id, zone, now, &ids, member)?;
        Ok::<_, StoreError>(Ready { batch, preview, counts })
    });
    Ok(sealed.await??)
}

/// Writes it; nothing when a household changed meanwhile, or when another process has done it already.
async fn write(app: &App, lease: Lease, loaded: &Loaded, mut ready: Ready) -> Result<Option<ImportCounts>, StoreError> {
    let actor = loaded.settings.asked_by.actor();
    let tx = app.store.write_apart(Scope::Organisation(lease.organisation), actor).await?;
    if !tx.complete_import(lease.id, ready.preview, &ready.counts).await? {
        return Ok(Some(ready.counts));
    }
    let standing = ready.batch.take_standing();
    let Some(touched) = tx.apply_batch(ready.batch, &loaded.seals).await? else { return Ok(None) };
    tell(&tx, app, &touched).await?;
    for household in &standing {
        flag_unreceivable(&tx, household).await?;
    }
    let detail = json!({ "kind": loaded.record.kind, "counts": ready.counts });
    tx.audit("import.applied", lease.id, detail).await?;
    tx.announce(EventKind::ImportChanged, lease.id, None, None).await?;
    tx.commit().await?;
    Ok(Some(ready.counts))
}
