//! Finding the header, and saying what each column means (reference §1, decision 36).

use crate::{
    deliveries::DeliveryField,
    field::{Field, FieldSet, Meaning, key},
    file_problem::FileProblem,
    limits::{HEADER_ROWS, MAX_QUOTED},
    options::{MapTo, Options},
    reading::{Column, IgnoredColumn, IgnoredLine, SheetReading},
    recipients::RecipientField,
    tasks::TaskField,
    titles::Titles,
    workbook::{Line, Sheet},
};

/// Says whether any kind of sheet knows this header.
pub(crate) fn known_anywhere(header: &str) -> bool {
    header.len() <= MAX_QUOTED
        && (RecipientField::book().meaning(header) != Meaning::Unknown
            || TaskField::book().meaning(header) != Meaning::Unknown
            || DeliveryField::book().meaning(header) != Meaning::Unknown)
}

/// What a person chose for a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice<F> {
    Field(F),
    Ignore,
    Metadata,
}

/// The columns named by hand, checked against the fields of the kind.
pub(crate) struct Choices<F>(Vec<(String, Choice<F>)>);

impl<F: Field> Choices<F> {
    pub(crate) fn new(options: &Options) -> Result<Self, FileProblem> {
        let choice = |to: &MapTo| match to {
            MapTo::Field(name) => {
                let unknown = || FileProblem::UnknownField { field: name.clone() };
                F::book().by_name(name).map(Choice::Field).ok_or_else(unknown)
            }
            MapTo::Ignore => Ok(Choice::Ignore),
            MapTo::Metadata => Ok(Choice::Metadata),
        };
        let mapped = options.mapping.iter().map(|m| Ok((m.header.trim().to_owned(), choice(&m.to)?)));
        mapped.collect::<Result<_, FileProblem>>().map(Self)
    }

    fn of(&self, header: &str) -> Option<Choice<F>> {
        let header = header.trim();
        self.0.iter().find(|(chosen, _)| chosen == header).map(|&(_, choice)| choice)
    }

    fn knows(&self, header: &str) -> bool {
        self.of(header).is_some() || F::book().meaning(header) != Meaning::Unknown
    }
}

/// The first of the top rows where at least half of the filled cells, and at least two, are known columns.
pub(crate) fn find<F: Field>(sheet: &Sheet, chosen: Option<u32>, choices: &Choices<F>) -> Option<usize> {
    if let Some(number) = chosen {
        return sheet.lines.iter().position(|l| l.number == number);
    }
    // How many columns a line names, if it is a header.
    let names = |line: &Line| {
        let filled = || line.cells.iter().filter(|c| !c.is_blank());
        let known = filled().filter(|c| choices.knows(&c.text)).count();
        if known >= 2 && known * 2 >= filled().count() { known } else { 0 }
    };
    let first = sheet.lines.iter().take(HEADER_ROWS).position(|line| names(line) > 0)?;
    // A line of groups ("Foyer", "Adresse", "Contact") may stand above the titles: those name more columns.
    let next = first + 1;
    let more = |at: usize| sheet.lines.get(at).map_or(0, names);
    Some(if more(next) > more(first) { next } else { first })
}

/// The columns of one sheet, understood once for all its rows.
pub(crate) struct Plan<F> {
    /// Where the header stands among the sheet's lines.
    pub(crate) header: usize,
    /// The texts of the header, by column.
    pub(crate) headers: Vec<String>,
    /// The columns of each field, by the field's number.
    pub(crate) columns: Vec<Vec<usize>>,
    /// The field of each column.
    pub(crate) fields: Vec<Option<F>>,
    /// Columns kept as metadata.
    pub(crate) metadata: Vec<usize>,
    pub(crate) reading: SheetReading,
}

impl<F: Field> Plan<F> {
    /// Names the columns of a header.
    pub(crate) fn new(sheet: &Sheet, header: usize, choices: &Choices<F>) -> Result<Self, FileProblem> {
        let line = sheet.lines.get(header);
        let headers: Vec<String> =
            line.map(|l| l.cells.iter().map(|c| c.text.trim().to_owned()).collect()).unwrap_or_default();
        let mut plan = Self {
            header,
            columns: vec![Vec::new(); F::ALL.len()],
            fields: vec![None; headers.len()],
            metadata: Vec::new(),
            reading: SheetReading {
                sheet: sheet.name.clone(),
                header_line: line.map_or(0, |l| l.number),
                columns: Vec::new(),
                ignored_columns: Vec::new(),
                ignored_lines: sheet.lines.iter().take(header).map(ignored).collect(),
                top_lines: top(sheet, header),
                shape: shape(headers.iter().map(String::as_str)),
            },
            headers,
        };
        plan.by_hand(choices);
        let rows = sheet.lines.get(header.saturating_add(1)..).unwrap_or_default();
        let titles = Titles::new(&plan.headers, rows);
        plan.by_name(choices, &titles)?;
        plan.tell();
        Ok(plan)
    }

    fn give(&mut self, column: usize, field: F) {
        if let Some(columns) = self.columns.get_mut(field.index()) {
            columns.push(column);
        }
        if let Some(place) = self.fields.get_mut(column) {
            *place = Some(field);
        }
    }

    fn by_hand(&mut self, choices: &Choices<F>) {
        let chosen: Vec<_> = self.headers.iter().map(|h| choices.of(h)).collect();
        for (column, choice) in chosen.into_iter().enumerate() {
            match choice {
                Some(Choice::Field(field)) => self.give(column, field),
                Some(Choice::Metadata) => self.metadata.push(column),
                Some(Choice::Ignore) | None => {}
            }
        }
    }

    fn by_name(&mut self, choices: &Choices<F>, titles: &Titles) -> Result<(), FileProblem> {
        let mut taken_by_hand = FieldSet::empty::<F>();
        for &field in F::ALL {
            if !self.of(field).is_empty() {
                taken_by_hand.insert(field);
            }
        }
        for column in 0..self.headers.len() {
            let Some(header) = self.headers.get(column) else { continue };
            if choices.of(header).is_some() {
                continue;
            }
            let Some(mut field) = titles.meaning::<F>(header, column) else { continue };
            while !self.of(field).is_empty() {
                match field.next() {
                    Some(next) => field = next,
                    None => break,
                }
            }
            if self.of(field).is_empty() {
                self.give(column, field);
            } else if !taken_by_hand.has(field) {
                let both = self.of(field).iter().chain([&column]);
                let columns = both.filter_map(|&c| self.headers.get(c).cloned()).collect();
                return Err(FileProblem::HeaderConflict { field: field.name(), columns });
            }
        }
        Ok(())
    }

    fn tell(&mut self) {
        for (index, (header, field)) in self.headers.iter().zip(&self.fields).enumerate() {
            if let Some(field) = field {
                self.reading.columns.push(Column { header: header.clone(), field: field.name(), index });
            } else if !header.is_empty() && !self.metadata.contains(&index) {
                let suggestion = match F::book().meaning(header) {
                    Meaning::Unknown => F::book().nearest(header).map(Field::name),
                    _ => None,
                };
                self.reading.ignored_columns.push(IgnoredColumn { header: header.clone(), index, suggestion });
            }
        }
    }

    /// The columns of a field.
    pub(crate) fn of(&self, field: F) -> &[usize] {
        self.columns.get(field.index()).map(Vec::as_slice).unwrap_or_default()
    }

    /// The name of a field as this file writes it.
    pub(crate) fn written(&self, field: F) -> &str {
        self.of(field).first().and_then(|&c| self.headers.get(c)).map_or(field.name(), String::as_str)
    }

    /// Says whether a line repeats the header, as pasted lists do.
    pub(crate) fn is_header_again(&self, line: &Line) -> bool {
        let same = |(cell, header): (&crate::Cell, &String)| {
            let text = cell.text.trim();
            // Most lines are none: what differs much in length is not folded.
            text == header.as_str() || (text.len().abs_diff(header.len()) <= 4 && key(text) == key(header))
        };
        line.cells.len() == self.headers.len() && line.cells.iter().zip(&self.headers).all(same)
    }
}

/// What sheets of the same titles have in common. Columns that we add do not count, nor those without a title at the end:
/// rows that were set aside come back under their sheet's own titles (reference §7.5).
fn shape<'a>(headers: impl Iterator<Item = &'a str>) -> String {
    let titles = headers.filter(|title| !title.starts_with('_')).map(key).collect::<Vec<_>>().join("|");
    titles.trim_end_matches('|').to_owned()
}

/// A line that could be the header.
#[derive(Clone, PartialEq, Eq)]
pub struct HeaderCandidate {
    pub line: u32,
    /// What [`SheetReading::shape`] would be with it.
    pub shape: String,
    titles: Vec<String>,
}

/// A line taken for a header may be somebody's row: it stays out of logs.
impl std::fmt::Debug for HeaderCandidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HeaderCandidate({})", self.line)
    }
}

impl HeaderCandidate {
    /// A title as it is written here, by what it is elsewhere: case, accents and punctuation do not count.
    pub fn title(&self, known: &str) -> Option<&str> {
        let known = key(known);
        self.titles.iter().map(String::as_str).find(|title| key(title) == known)
    }
}

/// The lines at the top that could be the header.
pub fn header_candidates(sheet: &Sheet) -> impl Iterator<Item = HeaderCandidate> + '_ {
    let titles = |line: &&Line| line.cells.iter().filter(|c| !c.is_blank()).count() >= 2;
    sheet.lines.iter().take(HEADER_ROWS).filter(titles).map(|line| {
        let titles: Vec<String> = line.cells.iter().map(|c| c.text.trim().to_owned()).collect();
        HeaderCandidate { line: line.number, shape: shape(titles.iter().map(String::as_str)), titles }
    })
}

/// The lines that may be the header, and the one that is.
fn top(sheet: &Sheet, header: usize) -> Vec<IgnoredLine> {
    let lines = sheet.lines.iter().enumerate();
    lines.filter(|(at, _)| *at < HEADER_ROWS || *at == header).map(|(_, line)| ignored(line)).collect()
}

/// A line named among those that are no rows.
pub(crate) fn ignored(line: &Line) -> IgnoredLine {
    let texts: Vec<&str> = line.cells.iter().map(|c| c.text.trim()).filter(|t| !t.is_empty()).collect();
    IgnoredLine { line: line.number, text: texts.join(" | ").chars().take(MAX_QUOTED).collect() }
}
