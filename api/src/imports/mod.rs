//! Sheets on their way in: read and compared, corrected, applied, taken back.
//!
//! A dry run writes nothing but the import itself. An application compares again, then writes all of it or nothing;
//! the worker does it, so that it goes on when whoever asked has left, or when the server was stopped meanwhile.

mod apply;
mod create;
mod delete;
mod example;
mod list;
mod live;
mod memory;
mod missing;
mod offered;
mod patch;
mod plan;
mod preview;
mod read;
mod rejected;
mod rows;
mod settings;
mod undo;
mod upload;
mod work;

use crate::http::{Cx, Failure, Gate, Versioned, Who};
use cabas_kernel::{Role, id::ImportId};
use cabas_model::{
    Code,
    imports::{ImportDetails, ImportUndone},
};
use cabas_store::imports::{ImportRecord, Part, Seals, Sight, find_import, is_known_file, sealed_part};
use plan::off;
use preview::Preview;
use settings::{Asker, Settings};
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;
use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) use work::run as worker;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create::create_import)
        .service(list::list_imports)
        .service(example::read_import_example)
        .service(read::read_import)
        .service(patch::patch_import)
        .service(delete::delete_import)
        .service(rows::list_import_rows)
        .service(missing::list_missing_households)
        .service(rejected::read_rejected_rows)
        .service(apply::apply_import)
        .service(undo::undo_import);
}

/// The class of viewers in the version of an import: whoever may see it sees all of it.
const CLASS: &str = "import";

/// Whose imports the sender sees: an admin all, others their own (imports reference §7.12).
fn sight<G: Gate>(cx: &Cx<G>) -> Result<Sight, Failure> {
    match cx.who() {
        Who::Program(id) => Ok(Sight::Program(id)),
        Who::Person { .. } if cx.has(Role::Admin) => Ok(Sight::All),
        Who::Person { .. } => Ok(Sight::Member(cx.member()?)),
        Who::Nobody => Err(Code::Unauthenticated.into()),
    }
}

/// Whoever acts, as it is kept.
fn asker<G: Gate>(cx: &Cx<G>) -> Result<Asker, Failure> {
    match cx.who() {
        Who::Program(id) => Ok(Asker::program(id)),
        _ => Ok(Asker::member(cx.person()?, cx.member()?)),
    }
}

/// An import with its parts opened. What was forgotten is empty.
struct Opened {
    record: ImportRecord,
    settings: Settings,
    preview: Preview,
    undone: Option<ImportUndone>,
    known_file: bool,
    /// Given back with the rest, before the import is opened again.
    _place: OwnedSemaphorePermit,
}

/// Finds an import and opens how it was read. Whoever asks for one waits before it is read, not with it in hand.
async fn open<G: Gate>(cx: &Cx<G>, id: ImportId) -> Result<Opened, Failure> {
    cx.let_go();
    let place = cx.app.places.to_open().await?;
    let read = cx.read().await?;
    let record = find_import(&read, id, sight(cx)?).await?.ok_or(Code::NotFound)?;
    let known_file = is_known_file(&read, record.kind, &record.content_hash, id).await?;
    let options = sealed_part(&read, id, Part::Options).await?;
    let preview = sealed_part(&read, id, Part::Preview).await?;
    let undone = sealed_part(&read, id, Part::Undone).await?;
    drop(read);
    let seals = cx.app.store.import_seals(cx.organisation()).await?;
    let opened = off(&cx.app.places, move || {
        let settings = options.map(|s| seals.open::<Settings>(Part::Options, id, &s)).transpose()?;
        let preview = preview.map(|s| seals.open::<Preview>(Part::Preview, id, &s)).transpose()?;
        let undone = undone.map(|s| seals.open::<ImportUndone>(Part::Undone, id, &s)).transpose()?;
        Ok::<_, cabas_store::StoreError>((settings.unwrap_or_default(), preview.unwrap_or_default(), undone))
    });
    let (settings, preview, undone) = opened.await??;
    Ok(Opened { record, settings, preview, undone, known_file, _place: place })
}

/// The file of an import, for those who may see it, in the place of what was opened of it.
async fn content<G: Gate>(cx: &Cx<G>, id: ImportId, seals: &Seals) -> Result<Arc<Vec<u8>>, Failure> {
    let sealed = sealed_part(&cx.read().await?, id, Part::Content).await?.ok_or(Code::ImportState)?;
    let seals = seals.clone();
    Ok(Arc::new(off(&cx.app.places, move || seals.open_content(id, &sealed)).await??))
}

/// An import as it is now, its look noted before it is shown.
async fn shown<G: Gate>(cx: &Cx<G>, id: ImportId) -> Result<Versioned<ImportDetails>, Failure> {
    let opened = open(cx, id).await?;
    let etag = cx.etag(id, opened.record.version, CLASS);
    let told = opened.preview.rows.iter().filter(|r| !r.problems.is_empty());
    let recipients = told.flat_map(preview::Shown::recipients).collect();
    if !opened.preview.heads.is_empty() {
        cx.look("import", Some(id.0), None, recipients).await?;
    }
    let details = opened.preview.details(opened.record, opened.settings, opened.known_file);
    Ok(Versioned { body: ImportDetails { undone: opened.undone, ..details }, etag })
}
