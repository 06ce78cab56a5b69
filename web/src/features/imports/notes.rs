//! Columns of free words about a household: who will read them is asked in sight, since a diet told there reaches nobody
//! at the door when the team alone reads it.

use super::page::Shared;
use crate::{
    dom::fresh_id,
    i18n::{Lang, use_lang},
};
use cabas_messages::imports as said;
use cabas_model::imports::{ImportColumn, ImportDetails, ImportKind};
use leptos::prelude::*;

/// The notes a household has: for the team, and for whoever delivers.
const INNER: &str = "internal_note";
const DOOR: &str = "delivery_note";

/// One question for each column of notes.
#[component]
pub(super) fn Notes(shared: Shared, details: ImportDetails) -> impl IntoView {
    let lang = use_lang();
    let asked: Vec<AnyView> =
        noted(details.kind, &details.columns).into_iter().map(|column| question(shared, lang, column)).collect();
    (!asked.is_empty()).then(|| view! { <div class="stack stack--tight">{asked}</div> })
}

/// The columns read as a note. Titles that several columns share are read apart, and cannot be told apart here.
fn noted(kind: ImportKind, columns: &[ImportColumn]) -> Vec<&ImportColumn> {
    let shared = |one: &ImportColumn| columns.iter().filter(|other| other.header == one.header).count() > 1;
    let is_note = |one: &&ImportColumn| matches!(one.field.as_str(), INNER | DOOR) && !shared(one);
    if kind == ImportKind::Recipients { columns.iter().filter(is_note).collect() } else { Vec::new() }
}

fn question(shared: Shared, lang: Lang, column: &ImportColumn) -> AnyView {
    let name = fresh_id("note");
    let chosen = {
        let column = column.clone();
        Memo::new(move |_| {
            shared.draft.with(|draft| draft.field_of(&column.header).unwrap_or(&column.field).to_owned())
        })
    };
    let choices: Vec<AnyView> = [(INNER, said::note_inner(lang)), (DOOR, said::note_door(lang))]
        .into_iter()
        .map(|(field, words)| {
            // The same column may be read otherwise in the list of columns, on this page, too.
            let checked = move || chosen.with(|chosen| chosen == field);
            let column = column.clone();
            let change = move |_| shared.draft.update(|draft| draft.read_as(&column.header, &column.field, field));
            view! {
                <label class="check">
                    <input type="radio" name=name.clone() prop:checked=checked on:change=change/>
                    {words}
                </label>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset class="field">
            <legend>{said::note_of(lang, &column.header)}</legend>
            <div class="row">{choices}</div>
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_notes_are_asked_about_and_no_others() {
        let column = |header: &str, field: &str| ImportColumn { header: header.into(), field: field.into() };
        let read = [
            column("Nom", "name"),
            column("Remarques", INNER),
            column("Consigne", DOOR),
            column("Note", INNER),
            column("Note", DOOR),
        ];
        let of = |kind| noted(kind, &read).into_iter().map(|column| column.header.as_str()).collect::<Vec<_>>();
        assert_eq!(of(ImportKind::Recipients), ["Remarques", "Consigne"]);
        assert!(of(ImportKind::Deliveries).is_empty());
    }
}
