//! Buttons, and links that look like them.

use super::icon::{Glyph, Icon};
use crate::dom::fresh_id;
use leptos::prelude::*;

/// The weight of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// The one main act of a screen.
    Main,
    #[default]
    Plain,
    /// Takes something away.
    Danger,
    /// Reads as a link.
    Text,
    /// An act at the door, 72 px high.
    Door,
    /// The main act at the door: at full width, in the title's size.
    DoorMain,
}

impl ButtonKind {
    const fn class(self, block: bool) -> &'static str {
        match (self, block) {
            (Self::Main, false) => "btn btn--main",
            (Self::Main, true) => "btn btn--main btn--block",
            (Self::Plain, false) => "btn",
            (Self::Plain, true) => "btn btn--block",
            (Self::Danger, false) => "btn btn--danger",
            (Self::Danger, true) => "btn btn--danger btn--block",
            (Self::Text, false) => "btn btn--text",
            (Self::Text, true) => "btn btn--text btn--block",
            (Self::Door, _) => "btn btn--door",
            (Self::DoorMain, _) => "btn btn--door btn--main",
        }
    }
}

/// A button. Its words are a verb and its object; an icon only stands beside them.
///
/// | Key | Act |
/// |---|---|
/// | Enter, Space | presses it, unless it is at work or refused |
///
/// A refused button keeps its place in the tab order and tells why: `refused` holds the sentence. A button at work
/// (`busy`) shows `busy_words` in its own width and ignores presses, so that an act is never done twice.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Glyph>,
    /// Sends the form it stands in.
    #[prop(optional)]
    submit: bool,
    /// As wide as its column.
    #[prop(optional)]
    block: bool,
    /// What those who listen hear: the words, then what they are about, when a list repeats the words.
    #[prop(optional, into)]
    label: Option<String>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] busy_words: Option<TextProp>,
    #[prop(optional, into)] refused: Signal<Option<String>>,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let why = fresh_id("why");
    let is_refused = move || refused.with(Option::is_some);
    let press = move |event: leptos::ev::MouseEvent| {
        if busy.get_untracked() || refused.with_untracked(Option::is_some) {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    let described_by = {
        let why = why.clone();
        move || is_refused().then(|| why.clone())
    };
    let heard = label;
    let label = view! { {icon.map(|glyph| view! { <Icon glyph/> })} {children()} }.into_any();
    view! {
        <button
            class=kind.class(block)
            type=if submit { "submit" } else { "button" }
            aria-label=heard
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || is_refused().then_some("true")
            aria-describedby=described_by
            on:click=press
        >
            {faces(label, busy, busy_words)}
        </button>
        {move || refused.get().map(|sentence| view! { <span class="btn__why" id=why.clone()>{sentence}</span> })}
    }
    .into_any()
}

/// The two faces of a button lie on each other, so that its width does not move when it starts to work.
fn faces(label: AnyView, busy: Signal<bool>, busy_words: Option<TextProp>) -> AnyView {
    match busy_words {
        None => label,
        Some(words) => view! {
            <span class="btn__faces">
                <span class="btn__face" class:btn__face--away=move || busy.get()>{label}</span>
                <span class="btn__face" class:btn__face--away=move || !busy.get()>{move || words.get()}</span>
            </span>
        }
        .into_any(),
    }
}

/// A link that looks like a button: it leads somewhere (a page, `tel:`, `geo:`), it does not act.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: TextProp,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional)] block: bool,
    children: Children,
) -> impl IntoView {
    view! { <a class=kind.class(block) href=move || href.get()>{icon.map(|glyph| view! { <Icon glyph/> })} {children()}</a> }
        .into_any()
}
