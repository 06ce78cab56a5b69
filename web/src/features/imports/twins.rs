//! A row that looks like a household of ours: both side by side, and what becomes of the row.

use super::{
    draft::{Decision, RowKey},
    page::Shared,
    words,
};
use crate::{
    dom::fresh_id,
    i18n::use_lang,
    ui::{Glyph, Icon},
};
use cabas_messages::imports as said;
use cabas_model::imports::{Candidate, DuplicateChoice, ImportColumn, ImportRow, RowClass};
use leptos::prelude::*;

/// The question, open while it waits for an answer, folded once it has one.
#[component]
pub(super) fn Twins(shared: Shared, row: ImportRow, columns: Vec<ImportColumn>) -> impl IntoView {
    let lang = use_lang();
    let waits = row.class == RowClass::Duplicate && row.choice.is_none();
    let line = row.line;
    let compared = (!row.candidates.is_empty()).then(|| view! { <Compared row=row.clone() columns/> });
    let asked = view! { {compared} <Choices shared row/> };
    if waits {
        view! { <div class="stack stack--tight"><h3>{said::twin_of(lang, line)}</h3> {asked}</div> }.into_any()
    } else {
        view! {
            <details class="fold">
                <summary>{said::twin_settled(lang, line)}</summary>
                <div class="stack stack--tight">{asked}</div>
            </details>
        }
        .into_any()
    }
}

/// The row of the sheet beside the households it may be.
#[component]
fn Compared(row: ImportRow, columns: Vec<ImportColumn>) -> impl IntoView {
    let lang = use_lang();
    let here: Vec<&str> =
        columns.iter().filter_map(|column| row.cells.get(&column.header)).map(String::as_str).collect();
    let here = here.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    let ours: Vec<_> = row.candidates.iter().map(|candidate| ours(lang, candidate)).collect();
    view! {
        <div class="twins">
            <div><h4><Icon glyph=Glyph::Table/>" "{said::twin_here(lang)}</h4><p>{here}</p></div>
            <div><h4><Icon glyph=Glyph::Users/>" "{said::twin_ours(lang)}</h4><ul>{ours}</ul></div>
        </div>
    }
    .into_any()
}

fn ours(lang: crate::i18n::Lang, candidate: &Candidate) -> AnyView {
    let because: Vec<&str> = candidate.because.iter().map(|reason| words::because(lang, *reason)).collect();
    view! {
        <li>
            <b>{candidate.display_name.clone()}</b> " "
            <span>{candidate.street.clone()}</span> " "
            <span class="soft">"(" {because.join(", ")} ")"</span>
        </li>
    }
    .into_any()
}

/// Native buttons of one choice; arrows go from one to the next.
#[component]
fn Choices(shared: Shared, row: ImportRow) -> impl IntoView {
    let lang = use_lang();
    let name = fresh_id("twin");
    let key = RowKey::from(&row);
    let kept = row.choice.map(|choice| (choice, None));
    let chosen = shared.draft.with_untracked(|draft| draft.chosen(&key)).or(kept);
    let same = row.candidates.iter().map(|candidate| {
        let decision = (DuplicateChoice::Same, Some(candidate.recipient_id));
        (decision, said::twin_same(lang, &candidate.display_name))
    });
    let others = [
        ((DuplicateChoice::New, None), said::twin_new(lang).to_owned()),
        ((DuplicateChoice::Skip, None), said::twin_skip(lang).to_owned()),
    ];
    let choices: Vec<_> = same
        .chain(others)
        .map(|(decision, words): (Decision, String)| {
            let key = key.clone();
            let change = move |_| shared.draft.update(|draft| draft.choose(&key, decision));
            view! {
                <label class="check">
                    <input type="radio" name=name.clone() prop:checked=chosen == Some(decision) on:change=change/>
                    {words}
                </label>
            }
        })
        .collect();
    view! { <fieldset class="field"><legend class="vh">{said::twin_choice(lang, row.line)}</legend>{choices}</fieldset> }
        .into_any()
}
