//! State of the connection, always in words.

use super::icon::{Glyph, Icon};
use crate::i18n::use_lang;
use crate::live::Link;
use cabas_messages::ui;
use leptos::prelude::*;

/// « En direct, mis à jour à 9 h 42 », or what is lost or paused since when. `waiting` counts what a phone has still to
/// send.
#[component]
pub fn Live(#[prop(into)] link: Signal<Link>, #[prop(optional, into)] waiting: Signal<usize>) -> impl IntoView {
    let lang = use_lang();
    let state = move || match link.get() {
        Link::Opening => {
            view! { <span class="live"><Icon glyph=Glyph::PlugConnected/>{ui::live_connecting(lang)}</span> }.into_any()
        }
        Link::Open { updated } => view! {
            <span class="live">
                <Icon glyph=Glyph::PlugConnected/><b>{ui::live_on(lang)}</b>
                {updated.map(|time| view! { <span class="num">{ui::live_updated(lang, &time)}</span> })}
            </span>
        }
        .into_any(),
        Link::Lost { since } => cut(ui::live_lost(lang, &since)),
        Link::Paused { since } => cut(ui::live_paused(lang, &since)),
    };
    let sends = move || {
        (waiting.get() > 0).then(|| view! {
            <span class="live"><Icon glyph=Glyph::CloudUpload/><b>{ui::sends_waiting(lang, waiting.get())}</b></span>
        })
    };
    view! { <p class="row" role="status">{state} {sends}</p> }.into_any()
}

fn cut(words: String) -> AnyView {
    view! { <span class="live live--lost"><Icon glyph=Glyph::PlugConnectedX/>{words}</span> }.into_any()
}
