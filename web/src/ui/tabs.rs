//! Tabs: links on a ruled line; the one in use is a piece of paper.

use super::icon::{Mark, Shape};
use leptos::prelude::*;

/// A row of tabs. They are links, so that the address holds which one is open.
///
/// | Key | Act |
/// |---|---|
/// | Tab | goes from one to the next |
/// | Enter | opens it |
#[component]
pub fn Tabs(#[prop(into)] label: TextProp, children: Children) -> impl IntoView {
    view! { <nav class="tabs" aria-label=move || label.get()>{children()}</nav> }.into_any()
}

/// One tab, with its count.
#[component]
pub fn Tab(
    #[prop(into)] href: TextProp,
    #[prop(into)] current: Signal<bool>,
    #[prop(optional)] mark: Option<Shape>,
    #[prop(optional, into)] count: Option<Signal<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <a href=move || href.get() aria-current=move || current.get().then_some("true")>
            {mark.map(|shape| view! { <Mark shape/> })}
            {children()}
            {count.map(|count| view! { " " <span class="count">{move || count.get()}</span> })}
        </a>
    }
    .into_any()
}
