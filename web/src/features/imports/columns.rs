//! How the columns were read, and another reading of each.

use super::{field_choices, page::Shared};
use crate::{
    i18n::use_lang,
    ui::{Choice, Select, Table},
};
use cabas_messages::imports as said;
use cabas_model::imports::{ImportDetails, ImportKind};
use leptos::prelude::*;

/// A column of the file and what it is read as, empty when it is left out.
type Read = (String, String);

/// The columns left out, and on demand all of them with their readings.
#[component]
pub(super) fn Columns(shared: Shared, details: ImportDetails) -> impl IntoView {
    let lang = use_lang();
    let open = RwSignal::new(false);
    let ignored = details.ignored_columns.clone();
    let left_out = (!ignored.is_empty()).then(|| said::ignored(lang, ignored.len(), &ignored.join(", ")));
    let columns = StoredValue::new(all(&details));
    let kind = details.kind;
    // Hundreds of choices: not before someone asks for them.
    let toggle = move |event: leptos::ev::Event| {
        let is_open = event_target::<web_sys::Element>(&event).has_attribute("open");
        open.set(is_open);
    };
    view! {
        <div class="stack stack--tight">
            {left_out.map(|words| view! { <p>{words}</p> })}
            <details class="fold" on:toggle=toggle>
                <summary>{said::columns(lang)}</summary>
                {move || open.get().then(|| table(shared, kind, &columns.get_value()))}
            </details>
        </div>
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

fn table(shared: Shared, kind: ImportKind, columns: &[Read]) -> AnyView {
    let lang = use_lang();
    // A household has something that an empty cell could erase.
    let erases = kind == ImportKind::Recipients;
    let choices: Signal<Vec<Choice>> = Signal::stored(field_choices(lang, kind));
    let rows: Vec<_> = columns
        .iter()
        .map(|(header, field)| {
            view! {
                <tr>
                    <th scope="row">{header.clone()}</th>
                    <td>{reading(shared, header, field, choices)}</td>
                    {erases.then(|| view! { <td>{(!field.is_empty()).then(|| erasing(shared, header))}</td> })}
                </tr>
            }
        })
        .collect();
    let head = move || {
        view! {
            <tr>
                <th scope="col">{said::column(lang)}</th>
                <th scope="col">{said::read_as(lang)}</th>
                {erases.then(|| view! { <th scope="col">{said::if_empty(lang)}</th> })}
            </tr>
        }
    };
    view! {
        <div class="stack stack--tight">
            <p>{said::columns_words(lang)}</p>
            <Table label=said::columns_label(lang) head>{rows}</Table>
        </div>
    }
    .into_any()
}

fn reading(shared: Shared, header: &str, field: &str, choices: Signal<Vec<Choice>>) -> AnyView {
    let lang = use_lang();
    let chosen = shared.draft.with_untracked(|draft| draft.field_of(header).unwrap_or(field).to_owned());
    let value = RwSignal::new(chosen);
    let label = said::read_as_of(lang, header);
    let (header, field) = (header.to_owned(), field.to_owned());
    let choose = move |now: String| shared.draft.update(|draft| draft.read_as(&header, &field, &now));
    view! { <Select label inline=true quiet=true value choices on_choose=choose/> }.into_any()
}

fn erasing(shared: Shared, header: &str) -> AnyView {
    let lang = use_lang();
    let header = header.to_owned();
    let now = shared.draft.with_untracked(|draft| {
        draft
            .erasing()
            .map_or_else(|| shared.erasing.with_untracked(|all| all.contains(&header)), |all| all.contains(&header))
    });
    let heard = said::erases_of(lang, &header);
    let change = move |event: leptos::ev::Event| {
        let erases = event_target_checked(&event);
        let before = shared.erasing.get_untracked();
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
