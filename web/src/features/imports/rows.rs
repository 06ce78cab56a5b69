//! The rows of a preview, a page at a time: ten thousand of them are never drawn together.

use super::{figures::shown, page::Shared, table::table, words};
use crate::{
    dom,
    failure::Failure,
    i18n::use_lang,
    ui::{Bones, Button, Checkbox, Empty, Glyph, Loaded},
};
use cabas_messages::imports as said;
use cabas_model::{
    Page,
    imports::{ImportDetails, ImportRow, ImportRowQuery, RowClass},
};
use leptos::prelude::*;

/// Rows of one page.
const PAGE: u16 = 100;

/// Where one is in the list. It stays when the preview is made anew: cursors are places in the file.
#[derive(Clone, PartialEq, Default)]
pub(super) struct Place {
    class: Option<RowClass>,
    /// The cursors of the pages after the first, up to this one.
    trail: Vec<String>,
}

/// The list, its filter in the address, its pages.
#[component]
pub(super) fn Rows(shared: Shared, details: ImportDetails) -> impl IntoView {
    let lang = use_lang();
    let class = shown();
    let place = shared.place;
    let follow = move |class| {
        if place.with_untracked(|place| place.class != class) {
            place.set(Place { class, trail: Vec::new() });
        }
    };
    follow(class.get_untracked());
    Effect::new(move |_| follow(class.get()));
    let rows = LocalResource::new(move || read(shared, place.get()));
    let every = RwSignal::new(false);
    let (kind, columns) = (details.kind, StoredValue::new(details.columns.clone()));
    let total = move || {
        let class = place.with(|place| place.class);
        let figures = words::figures(kind, &details.counts);
        figures.into_iter().find(|(known, _)| *known == class).map_or(0, |(_, count)| count)
    };
    let total = Memo::new(move |_| total());
    let page = move |page: Page<ImportRow>| {
        if page.items.is_empty() {
            return view! { <Empty title=said::none_here(lang)/> }.into_any();
        }
        let next = page.next_cursor;
        let rows = StoredValue::new(page.items);
        let drawn = move || {
            let every = every.get();
            columns.with_value(|columns| {
                rows.with_value(|rows| table(shared, kind, columns, rows, every, total.get_untracked()))
            })
        };
        view! {
            <div class="stack">
                <Checkbox label=said::every_column(lang) checked=every/>
                <div>{drawn}</div>
                <Pages place next total/>
            </div>
        }
        .into_any()
    };
    view! { <div class="import-rows" id="rows" tabindex="-1" role="group" aria-label=said::table(lang)><Loaded data=rows bones=Bones::Text children=page/></div> }
        .into_any()
}

async fn read(shared: Shared, place: Place) -> Result<Page<ImportRow>, Failure> {
    let (organisation, id) = (shared.account.organisation(), shared.id);
    let query = ImportRowQuery { class: place.class, limit: Some(PAGE), cursor: place.trail.last().cloned() };
    shared
        .account
        .call(move |client| {
            let query = query.clone();
            async move { client.list_import_rows(organisation, id, &query).await }
        })
        .await
}

/// The way to the pages before and after.
#[component]
fn Pages(place: RwSignal<Place>, next: Option<String>, total: Memo<u32>) -> impl IntoView {
    let lang = use_lang();
    let number = place.with_untracked(|place| place.trail.len().saturating_add(1));
    let turn = move |change: &dyn Fn(&mut Vec<String>)| {
        place.update(|place| change(&mut place.trail));
        dom::focus_soon("#rows");
    };
    let back = move || {
        turn(&|trail| {
            trail.pop();
        });
    };
    let is_only = number == 1 && next.is_none();
    let forward = next.map(|cursor| {
        let press = move || turn(&|trail| trail.push(cursor.clone()));
        view! { <Button icon=Glyph::ChevronRight on_press=press>{said::next_lines(lang)}</Button> }
    });
    (!is_only).then(|| {
        view! {
            <nav class="row" aria-label=said::pages(lang)>
                {(number > 1).then(|| view! { <Button icon=Glyph::ChevronLeft on_press=back>{said::previous_lines(lang)}</Button> })}
                <span class="num" role="status">{move || said::page_of(lang, number, pages(total.get()))}</span>
                {forward}
            </nav>
        }
    })
}

/// How many pages some rows fill.
fn pages(rows: u32) -> u32 {
    rows.div_ceil(u32::from(PAGE)).max(1)
}

#[cfg(test)]
mod tests {
    use super::pages;

    #[test]
    fn ten_thousand_rows_are_a_hundred_pages() {
        assert_eq!([0, 1, 100, 101, 10_000].map(pages), [1, 1, 1, 2, 100]);
    }
}
