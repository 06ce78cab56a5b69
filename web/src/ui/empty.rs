//! Nothing yet, and not yet: empty places say what can be done, bones stand where things will be.

use crate::i18n::use_lang;
use cabas_messages::ui;
use leptos::prelude::*;

/// A place where nothing is: a title, one sentence, one act.
#[component]
pub fn Empty(
    #[prop(into)] title: TextProp,
    #[prop(optional, into)] words: Option<TextProp>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{move || title.get()}</h2>
            {words.map(|words| view! { <p>{move || words.get()}</p> })}
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

/// What the bones imitate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Bones {
    /// Stop cards, one below the other.
    #[default]
    Stops,
    /// Sheets of text.
    Text,
}

/// Bones in place of what is loading. They are told once to those who listen, and hidden from the reading order.
#[component]
pub fn Skeleton(#[prop(optional)] bones: Bones, #[prop(default = 3)] count: usize) -> impl IntoView {
    let one = move || {
        match bones {
        Bones::Stops => view! {
            <div class="sheet stack stack--tight">
                <div class="bone bone--plate"></div><div class="bone bone--long"></div><div class="bone bone--short"></div>
            </div>
        }
        .into_any(),
        Bones::Text => view! {
            <div class="sheet stack stack--tight">
                <div class="bone bone--short"></div><div class="bone bone--long"></div><div class="bone bone--long"></div>
            </div>
        }
        .into_any(),
    }
    };
    let lang = use_lang();
    view! {
        <div class="stack" aria-busy="true">
            <p class="vh" role="status">{ui::loading(lang)}</p>
            <div class="stack" aria-hidden="true">{(0..count).map(|_| one()).collect::<Vec<_>>()}</div>
        </div>
    }
    .into_any()
}
