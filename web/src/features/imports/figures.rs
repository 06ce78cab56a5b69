//! How many rows of each class; each figure is also the filter of the list below.

use super::{page::Shared, words};
use crate::{dom, i18n::use_lang, navigation::Navigation, routes::Route, ui::Mark};
use cabas_kernel::id::ImportId;
use cabas_messages::imports as said;
use cabas_model::imports::{ImportCounts, ImportKind, RowClass};
use leptos::{ev::MouseEvent, prelude::*};

/// The name of the filter in the address.
const SHOW: &str = "show";

/// The class of rows that the address asks for, followed; all of them when it asks for none.
pub(super) fn shown() -> Memo<Option<RowClass>> {
    let query = Navigation::of_app().query(SHOW);
    Memo::new(move |_| query.get().and_then(|class| class.parse().ok()))
}

/// Where the rows of a class are shown.
pub(super) fn href(id: ImportId, class: Option<RowClass>) -> String {
    let page = Route::Import { id }.path();
    match class {
        None => page,
        Some(class) => [&page, "?", SHOW, "=", class.as_str()].concat(),
    }
}

/// Shows the rows of a class without leaving the page; from elsewhere on it, focus goes to them.
pub(super) fn show(class: Option<RowClass>, from_afar: bool) -> impl Fn(MouseEvent) + 'static {
    let navigation = Navigation::of_app();
    move |event| {
        let plain =
            event.button() == 0 && !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key());
        if plain {
            event.prevent_default();
            navigation.set_query(&[(SHOW, class.map(RowClass::as_str))]);
            if from_afar {
                dom::focus_soon("#rows");
            }
        }
    }
}

/// One figure per class, over the list that it filters.
///
/// | Key | Act |
/// |---|---|
/// | Tab | goes from one to the next |
/// | Enter | shows the rows of that class |
#[component]
pub(super) fn Figures(shared: Shared, kind: ImportKind, counts: ImportCounts) -> impl IntoView {
    let lang = use_lang();
    let current = shown();
    let one = |(class, count): (Option<RowClass>, u32)| {
        let (shape, words) = words::show(lang, class);
        view! {
            <a href=href(shared.id, class) on:click=show(class, false) aria-current=move || (current.get() == class).then_some("true")>
                <span class="figure">{lang.number(count.into())}</span>
                <span>{shape.map(|shape| view! { <Mark shape/> " " })}{words}</span>
            </a>
        }
    };
    let figures: Vec<_> = words::figures(kind, &counts).into_iter().map(one).collect();
    view! { <nav class="tabs tabs--figures" aria-label=said::show(lang)>{figures}</nav> }.into_any()
}
