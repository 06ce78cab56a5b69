//! How the titles and the columns were read, and another reading of each.

use super::{
    field_choices,
    page::Shared,
    reading::{Defaults, header_rows},
    titles::Titles,
};
use crate::{
    i18n::{Lang, use_lang},
    ui::{Banner, Checkbox, Choice, Glyph, Select, Tone},
};
use cabas_messages::imports as said;
use cabas_model::imports::{ImportColumn, ImportDetails, ImportKind};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// A column of the file and what it is read as, empty when it is left out.
type Read = (String, String);

/// The columns left out, and on demand all of them with their readings.
#[component]
pub(super) fn Columns(shared: Shared, details: ImportDetails) -> impl IntoView {
    let lang = use_lang();
    let open = RwSignal::new(false);
    let unkept = details.unkept_columns.clone();
    let mut ignored = details.ignored_columns.clone();
    ignored.retain(|header| !unkept.iter().any(|column| column.header == *header));
    let left_out = (!ignored.is_empty()).then(|| said::ignored(lang, ignored.len(), &ignored.join(", ")));
    let columns = StoredValue::new(all(&details));
    let kind = details.kind;
    let now = StoredValue::new(InForce::of(&details));
    let remembered = details.remembered_columns.then(|| view! { <Remembered shared/> });
    let details = StoredValue::new(details);
    let name = move |(title, field): (String, String)| {
        shared.draft.update(|draft| draft.read_as(&title, "", &field));
    };
    // Hundreds of choices: not before someone asks for them.
    let toggle = move |event: leptos::ev::Event| {
        let is_open = event_target::<web_sys::Element>(&event).has_attribute("open");
        open.set(is_open);
    };
    view! {
        <div class="import-columns">
            {left_out.map(|words| view! { <p>{words}</p> })}
            {reasons(lang, &unkept).into_iter().map(|words| view! { <p>{words}</p> }).collect::<Vec<_>>()}
            {remembered}
            <Titles titles=shared.titles on_name=name kind=Signal::stored(kind)/>
            <details class="fold" on:toggle=toggle>
                <summary>{said::columns(lang)}</summary>
                {move || open.get().then(|| view! {
                    <div class="stack">
                        {header_rows(shared, details.with_value(|details| details.heads.clone()))}
                        {now.with_value(|now| readings(shared, kind, &columns.get_value(), now))}
                        <Defaults shared kind before=details.with_value(|details| details.defaults.clone())/>
                    </div>
                })}
            </details>
        </div>
    }
    .into_any()
}

/// Why columns that are understood are left out: rounds are made day by day, and other words have no place.
fn reasons(lang: Lang, unkept: &[ImportColumn]) -> Vec<String> {
    let (rounds, others): (Vec<_>, Vec<_>) =
        unkept.iter().partition(|column| matches!(column.field.as_str(), "round" | "position"));
    let names =
        |columns: &[&ImportColumn]| columns.iter().map(|column| column.header.as_str()).collect::<Vec<_>>().join(", ");
    let rounds = (!rounds.is_empty()).then(|| said::unkept_round(lang, &names(&rounds)));
    let others = (!others.is_empty()).then(|| said::unkept(lang, &names(&others)));
    rounds.into_iter().chain(others).collect()
}

/// Says that the columns are read as the last time, and how to have that forgotten.
#[component]
fn Remembered(shared: Shared) -> impl IntoView {
    let lang = use_lang();
    let forgets = RwSignal::new(shared.draft.with_untracked(super::draft::Draft::forgets));
    let change = move |forget| shared.draft.update(|draft| draft.set_forget(forget));
    view! {
        <Banner tone=Tone::Know icon=Glyph::History>{said::remembered(lang)}</Banner>
        <Checkbox label=said::remembered_forget(lang) checked=forgets on_change=Callback::new(change)/>
    }
    .into_any()
}

/// Each header once, those read first. Those that several columns share are read apart, and cannot be told apart here.
fn all(details: &ImportDetails) -> Vec<Read> {
    let mut columns: Vec<Read> = Vec::new();
    let read = details.columns.iter().map(|column| (column.header.clone(), column.field.clone()));
    for (header, field) in read.chain(details.ignored_columns.iter().map(|header| (header.clone(), String::new()))) {
        if !columns.iter().any(|(known, _)| *known == header) {
            columns.push((header, field));
        }
    }
    columns
}

/// What is settled about columns so far, by their titles.
struct InForce {
    kept: BTreeSet<String>,
    erasing: BTreeSet<String>,
}

impl InForce {
    fn of(details: &ImportDetails) -> Self {
        let set = |columns: &[String]| -> BTreeSet<String> { columns.iter().cloned().collect() };
        Self { kept: set(&details.kept_columns), erasing: set(&details.erasing_columns) }
    }
}

/// A list of fields for each column, whether it changes what there is, and for households whether its empty cells
/// erase.
fn readings(shared: Shared, kind: ImportKind, columns: &[Read], now: &InForce) -> AnyView {
    let lang = use_lang();
    let choices: Signal<Vec<Choice>> = Signal::stored(field_choices(lang, kind));
    let one = |(header, field): &Read| {
        let erases =
            (kind == ImportKind::Recipients && !field.is_empty()).then(|| erasing(shared, header, &now.erasing));
        let updates = (!field.is_empty()).then(|| updating(shared, header, &now.kept));
        view! { <div>{reading(shared, header, field, choices)} {updates} {erases}</div> }
    };
    view! {
        <fieldset class="field">
            <legend class="vh">{said::columns_all(lang)}</legend>
            <p>{said::columns_words(lang)}</p>
            <div class="kinds">{columns.iter().map(one).collect::<Vec<_>>()}</div>
        </fieldset>
    }
    .into_any()
}

fn reading(shared: Shared, header: &str, field: &str, choices: Signal<Vec<Choice>>) -> AnyView {
    let label = header.to_owned();
    let (header, field) = (header.to_owned(), field.to_owned());
    let chosen = {
        let (header, field) = (header.clone(), field.clone());
        Memo::new(move |_| shared.draft.with(|draft| draft.field_of(&header).unwrap_or(&field).to_owned()))
    };
    let value = RwSignal::new(chosen.get_untracked());
    // A note's own question, on this page, settles the same.
    Effect::new(move |_| value.set(chosen.get()));
    let choose = move |now: String| shared.draft.update(|draft| draft.read_as(&header, &field, &now));
    view! { <Select label value choices on_choose=choose/> }.into_any()
}

/// Ticked, the column changes what there is; otherwise it serves new rows only.
fn updating(shared: Shared, header: &str, kept: &BTreeSet<String>) -> AnyView {
    let lang = use_lang();
    let keeps = shared.draft.with_untracked(|draft| draft.keep().unwrap_or(kept).contains(header));
    let heard = said::updates_of(lang, header);
    let (header, before) = (header.to_owned(), kept.clone());
    let change = move |event: leptos::ev::Event| {
        let keeps = !event_target_checked(&event);
        shared.draft.update(|draft| draft.set_keep(&before, &header, keeps));
    };
    view! {
        <label class="check">
            <input type="checkbox" aria-label=heard prop:checked=!keeps on:change=change/>
            {said::updates(lang)}
        </label>
    }
    .into_any()
}

/// Ticked, an empty cell of the column erases.
fn erasing(shared: Shared, header: &str, erasing: &BTreeSet<String>) -> AnyView {
    let lang = use_lang();
    let now = shared.draft.with_untracked(|draft| draft.erasing().unwrap_or(erasing).contains(header));
    let heard = said::erases_of(lang, header);
    let (header, before) = (header.to_owned(), erasing.clone());
    let change = move |event: leptos::ev::Event| {
        let erases = event_target_checked(&event);
        shared.draft.update(|draft| draft.set_erasing(&before, &header, erases));
    };
    view! {
        <label class="check">
            <input type="checkbox" aria-label=heard prop:checked=now on:change=change/>
            {said::erases(lang)}
        </label>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_is_understood_and_not_kept_says_why() {
        let column = |header: &str, field: &str| ImportColumn { header: header.into(), field: field.into() };
        let told =
            reasons(Lang::Fr, &[column("Tournée", "round"), column("Rang", "position"), column("Dépt", "region")]);
        assert_eq!(told.len(), 2);
        assert!(
            told.iter().any(|words| words.contains("Tournée, Rang") && words.contains("jour par jour")),
            "{told:?}"
        );
        assert!(reasons(Lang::En, &[]).is_empty());
    }
}
