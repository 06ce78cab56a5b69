//! The bag is a round; the counter is what waits for one.

use super::token::{RoundColour, Token, letter};
use crate::dom::fresh_id;
use leptos::prelude::*;

/// A round as a bag: handle and border in its colour, its letter, its name; a hem of facts; a body of stops.
///
/// `index` is its place among the rounds of the day: it gives letter and colour. `nobody` draws it dashed, as all
/// that is not there yet.
#[component]
pub fn Bag(
    index: usize,
    #[prop(into)] name: TextProp,
    #[prop(optional, into)] nobody: Signal<bool>,
    /// The facts under the name: person and vehicle, punches, load, act.
    #[prop(optional, into)]
    hem: Option<ViewFnOnce>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let colour = RoundColour::nth(index);
    let id = fresh_id("bag");
    let class = ["bag ", colour.class()].concat();
    view! {
        <section class=class class:bag--nobody=move || nobody.get() aria-labelledby=id>
            <div class="bag__hem">
                <div class="bag__name"><Token text=letter(index) round=colour/> <h3 id=id.clone()>{move || name.get()}</h3></div>
                {hem.map(ViewFnOnce::run)}
            </div>
            {children.map(|children| view! { <div class="bag__body">{children()}</div> })}
        </section>
    }
    .into_any()
}

/// What waits for a bag: square, without handle.
#[component]
pub fn Counter(
    #[prop(into)] title: TextProp,
    /// The tag or the acts at the end of the head.
    #[prop(optional, into)]
    end: Option<ViewFnOnce>,
    /// For the jump links of a board.
    #[prop(optional)]
    id: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let title_id = fresh_id("counter");
    view! {
        <section class="counter" id=id aria-labelledby=title_id>
            <div class="counter__head"><h2 id=title_id.clone()>{move || title.get()}</h2> {end.map(ViewFnOnce::run)}</div>
            {children()}
        </section>
    }
    .into_any()
}
