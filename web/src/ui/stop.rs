//! Stop card: where, who and what, state and window, then a line per note.

use super::{
    icon::{Glyph, Icon},
    place::Street,
    status::Status,
};
use crate::i18n::use_lang;
use cabas_kernel::words::deliveries::StopStatus;
use cabas_messages::ui;
use leptos::prelude::*;

/// A note under a stop, with the icon that says its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopNote {
    pub icon: Glyph,
    pub words: String,
}

impl StopNote {
    pub fn new(icon: Glyph, words: impl Into<String>) -> Self {
        Self { icon, words: words.into() }
    }
}

/// A stop as a line of a list (`<li>`). A closed stop shrinks to two lines and can no longer be picked.
///
/// | Key | Act |
/// |---|---|
/// | Space on the box | picks it, or no longer |
/// | Enter on the name | opens the household's file |
#[component]
pub fn StopCard(
    /// One line of address: « 27 avenue Jean-Jaurès ».
    #[prop(into)]
    street: String,
    status: StopStatus,
    /// The window in words, or the hour it was closed.
    #[prop(into)]
    when: String,
    #[prop(optional, into)] who: Option<String>,
    /// Where the name leads.
    #[prop(optional, into)]
    who_href: Option<String>,
    #[prop(optional, into)] what: Option<String>,
    #[prop(optional)] notes: Vec<StopNote>,
    /// Someone else who is changing it.
    #[prop(optional, into)]
    held_by: Option<String>,
    /// Whether it is picked; without it the card has no box.
    #[prop(optional, into)]
    picked: Option<Signal<bool>>,
    #[prop(optional, into)] on_pick: Option<Callback<bool>>,
) -> impl IntoView {
    let lang = use_lang();
    let closed = status.is_closed() && status != StopStatus::Failed;
    let class = match (closed, status, held_by.is_some()) {
        (true, ..) => "stop stop--closed",
        (_, StopStatus::Failed, _) => "stop stop--failed",
        (_, _, true) => "stop stop--held",
        _ => "stop",
    };
    let is_picked = move || picked.is_some_and(|picked| picked.get());
    let head = match picked.filter(|_| !closed) {
        Some(picked) => pickable(street, picked, on_pick),
        None => view! { <p class="stop__where"><Street line=street/></p> }.into_any(),
    };
    let who = who.filter(|_| !closed).map(|who| match who_href {
        Some(href) => view! { <a href=href>{who}</a> }.into_any(),
        None => view! { <span>{who}</span> }.into_any(),
    });
    let taken = held_by.map(|name| StopNote::new(Glyph::Pencil, ui::held_by(lang, &name)));
    let notes: Vec<AnyView> = taken.into_iter().chain(notes).map(note).collect();
    view! {
        <li class=class class:stop--picked=is_picked>
            {head}
            {who.map(|who| view! { <p class="stop__line">{who} <span>{what}</span></p> })}
            <p class="stop__line"><Status status/> <span class="num">{when}</span></p>
            {notes}
        </li>
    }
    .into_any()
}

fn pickable(street: String, picked: Signal<bool>, on_pick: Option<Callback<bool>>) -> AnyView {
    let change = move |event: leptos::ev::Event| {
        if let Some(on_pick) = on_pick {
            on_pick.run(event_target_checked(&event));
        }
    };
    view! {
        <label class="stop__where">
            <input type="checkbox" prop:checked=move || picked.get() on:change=change/>
            <Street line=street/>
        </label>
    }
    .into_any()
}

fn note(note: StopNote) -> AnyView {
    view! { <p class="word"><Icon glyph=note.icon/><span>{note.words}</span></p> }.into_any()
}
