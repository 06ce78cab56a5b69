//! The way every kind of sheet is read: header, corrections, rows, identities.

use crate::{
    cell::Cell,
    field::{Field, FieldSet},
    file_problem::FileProblem,
    header::{Choices, Plan, find, ignored},
    limits::MAX_ROWS,
    options::{Context, Correction, Options},
    problem::{Param, ProblemCode, Severity},
    reading::{IgnoredColumn, IgnoredSheet, Reading, Row},
    view::{Source, View},
    workbook::{Line, Sheet, Workbook},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a kind of sheet adds to the common way.
pub(crate) trait Kind {
    type Field: Field;
    type Value;

    /// The fields without which the file cannot be read, given those it has.
    fn missing(has: &FieldSet, options: &Options) -> Vec<&'static str>;

    /// Types one row. The value is dropped when a problem of the view is an error.
    fn row(view: &mut View<'_, Self::Field>, options: &Options) -> Option<Self::Value>;

    /// What makes the row the same as another: a key, and the field that gave it.
    fn identities(
        view: &View<'_, Self::Field>,
        value: Option<&Self::Value>,
        zone: chrono_tz::Tz,
    ) -> Vec<Identity<Self::Field>>;
}

/// A key that may stand once in a file.
pub(crate) struct Identity<F> {
    pub(crate) key: String,
    pub(crate) field: F,
    /// `ref`, or `address` when the row has no reference.
    pub(crate) by: &'static str,
}

type Corrections<'a> = HashMap<u32, Vec<&'a Correction>>;
type Seen = HashMap<String, (Option<String>, u32)>;

/// Reads a workbook as one kind.
pub(crate) fn read<K: Kind>(
    workbook: &Workbook,
    ctx: &Context<'_>,
    options: &Options,
) -> Result<Reading<K::Value>, FileProblem> {
    let choices = Choices::<K::Field>::new(options)?;
    let defaults = defaults::<K::Field>(options)?;
    let left_aside = left_aside::<K::Field>(options);
    let several = workbook.has_several_sheets();
    let mut reading = Reading { sheets: Vec::new(), ignored_sheets: Vec::new(), rows: Vec::new() };
    let mut incomplete: Option<Vec<&'static str>> = None;
    let mut seen = Seen::new();
    for sheet in workbook.sheets.iter().filter(|s| !s.lines.is_empty()) {
        let ignore = || IgnoredSheet { sheet: sheet.name.clone(), lines: sheet.lines.len() };
        let Some(header) = find(sheet, options.header_line(sheet.name.as_deref()), &choices) else {
            reading.ignored_sheets.push(ignore());
            continue;
        };
        let plan = Plan::new(sheet, header, &choices)?;
        let missing = K::missing(&columns_of(&plan, &defaults), options);
        if !missing.is_empty() {
            // Of a row chosen by hand the titles are asked about, not the fields.
            if options.header_line(sheet.name.as_deref()).is_none() {
                incomplete.get_or_insert(missing);
            }
            reading.ignored_sheets.push(ignore());
            continue;
        }
        let name = sheet.name.as_deref().filter(|_| several);
        let corrections = corrections(sheet, several, options);
        let job = Job { ctx, options, plan, defaults: &defaults, left_aside, name, corrections };
        job.rows::<K>(sheet, &mut reading, &mut seen)?;
    }
    if reading.sheets.is_empty() {
        return Err(
            incomplete.map_or_else(|| no_header(workbook, options), |fields| FileProblem::ColumnMissing { fields })
        );
    }
    Ok(reading)
}

fn no_header(workbook: &Workbook, options: &Options) -> FileProblem {
    let chosen = |s: &Sheet| {
        let number = options.header_line(s.name.as_deref())?;
        s.lines.iter().position(|l| l.number == number).and_then(|at| s.lines.get(at).cloned())
    };
    let chosen = workbook.sheets.iter().find_map(chosen);
    let first = chosen.as_ref().or_else(|| workbook.sheets.iter().flat_map(|s| &s.lines).next());
    let seen = first.map(|l| ignored(l).text.split(" | ").map(str::to_owned).collect()).unwrap_or_default();
    FileProblem::HeaderMissing { seen, one_column: workbook.encoding.is_some() && workbook.delimiter.is_none() }
}

fn defaults<F: Field>(options: &Options) -> Result<Vec<Option<Cell>>, FileProblem> {
    let mut by_field = vec![None; F::ALL.len()];
    for default in &options.defaults {
        let unknown = || FileProblem::UnknownDefault { field: default.field.clone() };
        let field = F::book().by_name(&default.field).ok_or_else(unknown)?;
        if let Some(place) = by_field.get_mut(field.index()).filter(|_| !default.value.trim().is_empty()) {
            *place = Some(Cell { text: default.value.clone(), ..Cell::default() });
        }
    }
    Ok(by_field)
}

fn left_aside<F: Field>(options: &Options) -> FieldSet {
    let mut aside = FieldSet::empty::<F>();
    for field in options.left_aside.iter().filter_map(|name| F::book().by_name(name)) {
        aside.insert(field);
    }
    aside
}

fn columns_of<F: Field>(plan: &Plan<F>, defaults: &[Option<Cell>]) -> FieldSet {
    let mut has = FieldSet::empty::<F>();
    for (&field, default) in F::ALL.iter().zip(defaults) {
        if default.is_some() || !plan.of(field).is_empty() {
            has.insert(field);
        }
    }
    has
}

fn corrections<'a>(sheet: &Sheet, several: bool, options: &'a Options) -> Corrections<'a> {
    let mut by_line = Corrections::new();
    for correction in &options.corrections {
        let is_here = match &correction.sheet {
            Some(name) => Some(name) == sheet.name.as_ref(),
            None => !several,
        };
        if is_here {
            by_line.entry(correction.line).or_default().push(correction);
        }
    }
    by_line
}

/// The lines of a text with more cells than its header: a separator that nobody put in quotes. Where most lines have
/// more, the columns at the end have no title, and nothing slipped.
fn shifted(sheet: &Sheet, header: usize) -> BTreeSet<u32> {
    let Some(width) = sheet.lines.get(header).and_then(|l| l.cut) else { return BTreeSet::new() };
    let rows = sheet.lines.get(header + 1..).unwrap_or_default();
    let wide: BTreeSet<u32> = rows.iter().filter(|l| l.cells.len() > width).map(|l| l.number).collect();
    if wide.len() * 2 > rows.len() { BTreeSet::new() } else { wide }
}

/// One sheet to be read.
struct Job<'a, F> {
    ctx: &'a Context<'a>,
    options: &'a Options,
    plan: Plan<F>,
    defaults: &'a [Option<Cell>],
    left_aside: FieldSet,
    name: Option<&'a str>,
    corrections: Corrections<'a>,
}

impl<F: Field> Job<'_, F> {
    fn rows<K: Kind<Field = F>>(
        mut self,
        sheet: &Sheet,
        reading: &mut Reading<K::Value>,
        seen: &mut Seen,
    ) -> Result<(), FileProblem> {
        let shifted = shifted(sheet, self.plan.header);
        // Columns that hold texts under no header, as a header merged over two columns leaves them.
        let mut unnamed = BTreeSet::new();
        for line in sheet.lines.iter().skip(self.plan.header + 1) {
            if self.plan.is_header_again(line) {
                self.plan.reading.ignored_lines.push(ignored(line));
                continue;
            }
            if reading.rows.len() >= MAX_ROWS {
                return Err(FileProblem::TooManyRows);
            }
            // One that was corrected by hand was looked at: its cells are where somebody wants them.
            if shifted.contains(&line.number) && !self.corrections.contains_key(&line.number) {
                reading.rows.push(self.shifted_row(line));
                continue;
            }
            reading.rows.push(self.row::<K>(line, seen));
            for (index, cell) in line.cells.iter().enumerate() {
                if self.plan.headers.get(index).is_none_or(String::is_empty) && !cell.is_blank() {
                    unnamed.insert(index);
                }
            }
        }
        let unnamed = unnamed.into_iter();
        let unnamed = unnamed.map(|index| IgnoredColumn { header: String::new(), index, suggestion: None });
        self.plan.reading.ignored_columns.extend(unnamed);
        reading.sheets.push(self.plan.reading);
        Ok(())
    }

    /// A row of which nobody knows which cell is which.
    fn shifted_row<T>(&self, line: &Line) -> Row<T> {
        let mut view = View::new(self.ctx, &self.plan, self.source(line, &line.cells, &[]));
        view.shifted();
        self.told(line, None, view)
    }

    fn source<'s>(&'s self, line: &Line, cells: &'s [Cell], added: &'s [(F, Cell)]) -> Source<'s, F> {
        let (sheet, defaults, left_aside) = (self.name, self.defaults, self.left_aside);
        Source { sheet, line: line.number, cells, added, defaults, left_aside }
    }

    fn told<T>(&self, line: &Line, value: Option<T>, view: View<'_, F>) -> Row<T> {
        let value = value.filter(|_| !view.is_rejected());
        let View { filled, problems, .. } = view;
        Row { sheet: self.name.map(str::to_owned), line: line.number, value, filled, problems }
    }

    fn row<K: Kind<Field = F>>(&self, line: &Line, seen: &mut Seen) -> Row<K::Value> {
        let mut added = Vec::new();
        let corrected = self.corrections.get(&line.number).map(|list| self.correct(line, list, &mut added));
        let cells = corrected.as_deref().unwrap_or(&line.cells);
        let mut view = View::new(self.ctx, &self.plan, self.source(line, cells, &added));
        let value = K::row(&mut view, self.options);
        for identity in K::identities(&view, value.as_ref(), self.ctx.zone) {
            match seen.get(&identity.key) {
                Some((sheet, first)) => {
                    let mut params = BTreeMap::from([("first_line", (*first).into()), ("by", identity.by.into())]);
                    if let Some(sheet) = sheet {
                        params.insert("first_sheet", Param::Text(sheet.clone()));
                    }
                    let code =
                        if identity.by == "ref" { ProblemCode::RefDuplicateFile } else { ProblemCode::RowRepeated };
                    view.note(code, Severity::Error, identity.field, params);
                }
                None => {
                    seen.insert(identity.key, (self.name.map(str::to_owned), line.number));
                }
            }
        }
        self.told(line, value, view)
    }

    /// The line's cells with the corrections put in place.
    fn correct(&self, line: &Line, corrections: &[&Correction], added: &mut Vec<(F, Cell)>) -> Vec<Cell> {
        let mut cells = line.cells.clone();
        for correction in corrections {
            let cell = Cell::by_hand(&correction.value);
            let wanted = correction.column.trim();
            let field = F::book().by_name(wanted);
            let by_header = self.plan.headers.iter().position(|h| h == wanted);
            let column = by_header.or_else(|| self.plan.of(field?).first().copied());
            if let Some(column) = column {
                if cells.len() <= column {
                    cells.resize(column + 1, Cell::default());
                }
                if let Some(place) = cells.get_mut(column) {
                    *place = cell;
                }
            } else if let Some(field) = field {
                added.push((field, cell));
            }
        }
        cells
    }
}
