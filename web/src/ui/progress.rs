//! Progress of something that takes time, with both numbers in words.

use crate::{dom::fresh_id, i18n::use_lang};
use cabas_messages::ui;
use leptos::prelude::*;

/// « Adresses placées, 141 sur 196 » above a native bar.
#[component]
pub fn Progress(
    #[prop(into)] label: TextProp,
    #[prop(into)] done: Signal<usize>,
    #[prop(into)] total: Signal<usize>,
    /// The label already says the numbers.
    #[prop(optional)]
    whole: bool,
) -> impl IntoView {
    let lang = use_lang();
    let id = fresh_id("progress");
    let words = move || {
        if whole { label.get().into_owned() } else { ui::progress(lang, total.get(), done.get(), &label.get()) }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{words}</label>
            <progress id=id max=move || total.get() value=move || done.get()></progress>
        </div>
    }
    .into_any()
}
