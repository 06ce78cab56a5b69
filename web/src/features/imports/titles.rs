//! A sheet whose titles nobody knows: what each column holds is asked, and the sheet is sent again with the answers.

use super::field_choices;
use crate::{
    i18n::use_lang,
    ui::{Choice, Select},
};
use cabas_messages::imports as said;
use cabas_model::imports::ImportKind;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// One list of fields for each title, while there are any.
#[component]
pub(super) fn Titles(
    titles: RwSignal<Vec<String>>,
    mapping: RwSignal<BTreeMap<String, String>>,
    kind: RwSignal<ImportKind>,
) -> impl IntoView {
    let lang = use_lang();
    let choices: Signal<Vec<Choice>> = Memo::new(move |_| field_choices(lang, kind.get())).into();
    let one = move |title: String| {
        let value = RwSignal::new(String::new());
        let label = title.clone();
        let choose = move |field: String| {
            mapping.update(|mapping| {
                mapping.insert(title.clone(), field);
            });
        };
        view! { <Select label value choices on_choose=choose/> }
    };
    move || {
        let titles = titles.get();
        (!titles.is_empty()).then(|| {
            view! {
                <fieldset class="field">
                    <legend>{said::titles(lang)}</legend>
                    <p class="field__hint">{said::titles_words(lang)}</p>
                    <div class="kinds">{titles.into_iter().map(one).collect::<Vec<_>>()}</div>
                </fieldset>
            }
        })
    }
}
