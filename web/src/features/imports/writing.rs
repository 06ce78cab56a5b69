//! What may be written: new rows, known ones, both, or the whole list.

use super::{page::Shared, words};
use crate::{dom::fresh_id, i18n::use_lang};
use cabas_messages::imports as said;
use cabas_model::imports::{ImportKind, WriteMode};
use leptos::prelude::*;

/// The most usual first. Stops are never a whole list.
fn modes(kind: ImportKind) -> impl Iterator<Item = WriteMode> {
    [WriteMode::Merge, WriteMode::Create, WriteMode::Update, WriteMode::Sync]
        .into_iter()
        .filter(move |mode| *mode != WriteMode::Sync || kind == ImportKind::Recipients)
}

/// One sentence for each; folded under the one in force.
#[component]
pub(super) fn Writing(shared: Shared, kind: ImportKind, now: WriteMode) -> impl IntoView {
    let lang = use_lang();
    let name = fresh_id("write");
    let chosen = RwSignal::new(shared.draft.with_untracked(super::draft::Draft::write).unwrap_or(now));
    let one = |mode: WriteMode| {
        let id = fresh_id("write-words");
        let (title, sentence) = words::write(lang, mode);
        let choose = move |_| {
            chosen.set(mode);
            shared.draft.update(|draft| draft.set_write(now, mode));
        };
        view! {
            <div class="kind">
                <label class="check">
                    <input type="radio" name=name.clone() aria-describedby=id.clone()
                        prop:checked=move || chosen.get() == mode on:change=choose/>
                    <b>{title}</b>
                </label>
                <p id=id>{sentence}</p>
            </div>
        }
    };
    let modes: Vec<_> = modes(kind).map(one).collect();
    view! {
        <details class="fold">
            <summary>{move || said::write_now(lang, words::write(lang, chosen.get()).0)}</summary>
            <fieldset class="field"><legend class="vh">{said::write(lang)}</legend><div class="kinds">{modes}</div></fieldset>
        </details>
    }
    .into_any()
}
