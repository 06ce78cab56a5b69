//! A file, chosen or dropped.

use super::icon::{Glyph, Icon};
use crate::{dom::fresh_id, i18n::use_lang};
use cabas_messages::ui;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

/// A place to drop a file on, around the native button that chooses one. Dropping is never the only way (AX2).
///
/// | Key | Act |
/// |---|---|
/// | Enter, Space on the button | opens the list of files |
#[component]
pub fn FileDrop(
    /// What `accept` takes: « .csv,.xlsx,.ods ».
    accept: &'static str,
    #[prop(into)] on_file: Callback<File>,
    #[prop(optional, into)] hint: Option<TextProp>,
) -> impl IntoView {
    let lang = use_lang();
    let id = fresh_id("file");
    let over = RwSignal::new(false);
    let chosen = RwSignal::new(None::<String>);
    let take = move |files: Option<FileList>| {
        if let Some(file) = files.and_then(|files| files.get(0)) {
            chosen.set(Some(described(lang, &file)));
            on_file.run(file);
        }
    };
    let drag = move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    let drop = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|data| data.files()));
    };
    let pick = move |event: leptos::ev::Event| {
        take(
            event
                .target()
                .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
                .and_then(|input| input.files()),
        );
    };
    let hint = hint.unwrap_or_else(|| ui::drop_hint(lang).into());
    view! {
        <div class="drop" class:drop--over=move || over.get() on:dragover=drag on:dragleave=move |_| over.set(false) on:drop=drop>
            <label class="btn">
                <Icon glyph=Glyph::Upload/>{ui::drop_choose(lang)}
                <input class="vh" type="file" accept=accept aria-describedby=id.clone() on:change=pick/>
            </label>
            <p class="field__hint" id=id>{move || hint.get()}</p>
            <p role="status"><b>{move || chosen.get()}</b></p>
        </div>
    }
    .into_any()
}

fn described(lang: crate::i18n::Lang, file: &File) -> String {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes are positive, below 2^53"
    )]
    let kilobytes = (file.size() / 1024.0).ceil() as u64;
    ui::drop_chosen(lang, &file.name(), &ui::size_kb(lang, kilobytes))
}
