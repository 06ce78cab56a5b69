//! A sheet whose titles nobody knows: what each column holds is asked, and it is read again with the answers.

use super::field_choices;
use crate::{
    i18n::use_lang,
    ui::{Choice, Select},
};
use cabas_messages::imports as said;
use cabas_model::imports::ImportKind;
use leptos::prelude::*;

/// One list of fields for each title, while there are any.
#[component]
pub(super) fn Titles(
    titles: RwSignal<Vec<String>>,
    #[prop(into)] on_name: Callback<(String, String)>,
    #[prop(into)] kind: Signal<ImportKind>,
) -> impl IntoView {
    let lang = use_lang();
    let choices: Signal<Vec<Choice>> = Memo::new(move |_| field_choices(lang, kind.get())).into();
    let one = move |title: String| {
        let value = RwSignal::new(String::new());
        let label = title.clone();
        let choose = move |field: String| on_name.run((title.clone(), field));
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
