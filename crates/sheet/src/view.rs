//! One row being read: its cells by field, and the problems found on the way.

use crate::{
    cell::{Cell, CellFault, Typed},
    clean::clean,
    converted, country,
    field::{Field, FieldSet},
    header::Plan,
    limits::{MAX_CELL_BYTES, MAX_QUOTED},
    number,
    options::Context,
    problem::{Param, Problem, ProblemCode, Severity},
};
use cabas_kernel::Phone;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A row in reading.
pub(crate) struct View<'a, F> {
    pub(crate) ctx: &'a Context<'a>,
    pub(crate) filled: FieldSet,
    pub(crate) problems: Vec<Problem>,
    plan: &'a Plan<F>,
    sheet: Option<&'a str>,
    line: u32,
    cells: &'a [Cell],
    /// Corrections for fields that have no column.
    added: &'a [(F, Cell)],
    /// Values for empty fields, by the field's number.
    defaults: &'a [Option<Cell>],
    /// Fields that are not read.
    left_aside: FieldSet,
}

/// Where a row comes from.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a, F> {
    pub(crate) sheet: Option<&'a str>,
    pub(crate) line: u32,
    pub(crate) cells: &'a [Cell],
    pub(crate) added: &'a [(F, Cell)],
    pub(crate) defaults: &'a [Option<Cell>],
    pub(crate) left_aside: FieldSet,
}

impl<'a, F: Field> View<'a, F> {
    pub(crate) fn new(ctx: &'a Context<'a>, plan: &'a Plan<F>, source: Source<'a, F>) -> Self {
        let Source { sheet, line, cells, added, defaults, left_aside } = source;
        let mut view = Self {
            ctx,
            filled: FieldSet::empty::<F>(),
            problems: Vec::new(),
            plan,
            sheet,
            line,
            cells,
            added,
            defaults,
            left_aside,
        };
        for (cell, field) in cells.iter().zip(&plan.fields) {
            if let Some(field) = field
                && !cell.is_void()
            {
                view.fill(*field);
            }
        }
        for (field, _) in added.iter().filter(|(_, c)| !c.is_void()) {
            view.fill(*field);
        }
        for (&field, _) in F::ALL.iter().zip(defaults).filter(|(_, d)| d.is_some()) {
            view.fill(field);
        }
        view.check_faults();
        view
    }

    fn fill(&mut self, field: F) {
        if !self.left_aside.has(field) {
            self.filled.insert(field);
        }
    }

    /// Refuses cells that cannot be trusted: too long anywhere, damaged where they are read. What is left aside is not
    /// looked at.
    fn check_faults(&mut self) {
        for (index, cell) in self.cells.iter().enumerate() {
            let Some(fault) = cell.fault else { continue };
            let field = self.plan.fields.get(index).copied().flatten();
            if field.is_some_and(|f| self.left_aside.has(f)) {
                continue;
            }
            let is_read = field.is_some() || self.plan.metadata.contains(&index);
            let code = match fault {
                CellFault::TooLong => ProblemCode::TextTooLong,
                CellFault::Encoding if is_read => ProblemCode::EncodingInvalid,
                CellFault::Formula if is_read => ProblemCode::FormulaError,
                _ => continue,
            };
            let column = self.plan.headers.get(index).filter(|h| !h.is_empty()).cloned();
            let mut params = BTreeMap::new();
            if fault == CellFault::TooLong {
                params.insert("max", Param::Number(u64::try_from(MAX_CELL_BYTES).unwrap_or(u64::MAX)));
            }
            self.push(code, Severity::Error, column, Some(&cell.text), params);
        }
    }

    /// The text of a field: trimmed, without invisible characters; `None` when nothing is there.
    pub(crate) fn text(&self, field: F) -> Option<Cow<'a, str>> {
        if !self.filled.has(field) {
            return None;
        }
        if let Some((_, cell)) = self.added.iter().find(|(f, c)| *f == field && !c.is_void()) {
            return Some(clean(&cell.text));
        }
        let mut found = self.cells_of(field);
        match (found.next(), found.next()) {
            (None, _) => self.defaults.get(field.index())?.as_ref().map(|c| clean(&c.text)),
            (Some(only), None) => Some(clean(&only.text)),
            (Some(first), Some(second)) => {
                let mut joined = format!("{} {}", clean(&first.text), clean(&second.text));
                for more in found {
                    joined.push(' ');
                    joined.push_str(&clean(&more.text));
                }
                Some(Cow::Owned(joined))
            }
        }
    }

    /// The cells of a field that tell something.
    fn cells_of(&self, field: F) -> impl Iterator<Item = &'a Cell> + use<'a, '_, F> {
        let cells = self.cells;
        self.plan.of(field).iter().filter_map(move |&c| cells.get(c)).filter(|c| !c.is_void())
    }

    /// Says whether the field's cell holds a bare number of a spreadsheet.
    pub(crate) fn is_bare_number(&self, field: F) -> bool {
        self.cells_of(field).any(|c| matches!(c.typed, Some(Typed::Number(_))))
    }

    /// The text of a field, owned.
    pub(crate) fn string(&self, field: F) -> Option<String> {
        self.text(field).map(Cow::into_owned)
    }

    /// The text of a field of at most `max` characters; a longer one is an error.
    pub(crate) fn limited(&mut self, field: F, max: u32) -> Option<String> {
        let text = self.string(field)?;
        self.check_length(field, &text, max).then_some(text)
    }

    /// A short text such as a code or a floor; one that the spreadsheet turned into a date or a power of ten is an error,
    /// unless somebody wrote it by hand.
    pub(crate) fn token(&mut self, field: F, max: u32) -> Option<String> {
        let text = self.limited(field, max)?;
        let is_dated = |c: &Cell| matches!(c.typed, Some(Typed::Date(_) | Typed::DateTime(_) | Typed::Time(_)));
        let is_by_hand = |c: &Cell| matches!(c.typed, Some(Typed::Text));
        let is_corrected = self.cells_of(field).any(is_by_hand) || self.added.iter().any(|(f, _)| *f == field);
        if (converted::is_converted(&text) && !is_corrected) || self.cells_of(field).any(is_dated) {
            self.error(ProblemCode::ValueConverted, field);
            return None;
        }
        Some(text)
    }

    /// A town. Figures alone are of another column, which slipped; a whole postcode may be what is meant where the file has
    /// no column for it.
    pub(crate) fn town(&mut self, field: F, postcode: F, country: &str) -> Option<String> {
        let town = self.limited(field, 120)?;
        let is_code = country::is_postcode(&town, country) && self.plan.of(postcode).is_empty();
        if town.len() >= 4 && town.bytes().all(|b| b.is_ascii_digit()) && !is_code {
            self.error(ProblemCode::CellsShifted, field);
            return None;
        }
        Some(town)
    }

    /// The street and its number in the order of their columns: `12 rue Haute`, `Hauptstraße 12`.
    pub(crate) fn street(&mut self, number: F, street: F) -> String {
        let mut parts = [self.token(number, 20), self.string(street)];
        if self.plan.of(number).first() > self.plan.of(street).first() {
            parts.reverse();
        }
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Notes that nobody knows which cell of the row is which.
    pub(crate) fn shifted(&mut self) {
        self.push(ProblemCode::CellsShifted, Severity::Error, None, None, BTreeMap::new());
    }

    /// Notes an error when a text has more than `max` characters.
    pub(crate) fn check_length(&mut self, field: F, text: &str, max: u32) -> bool {
        let most = usize::try_from(max).unwrap_or(usize::MAX);
        let ok = text.len() <= most || text.chars().count() <= most;
        // A cell beyond 4 KiB has been told of already.
        if !ok && text.len() <= MAX_CELL_BYTES {
            self.error_with(ProblemCode::TextTooLong, field, "max", max);
        }
        ok
    }

    /// A whole number between two bounds; anything else is an error.
    pub(crate) fn count<N: TryFrom<u32>>(&mut self, field: F, least: u32, most: u32) -> Option<N> {
        let text = self.text(field)?;
        let read = number::count(&text).filter(|n| (least..=most).contains(n)).and_then(|n| N::try_from(n).ok());
        if read.is_none() {
            self.error_with(ProblemCode::NumberInvalid, field, "max", most);
        }
        read
    }

    /// Yes or no; anything else is an error.
    pub(crate) fn yes_no(&mut self, field: F) -> Option<bool> {
        let text = self.text(field)?;
        let read = number::yes_no(&text);
        if read.is_none() {
            self.error(ProblemCode::BooleanInvalid, field);
        }
        read
    }

    /// One telephone number that must be readable.
    pub(crate) fn phone(&mut self, field: F) -> Option<Phone> {
        let text = self.text(field)?;
        let read = crate::phones::one(&text, self.ctx.phone);
        if read.is_none() {
            self.error(ProblemCode::PhoneInvalid, field);
        }
        read
    }

    /// Columns kept as metadata: header and text.
    pub(crate) fn metadata(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.plan.metadata.iter().filter_map(|&c| {
            let cell = self.cells.get(c).filter(|cell| !cell.is_blank())?;
            Some((self.plan.headers.get(c)?.clone(), clean(&cell.text).into_owned()))
        })
    }

    /// Says whether the file has a column for the field.
    pub(crate) fn has_column(&self, field: F) -> bool {
        !self.plan.of(field).is_empty()
    }

    pub(crate) fn error(&mut self, code: ProblemCode, field: F) {
        self.note(code, Severity::Error, field, BTreeMap::new());
    }

    pub(crate) fn error_with(&mut self, code: ProblemCode, field: F, name: &'static str, param: impl Into<Param>) {
        self.note(code, Severity::Error, field, BTreeMap::from([(name, param.into())]));
    }

    pub(crate) fn warn(&mut self, code: ProblemCode, field: F) {
        self.note(code, Severity::Warning, field, BTreeMap::new());
    }

    pub(crate) fn warn_with(&mut self, code: ProblemCode, field: F, name: &'static str, param: impl Into<Param>) {
        self.note(code, Severity::Warning, field, BTreeMap::from([(name, param.into())]));
    }

    /// Notes a problem with the field's own column and text.
    pub(crate) fn note(
        &mut self,
        code: ProblemCode,
        severity: Severity,
        field: F,
        params: BTreeMap<&'static str, Param>,
    ) {
        let column = Some(self.plan.written(field).to_owned());
        let value = self.text(field);
        self.push(code, severity, column, value.as_deref(), params);
    }

    fn push(
        &mut self,
        code: ProblemCode,
        severity: Severity,
        column: Option<String>,
        value: Option<&str>,
        params: BTreeMap<&'static str, Param>,
    ) {
        let value = value.filter(|v| !v.is_empty()).map(|v| v.chars().take(MAX_QUOTED).collect());
        let sheet = self.sheet.map(str::to_owned);
        self.problems.push(Problem { sheet, line: self.line, column, code, severity, value, params });
    }

    /// Says whether one of the problems keeps the row out.
    pub(crate) fn is_rejected(&self) -> bool {
        self.problems.iter().any(Problem::is_error)
    }
}
