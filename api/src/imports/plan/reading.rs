//! Reading the file, and gathering what must be looked up.

use super::{Desk, Job, households, place};
use crate::{
    imports::{
        memory::recall,
        preview::{ColumnRead, Head},
    },
    platform::phones,
};
use cabas_kernel::{Phone, time::local_day};
use cabas_model::imports::{ImportKind, TopLine, WriteMode};
use cabas_sheet::{
    self as sheet, Context, FileProblem, Options, Reading, Row, Workbook, deliveries::DeliveryRow,
    recipients::RecipientRow, tasks::TaskRow,
};
use cabas_store::imports::{ExistingDelivery, Wanted};
use chrono::NaiveDate;
use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap, HashSet},
};

/// The rows of each kind.
pub(super) enum Rows {
    Recipients(Vec<Row<RecipientRow>>),
    Tasks(Vec<Row<TaskRow>>),
    Deliveries(Vec<Row<DeliveryRow>>),
}

/// A file that was read.
pub(super) struct Sheet {
    pub(super) book: Workbook,
    pub(super) heads: Vec<Head>,
    /// The worksheets whose titles are not understood, by name.
    pub(super) ignored_sheets: Vec<String>,
    pub(super) encoding: Option<String>,
    pub(super) rows: Rows,
}

/// What must be looked up for it.
pub(super) struct Ask {
    pub(super) wanted: Wanted,
    /// The local days on which drop-offs begin.
    pub(super) days: Vec<NaiveDate>,
    /// References of deliveries.
    pub(super) refs: Vec<String>,
    /// References of stops.
    pub(super) stop_refs: Vec<String>,
    pub(super) asks_rounds: bool,
}

/// Fields that are understood and have no place with us: they are told among the columns that are left out, and not
/// read: whoever is told so has nothing to correct there.
const fn homeless(kind: ImportKind) -> &'static [&'static str] {
    match kind {
        ImportKind::Recipients => &["round", "position", "region"],
        ImportKind::Tasks => &["group", "region"],
        ImportKind::Deliveries => &[],
    }
}

pub(super) fn open(content: &[u8], pasted: bool) -> Result<Workbook, FileProblem> {
    if pasted {
        // A paste was text when it came.
        return sheet::from_paste(&String::from_utf8_lossy(content));
    }
    sheet::open(content)
}

pub(super) fn read(job: &mut Job, desk: &Desk) -> Result<(Sheet, Ask), FileProblem> {
    let book = open(&job.content, job.settings.pasted)?;
    recall(&mut job.settings, &book, job.kind, &desk.remembered, &desk.seals);
    let country = desk.facts.country.clone();
    // Depots and relatives come again row after row; what is no number is tried in several ways.
    let known: RefCell<HashMap<String, Option<Phone>>> = RefCell::default();
    let phone = |text: &str| {
        if let Some(phone) = known.borrow().get(text) {
            return phone.clone();
        }
        let phone = phones::read(text, &country);
        known.borrow_mut().insert(text.to_owned(), phone.clone());
        phone
    };
    let context = Context { zone: desk.facts.zone, country: &country, today: desk.today, day: job.day, phone: &phone };
    let left_aside = homeless(job.kind).iter().map(|&field| field.to_owned()).collect();
    let options = Options { left_aside, ..job.settings.options(desk.facts.default_depot.is_some()) };
    let wanted = Wanted::new(&desk.seals);
    let mut ask = Ask { wanted, days: Vec::new(), refs: Vec::new(), stop_refs: Vec::new(), asks_rounds: false };
    for choice in &job.settings.choices {
        choice.recipient_id.into_iter().for_each(|id| ask.wanted.add_chosen(id));
    }
    if job.kind == ImportKind::Recipients && job.write == WriteMode::Sync {
        ask.wanted.add_served();
    }
    let ((heads, ignored_sheets), rows) = rows(&book, &context, &options, job, desk, &mut ask)?;
    let encoding = book.encoding.and_then(|e| serde_json::to_value(e).ok()?.as_str().map(str::to_owned));
    Ok((Sheet { book, heads, ignored_sheets, encoding, rows }, ask))
}

fn rows(
    book: &Workbook,
    context: &Context<'_>,
    options: &Options,
    job: &Job,
    desk: &Desk,
    ask: &mut Ask,
) -> Result<(Worksheets, Rows), FileProblem> {
    let zone = desk.facts.zone;
    let mut days = BTreeSet::new();
    let (heads, rows) = match job.kind {
        ImportKind::Recipients => {
            let reading = sheet::recipients::read(book, context, options)?;
            for row in reading.rows.iter().filter_map(|r| r.value.as_ref()) {
                ask.wanted.add(&households::keys_of_row(row, &desk.facts), &households::phones_of(row));
            }
            (heads(book, &reading, job.kind, desk), Rows::Recipients(reading.rows))
        }
        ImportKind::Tasks => {
            let reading = sheet::tasks::read(book, context, options)?;
            for row in reading.rows.iter().filter_map(|r| r.value.as_ref()) {
                let contact = place::contact(&row.address, row.position);
                ask.wanted.add_named(&households::keys_of_stop(&contact, &row.address, row.position, &desk.facts));
                ask.refs.extend(row.external_ref.clone());
                ask.asks_rounds |= row.assign.is_some();
                days.insert(local_day(row.window.earliest(), zone));
                days.extend(row.assign.as_ref().map(|assign| assign.date));
            }
            (heads(book, &reading, job.kind, desk), Rows::Tasks(reading.rows))
        }
        ImportKind::Deliveries => {
            let reading = sheet::deliveries::read(book, context, options)?;
            for row in reading.rows.iter().filter_map(|r| r.value.as_ref()) {
                let address = &row.dropoff.address;
                let contact = place::contact(address, None);
                ask.wanted.add_named(&households::keys_of_stop(&contact, address, None, &desk.facts));
                ask.refs.extend(row.external_ref.clone());
                ask.stop_refs.extend(row.dropoff.external_ref.clone());
                ask.stop_refs.extend(row.pickup.as_ref().and_then(|p| p.external_ref.clone()));
                ask.asks_rounds |= row.tour_name.is_some();
                days.insert(local_day(row.dropoff.window.earliest(), zone));
            }
            (heads(book, &reading, job.kind, desk), Rows::Deliveries(reading.rows))
        }
    };
    ask.days = days.into_iter().collect();
    Ok((heads, rows))
}

/// Says whether a row may have named this delivery by a reference.
pub(super) fn is_named(delivery: &ExistingDelivery, refs: &HashSet<&str>, stop_refs: &HashSet<&str>) -> bool {
    let in_refs = |r: &Option<String>, list: &HashSet<&str>| r.as_ref().is_some_and(|r| list.contains(r.as_str()));
    in_refs(&delivery.external_ref, refs) || delivery.stops.iter().any(|s| in_refs(&s.external_ref, stop_refs))
}

/// The worksheets that are read, and the names of those that are not.
type Worksheets = (Vec<Head>, Vec<String>);

fn heads<T>(book: &Workbook, reading: &Reading<T>, kind: ImportKind, desk: &Desk) -> Worksheets {
    let several = book.has_several_sheets();
    let away = homeless(kind);
    let named = |c: &sheet::Column| ColumnRead { header: c.header.clone(), field: c.field.to_owned(), index: c.index };
    let head = |read: &sheet::SheetReading| {
        let texts = super::row::texts(book, read.sheet.as_deref(), read.header_line);
        let (kept, left): (Vec<_>, Vec<_>) = read.columns.iter().partition(|c| !away.contains(&c.field));
        let ours = |header: &str| header.is_empty() || header.starts_with('_');
        let unknown = read.ignored_columns.iter().map(|c| &c.header).filter(|h| !ours(h));
        Head {
            sheet: read.sheet.clone().filter(|_| several),
            line: read.header_line,
            shape: desk.seals.fingerprint(read.shape.as_bytes()),
            top_lines: read.top_lines.iter().map(|l| TopLine { line: l.line, text: l.text.clone() }).collect(),
            headers: texts.into_iter().map(|t| t.trim().to_owned()).collect(),
            columns: kept.into_iter().map(named).collect(),
            ignored: left.iter().map(|c| &c.header).chain(unknown).cloned().collect(),
            unkept: left.into_iter().map(named).collect(),
        }
    };
    let ignored = reading.ignored_sheets.iter().filter_map(|ignored| ignored.sheet.clone());
    (reading.sheets.iter().map(head).collect(), ignored.collect())
}
