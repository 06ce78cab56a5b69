//! Log of looks: who opened a household's file, what they saw, when. Never folded away.

use super::icon::{Glyph, Icon};
use crate::{dom::fresh_id, i18n::use_lang};
use cabas_messages::ui;
use leptos::prelude::*;

/// One look, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The act: an eye, a printer, a bicycle, a pencil.
    pub icon: Glyph,
    pub who: String,
    pub what: String,
    pub when: String,
}

/// The sheet that lists the looks, with the promise that the family may ask for it.
#[component]
pub fn Looks(looks: Vec<Look>) -> impl IntoView {
    let lang = use_lang();
    let id = fresh_id("looks");
    let none = looks.is_empty();
    let lines: Vec<AnyView> = looks.into_iter().map(line).collect();
    view! {
        <section class="sheet" aria-labelledby=id>
            <h2 id=id.clone()>{ui::looks_title(lang)}</h2>
            <p>{ui::looks_promise(lang)}</p>
            {none.then(|| view! { <p class="soft">{ui::looks_empty(lang)}</p> })}
            <ul class="looks">{lines}</ul>
        </section>
    }
    .into_any()
}

fn line(look: Look) -> AnyView {
    view! { <li><Icon glyph=look.icon/><b>{look.who}</b><span>{look.what}</span><span class="soft num">{look.when}</span></li> }
        .into_any()
}
