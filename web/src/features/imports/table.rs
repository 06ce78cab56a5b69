//! A page of rows as a table: line of the file, effect, cells. On a phone each row is a sheet of its own.

use super::{
    cells::{self, Spot},
    draft::RowKey,
    fields,
    fix::fix,
    page::Shared,
    twins::Twins,
    whole::whole,
    words,
};
use crate::{
    i18n::{Dates, Lang, use_dates, use_lang},
    ui::Mark,
};
use cabas_messages::imports as said;
use cabas_model::imports::{FieldChange, ImportColumn, ImportKind, ImportRow, RowClass};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// What every row is drawn with.
struct Pen {
    shared: Shared,
    lang: Lang,
    dates: Dates,
    columns: Vec<ImportColumn>,
    /// Those that are not shown, too.
    every: Vec<ImportColumn>,
}

/// The table of some rows out of `total`. The roles are written out, since a phone lays the table out as a list and
/// would forget them.
pub(super) fn table(
    shared: Shared,
    kind: ImportKind,
    columns: &[ImportColumn],
    rows: &[ImportRow],
    every: bool,
    total: u32,
) -> AnyView {
    let lang = use_lang();
    let shown = shared.shown.try_update_value(|seen| cells::columns(kind, columns, rows, every, seen));
    let pen = Pen {
        shared,
        lang,
        dates: use_dates(),
        columns: shown.unwrap_or_default(),
        every: cells::columns(kind, columns, rows, true, &mut BTreeSet::new()),
    };
    let heads: Vec<_> = pen
        .columns
        .iter()
        .map(|column| {
            let class = Spot::is_number(&column.field).then_some("n");
            view! { <th scope="col" role="columnheader" class=class>{column.header.clone()}</th> }.into_any()
        })
        .collect();
    let body: Vec<AnyView> = rows.iter().flat_map(|row| pen.row(row)).collect();
    view! {
        <div class="framed scroll-x" role="region" tabindex="0" aria-label=said::table(lang)>
            <table class="table import-table" role="table" aria-rowcount=total.saturating_add(1)>
                <caption class="vh">{said::table(lang)}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader" class="n">{said::line(lang)}</th>
                        <th scope="col" role="columnheader">{said::effect(lang)}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody role="rowgroup">{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

impl Pen {
    /// A row, and below it what is wrong with it as a whole and the question it asks, if any.
    fn row(&self, row: &ImportRow) -> Vec<AnyView> {
        let sorted = cells::sort(row, &self.columns);
        let key = RowKey::from(row);
        let cells: Vec<AnyView> =
            self.columns.iter().zip(&sorted.cells).map(|(column, spot)| self.cell(&key, column, spot)).collect();
        let class = (row.class == RowClass::Unchanged).then_some("quiet");
        let line = match &row.sheet {
            Some(sheet) => said::line_of(self.lang, row.line, sheet),
            None => self.lang.number(row.line.into()),
        };
        let cells = view! {
            <tr role="row" class=class>
                <td role="cell" class="n" data-label=said::line(self.lang)>{line}</td>
                <td role="cell" data-label=said::effect(self.lang)>{self.effect(&key, row, &sorted)}</td>
                {cells}
            </tr>
        }
        .into_any();
        let about = (!sorted.whole.is_empty())
            .then(|| self.below(whole(self.shared, self.lang, row, &sorted.whole, &self.every)));
        let asks = !row.candidates.is_empty() || row.choice.is_some();
        let twin = asks.then(|| {
            let columns = self.columns.clone();
            self.below(view! { <Twins shared=self.shared row=row.clone() columns/> }.into_any())
        });
        std::iter::once(cells).chain(about).chain(twin).collect()
    }

    /// A row of the table that belongs to the one above it.
    fn below(&self, inside: AnyView) -> AnyView {
        let span = self.columns.len().saturating_add(2);
        view! { <tr role="row" class="import-below"><td role="cell" colspan=span>{inside}</td></tr> }.into_any()
    }

    /// What becomes of the row, and what has no cell to stand in.
    fn effect(&self, key: &RowKey, row: &ImportRow, sorted: &cells::Sorted<'_>) -> AnyView {
        let (class, shape, word) = words::effect(self.lang, row);
        let loose: Vec<AnyView> = sorted
            .loose
            .iter()
            .map(|(column, problems)| {
                let label = fields::label(self.lang, column);
                let was = row.cells.get(*column).map_or("", String::as_str);
                view! { <p><b>{label.clone()}</b></p> {fix(self.shared, key, column, &label, was, problems)} }
                    .into_any()
            })
            .collect();
        let changes: Vec<AnyView> = sorted
            .changes
            .iter()
            .map(|change| {
                let label = fields::label(self.lang, &change.field);
                view! { <div class="import-change"><b>{said::change_of(self.lang, &label)}</b> {self.change(change)}</div> }.into_any()
            })
            .collect();
        view! { <span class=class><Mark shape/>{word}</span> {loose} {changes} }.into_any()
    }

    fn cell(&self, key: &RowKey, column: &ImportColumn, spot: &Spot<'_>) -> AnyView {
        let number = Spot::is_number(&column.field);
        let (class, inside) = if !spot.problems.is_empty() {
            let class = if cells::any_error(&spot.problems) { "cell--error" } else { "cell--remark" };
            let inside = fix(self.shared, key, &column.header, &column.header, spot.text, &spot.problems);
            (class, view! { {inside} {spot.change.map(|change| self.change(change))} }.into_any())
        } else if let Some(change) = spot.change {
            (if number { "cell--changed n" } else { "cell--changed" }, self.change(change))
        } else {
            (if number { "n" } else { "" }, spot.text.to_owned().into_any())
        };
        let empty = spot.text.is_empty() && spot.problems.is_empty() && spot.change.is_none();
        view! { <td role="cell" class=class class:cell--empty=empty data-label=column.header.clone()>{inside}</td> }
            .into_any()
    }

    /// Old and new, both in words.
    fn change(&self, change: &FieldChange) -> AnyView {
        let words = |text: &str| match text {
            "" => said::empty(self.lang).to_owned(),
            text => fields::value(&self.dates, self.lang, &change.field, text),
        };
        view! {
            <del><span class="vh">{said::was(self.lang)}" "</span>{words(&change.from)}</del>
            " "
            <ins><span class="vh">{said::becomes(self.lang)}" "</span>{words(&change.to)}</ins>
        }
        .into_any()
    }
}
