//! From a file to what an application would write: read, look up what we have, compare. The same way for a preview
//! and for an application, which compares again; nothing here writes.

mod deliveries;
mod form;
mod households;
mod list;
mod missing;
mod place;
mod reading;
mod row;
mod stops;
mod tasks;

use super::{preview::Preview, settings::Settings};
use crate::{
    geo::put_on_map,
    http::Failure,
    platform::{
        App,
        places::{Crowded, Places},
    },
};
use cabas_geo::Region;
use cabas_kernel::{
    IdGen,
    id::{MembershipId, OrganisationId, RecipientId},
    time::local_day,
};
use cabas_model::{
    Code, FieldError,
    address::Address,
    imports::{ImportCounts, ImportKind, WriteMode},
};
use cabas_sheet::FileProblem;
use cabas_store::{
    Scope, StoreError,
    imports::{
        ColumnMapping, ExistingDelivery, Facts, OpenRound, Opened, Seals, Work, deliveries_of_days, facts, households,
        remembered_columns, rounds_of_days,
    },
};
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// A sheet, and how to read it.
#[derive(Clone)]
pub(super) struct Job {
    pub(super) kind: ImportKind,
    pub(super) write: WriteMode,
    /// The day that stands where a cell gives a time alone.
    pub(super) day: Option<NaiveDate>,
    pub(super) settings: Settings,
    pub(super) content: Arc<Vec<u8>>,
    /// Columns are read as the last time, where nothing else was asked for.
    pub(super) recall: bool,
}

/// What a sheet comes to.
pub(super) struct Plan {
    pub(super) preview: Preview,
    pub(super) counts: ImportCounts,
    pub(super) work: Work,
    pub(super) zone: Tz,
    /// What was settled, with what was remembered.
    pub(super) settings: Settings,
}

/// Why there is no plan. It prints no word of the file.
#[derive(Debug, thiserror::Error)]
pub(super) enum PlanError {
    #[error("{0}")]
    File(FileProblem),
    #[error(transparent)]
    Store(StoreError),
    /// Too many sheets are at work.
    #[error(transparent)]
    Crowded(#[from] Crowded),
    /// The reader fell over: a fault of ours, told in the log.
    #[error("the reader of sheets fell over")]
    Panic,
}

impl From<StoreError> for PlanError {
    fn from(e: StoreError) -> Self {
        Self::Store(e)
    }
}

impl From<PlanError> for Failure {
    fn from(e: PlanError) -> Self {
        match e {
            PlanError::File(problem) => file_invalid(&problem),
            PlanError::Store(e) => e.into(),
            PlanError::Crowded(e) => e.into(),
            PlanError::Panic => Code::Internal.into(),
        }
    }
}

/// Tells why a file is refused. What stood in it is shown to whoever sent it, and to nobody else.
fn file_invalid(problem: &FileProblem) -> Failure {
    let (pointer, mut error) = match problem {
        FileProblem::UnknownField { field } => ("/mapping", FieldError::new("", problem.code()).with("field", field)),
        FileProblem::UnknownDefault { field } => {
            ("/defaults", FieldError::new("", problem.code()).with("field", field))
        }
        FileProblem::NotASheet { what } => ("/file", FieldError::new("", problem.code()).with("what", what)),
        FileProblem::ColumnMissing { fields } => {
            ("/file", FieldError::new("", problem.code()).with("column", fields.join(", ")))
        }
        FileProblem::HeaderMissing { seen, one_column } => {
            let code = if *one_column { "header_one_column" } else { "header_unknown" };
            ("/file", FieldError::new("", code).with("seen", seen.join(" | ")))
        }
        FileProblem::HeaderConflict { field, columns } => {
            ("/file", FieldError::new("", problem.code()).with("column", columns.join(", ")).with("field", field))
        }
        _ => ("/file", FieldError::new("", problem.code())),
    };
    pointer.clone_into(&mut error.pointer);
    Failure { errors: vec![error], ..Code::FileInvalid.into() }
}

/// Does what takes a while, and memory, away from the threads that answer, a few at a time.
pub(super) async fn off<T: Send + 'static>(
    places: &Places,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, PlanError> {
    let place = places.to_work().await?;
    // The work goes on when nobody waits for it any more: its place is kept as long.
    let work = move || {
        let done = work();
        drop(place);
        done
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| PlanError::Panic)
}

/// Opens a file again that was read before.
pub(super) fn workbook(content: &[u8], pasted: bool) -> Result<cabas_sheet::Workbook, PlanError> {
    reading::open(content, pasted).map_err(PlanError::File)
}

/// What rows are compared with.
struct Base {
    opened: Opened,
    deliveries: Vec<ExistingDelivery>,
    rounds: Vec<OpenRound>,
    blocked: HashSet<(MembershipId, RecipientId)>,
}

/// What comparing needs besides.
struct Desk {
    facts: Facts,
    today: NaiveDate,
    seals: Seals,
    ids: Arc<dyn IdGen>,
    region: Arc<Region>,
    /// How columns were read, by the fingerprint of their titles.
    remembered: HashMap<Vec<u8>, ColumnMapping>,
}

impl Desk {
    fn new_id<T: From<uuid::Uuid>>(&self) -> T {
        self.ids.ordered().into()
    }

    /// An address with the position that the region's files have for it, when the sheet gives none.
    fn on_map(&self, mut address: Address) -> Address {
        if address.lat.is_none() {
            put_on_map(&self.region, &mut address);
        }
        address
    }
}

/// Reads a sheet and compares it with what the organisation has.
///
/// # Errors
/// The file's own problem, or the database's.
pub(super) async fn plan(app: &App, organisation: OrganisationId, job: Job) -> Result<Plan, PlanError> {
    let store = &app.store;
    let scope = Scope::Organisation(organisation);
    let seals = store.import_seals(organisation).await?;
    let read = store.read(scope).await?;
    let facts = facts(&read).await?;
    let remembered = if job.recall { remembered_columns(&read, job.kind).await? } else { HashMap::new() };
    drop(read);
    let today = local_day(store.now(), facts.zone);
    let desk = Desk { facts, today, seals, ids: store.ids(), region: app.region.clone(), remembered };
    let (job, desk, read) = off(&app.places, move || {
        let mut job = job;
        let read = reading::read(&mut job, &desk);
        (job, desk, read)
    })
    .await?;
    let (sheet, ask) = read.map_err(PlanError::File)?;
    let read = store.read(scope).await?;
    let deliveries = deliveries_of_days(&read, &ask.days, &ask.refs, &ask.stop_refs).await?;
    let (rounds, blocked) =
        if ask.asks_rounds { rounds_of_days(&read, &ask.days).await? } else { (Vec::new(), HashSet::new()) };
    let mut wanted = ask.wanted;
    let refs: HashSet<&str> = ask.refs.iter().map(String::as_str).collect();
    let stop_refs: HashSet<&str> = ask.stop_refs.iter().map(String::as_str).collect();
    for delivery in deliveries.iter().filter(|d| reading::is_named(d, &refs, &stop_refs)) {
        delivery.recipient.into_iter().for_each(|id| wanted.add_chosen(id));
    }
    let closed = households(&read, wanted).await?;
    drop(read);
    let compared = off(&app.places, move || {
        let base = Base { opened: closed.open()?, deliveries, rounds, blocked };
        Ok::<_, StoreError>(compare(sheet, base, &job, &desk))
    });
    Ok(compared.await??)
}

fn compare(sheet: reading::Sheet, base: Base, job: &Job, desk: &Desk) -> Plan {
    use reading::Rows;
    let settings = job.settings.clone();
    let reading::Sheet { book, heads, ignored_sheets, encoding, rows } = sheet;
    let encoding_doubt = book.encoding_doubt.map(str::to_owned);
    let mut table = row::Table::new(&book, heads, job);
    let work = match rows {
        Rows::Recipients(rows) => list::compare(rows, base, job, desk, &mut table),
        Rows::Tasks(rows) => tasks::compare(rows, base, job, desk, &mut table),
        Rows::Deliveries(rows) => deliveries::compare(rows, base, job, desk, &mut table),
    };
    let (preview, counts) = table.finish(encoding);
    let preview = Preview { encoding_doubt, ignored_sheets, ..preview };
    Plan { preview, counts, work, zone: desk.facts.zone, settings }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::platform::places::AT_WORK;
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    #[tokio::test]
    async fn two_sheets_at_once_are_opened_and_no_more_even_when_whoever_asked_has_left() {
        static OPEN: AtomicUsize = AtomicUsize::new(0);
        let places = Places::default();
        let sheet = || {
            off(&places, || {
                let open = OPEN.fetch_add(1, Ordering::SeqCst) + 1;
                // As long as a sheet takes: the thread that does it is none of the runtime's.
                tokio::runtime::Handle::current().block_on(tokio::time::sleep(Duration::from_millis(30)));
                OPEN.fetch_sub(1, Ordering::SeqCst);
                open
            })
        };
        let left = tokio::time::timeout(Duration::from_millis(1), sheet()).await;
        assert!(left.is_err());
        for open in futures_util::future::join_all((0..6).map(|_| sheet())).await {
            assert!(open.unwrap() <= AT_WORK);
        }
    }
}
