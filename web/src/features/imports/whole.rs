//! What is wrong with a row as a whole, told below it; where its cells slipped, a field for each column.

use super::{
    draft::RowKey,
    fix::{fix, remarks},
    page::Shared,
};
use crate::i18n::Lang;
use cabas_messages::imports as said;
use cabas_model::imports::{ImportColumn, ImportProblem, ImportRow};
use leptos::prelude::*;

/// The sentences, and the row to set right: once one of its cells is written, its cells are where somebody wants them.
pub(super) fn whole(
    shared: Shared,
    lang: Lang,
    row: &ImportRow,
    problems: &[&ImportProblem],
    columns: &[ImportColumn],
) -> AnyView {
    let slipped = problems.iter().any(|problem| problem.code == "cells_shifted");
    let fields = slipped.then(|| {
        let key = RowKey::from(row);
        let one = |column: &ImportColumn| {
            let text = row.cells.get(&column.header).map_or("", String::as_str);
            let header = column.header.clone();
            view! { <div><p><b>{header}</b></p> {fix(shared, &key, &column.header, &column.header, text, &[])}</div> }
                .into_any()
        };
        let beyond = unread(row, columns);
        let beyond = (!beyond.is_empty()).then(|| said::beyond(lang, &beyond.join(" · ")));
        view! {
            {beyond.map(|words| view! { <p>{words}</p> })}
            <div class="slipped">{columns.iter().map(one).collect::<Vec<_>>()}</div>
        }
        .into_any()
    });
    view! { <div class="stack stack--tight">{remarks(lang, problems)} {fields}</div> }.into_any()
}

/// The texts of the row that stand in no column with a field: where one of them belongs is for the reader to say.
fn unread<'a>(row: &'a ImportRow, columns: &[ImportColumn]) -> Vec<&'a str> {
    let is_read = |header: &String| columns.iter().any(|column| column.header == *header);
    let aside = row.cells.iter().filter(|(header, text)| !is_read(header) && !text.trim().is_empty());
    aside.map(|(_, text)| text).chain(&row.beyond).map(String::as_str).collect()
}
