//! A file as lines of text, one for each cell that was read, refused or left out.

use crate::{
    Address, Context, FileProblem, Format, Options, PackageCount, Position, Reading, Row, Workbook,
    deliveries::{self, DeliveryRow, DeliveryStop},
    open,
    recipients::{self, RecipientRow},
    tasks::{self, TaskRow},
    testing::context,
};
use cabas_kernel::{Window, time::wall};

/// Field and value.
type Cells = Vec<(String, String)>;

/// `line field = value` for what is read, `line column ! code` for what refuses a row, `line column ? code` for what is
/// warned of; then the columns, lines and sheets that are left out.
pub(super) fn lines(bytes: &[u8], kind: &str, country: &str) -> Vec<String> {
    read(bytes, kind, country).unwrap_or_else(|problem| vec![refusal(&problem)])
}

fn read(bytes: &[u8], kind: &str, country: &str) -> Result<Vec<String>, FileProblem> {
    let (book, ctx, options) = (open(bytes)?, Context { country, ..context() }, Options::default());
    let read = match kind {
        "recipients" => told(&recipients::read(&book, &ctx, &options)?, household),
        "tasks" => told(&tasks::read(&book, &ctx, &options)?, stop),
        "deliveries" => told(&deliveries::read(&book, &ctx, &options)?, delivery),
        other => panic!("no kind of sheet is called {other}"),
    };
    Ok(std::iter::once(form(&book)).chain(read).map(|line| line.replace("\r\n", "\n").replace('\n', "⏎")).collect())
}

fn refusal(problem: &FileProblem) -> String {
    let more = match problem {
        FileProblem::NotASheet { what } => (*what).to_owned(),
        FileProblem::HeaderConflict { field, columns } => format!("{field}: {}", columns.join(", ")),
        FileProblem::ColumnMissing { fields } => fields.join(", "),
        FileProblem::HeaderMissing { one_column, .. } if *one_column => "one column".to_owned(),
        _ => String::new(),
    };
    format!("file ! {} {more}", problem.code()).trim_end().to_owned()
}

fn form(book: &Workbook) -> String {
    let format = match book.format {
        Format::Csv => "text",
        Format::Xlsx => "xlsx",
        Format::Ods => "ods",
        Format::Paste => "paste",
    };
    let encoding = book.encoding.map(|e| format!(" {e:?}")).unwrap_or_default();
    let delimiter = book.delimiter.map(|d| format!(" {d:?}")).unwrap_or_default();
    let doubt = book.encoding_doubt.map(|other| format!(", or {other}")).unwrap_or_default();
    format!("file = {format}{encoding}{delimiter}{doubt}")
}

fn told<T>(reading: &Reading<T>, cells: fn(&T) -> Cells) -> Vec<String> {
    let mut out = Vec::new();
    for row in &reading.rows {
        let at = place(row);
        for (field, value) in row.value.as_ref().map(cells).unwrap_or_default() {
            out.push(format!("{at} {field} = {value}"));
        }
        for problem in &row.problems {
            let mark = if problem.is_error() { '!' } else { '?' };
            out.push(format!("{at} {} {mark} {}", problem.column.as_deref().unwrap_or("-"), problem.code.as_str()));
        }
    }
    let several = reading.sheets.len() + reading.ignored_sheets.len() > 1;
    for sheet in &reading.sheets {
        let name = sheet.sheet.as_ref().filter(|_| several).map(|n| format!("{n}:")).unwrap_or_default();
        out.extend(sheet.ignored_lines.iter().map(|l| format!("{name}{} left out", l.line)));
        out.extend(sheet.ignored_columns.iter().map(|c| format!("{name}column {} {} left out", c.index + 1, c.header)));
    }
    out.extend(reading.ignored_sheets.iter().map(|s| format!("{} left out", s.sheet.as_deref().unwrap_or("-"))));
    out
}

fn place<T>(row: &Row<T>) -> String {
    row.sheet.as_ref().map_or_else(|| row.line.to_string(), |sheet| format!("{sheet}:{}", row.line))
}

/// Gathers the cells that hold something.
#[derive(Default)]
struct Gather(Cells, &'static str);

impl Gather {
    fn put(&mut self, field: &str, value: Option<impl ToString>) {
        if let Some(value) = value.map(|v| v.to_string()).filter(|v| !v.is_empty()) {
            self.0.push((format!("{}{field}", self.1), value));
        }
    }

    fn address(&mut self, a: &Address) {
        let street = a.street.as_deref().unwrap_or(&a.text);
        let [code, city] = [&a.postal_code, &a.city].map(|p| p.as_deref().unwrap_or_default());
        let is_there = !a.text.is_empty();
        self.put("address", is_there.then(|| format!("{street} | {code} | {city}")));
        for (field, value) in [
            ("region", &a.region),
            ("country", &a.country),
            ("place", &a.name),
            ("contact", &a.contact_name),
            ("entrance", &a.entrance),
            ("floor", &a.floor),
            ("apartment", &a.apartment),
            ("door_code", &a.door_code),
            ("access_note", &a.access_note),
        ] {
            self.put(field, value.as_ref());
        }
        self.put("telephone", a.phone.as_ref());
    }

    fn position(&mut self, position: Option<Position>) {
        self.put("latlong", position.map(|p| format!("{} {}", p.lat, p.lon)));
    }

    fn packages(&mut self, packages: &[PackageCount]) {
        self.put("packages", Some(joined(packages.iter().map(|p| format!("{} x {}", p.quantity, p.slug)))));
    }
}

fn joined(words: impl IntoIterator<Item = impl ToString>) -> String {
    words.into_iter().map(|w| w.to_string()).collect::<Vec<_>>().join(", ")
}

fn hours(window: Window) -> String {
    let local = |at| wall(at, context().zone).format("%Y-%m-%d %H:%M").to_string();
    format!("{} to {}", window.start.map(local).unwrap_or_default(), local(window.end))
}

fn household(row: &RecipientRow) -> Cells {
    let mut cells = Gather::default();
    cells.put("ref", row.external_ref.as_ref());
    cells.put("name", Some(&row.display_name));
    cells.address(&row.address);
    cells.position(row.position);
    for (phone, note) in &row.phones {
        cells.put("phone", Some(note.as_ref().map_or(phone.to_string(), |note| format!("{phone} ({note})"))));
    }
    for text in &row.unread_phones {
        cells.put("unread phone", Some(text));
    }
    cells.put("household_size", row.household_size);
    cells.put("language", row.language.as_ref());
    cells.put("tags", Some(joined(&row.tags)));
    cells.put("diet", Some(joined(&row.diet)));
    cells.put("avoid", Some(joined(&row.avoid)));
    cells.put("package", row.package.as_ref());
    cells.put("quantity", row.quantity);
    cells.put("round", row.round.as_ref());
    cells.put("position", row.position_in_round);
    cells.put("volunteer", row.volunteer.as_ref());
    cells.put("delivery_note", row.delivery_note.as_ref());
    cells.put("internal_note", row.internal_note.as_ref());
    if let Some(referrer) = &row.referrer {
        cells.put("referrer", referrer.name.as_ref());
        cells.put("referrer_phone", referrer.phone.as_ref());
        cells.put("referrer_email", referrer.email.as_ref().map(cabas_kernel::Email::as_str));
    }
    cells.put("status", row.status);
    cells.put("paused_until", row.paused_until);
    cells.put("no_sms", row.no_sms);
    cells.put("self_pickup", row.self_pickup);
    cells.0
}

fn stop(row: &TaskRow) -> Cells {
    let mut cells = Gather::default();
    cells.put("ref", row.external_ref.as_ref());
    cells.put("kind", Some(row.kind));
    cells.address(&row.address);
    cells.position(row.position);
    cells.put("window", Some(hours(row.window)));
    cells.put("comments", row.comments.as_ref());
    cells.put("delivery_note", row.delivery_note.as_ref());
    cells.put("group", row.group.as_ref());
    cells.put("tags", Some(joined(&row.tags)));
    cells.packages(&row.packages);
    cells.put("grams", row.weight.map(|w| w.0));
    cells.put("assign", row.assign.as_ref().map(|a| format!("{} on {}", a.person, a.date)));
    for (key, value) in &row.metadata {
        cells.put(&format!("metadata {key}"), Some(value));
    }
    cells.put("service_minutes", row.service_minutes);
    cells.0
}

fn delivery(row: &DeliveryRow) -> Cells {
    let mut cells = Gather::default();
    cells.put("ref", row.external_ref.as_ref());
    for (end, half) in [("pickup.", row.pickup.as_ref()), ("dropoff.", Some(&row.dropoff))] {
        cells.1 = end;
        if let Some(half) = half {
            half_of_delivery(&mut cells, half);
        }
    }
    cells.1 = "";
    cells.packages(&row.packages);
    cells.put("grams", row.weight.map(|w| w.0));
    cells.put("tour", row.tour_name.as_ref());
    cells.0
}

fn half_of_delivery(cells: &mut Gather, half: &DeliveryStop) {
    cells.put("ref", half.external_ref.as_ref());
    cells.address(&half.address);
    cells.put("window", Some(hours(half.window)));
    cells.put("comments", half.comments.as_ref());
    cells.put("tags", Some(joined(&half.tags)));
    for (key, value) in &half.metadata {
        cells.put(&format!("metadata {key}"), Some(value));
    }
}
