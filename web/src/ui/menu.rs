//! Menu: a few acts behind one button.

use super::icon::{Glyph, Icon};
use crate::dom::fresh_id;
use leptos::{html, prelude::*};

/// Closes the menu around an item, once its act is done.
#[derive(Clone, Copy)]
struct Closer(NodeRef<html::Div>);

/// A button that opens a list of acts in a native `popover`.
///
/// | Key | Act |
/// |---|---|
/// | Enter, Space on the button | opens or closes it |
/// | Tab | goes through the acts |
/// | Escape | closes it; focus goes back to the button |
///
/// The acts are plain buttons in the tab order, not a `role=menu`, which would promise arrow keys.
#[component]
pub fn Menu(
    #[prop(into)] label: TextProp,
    #[prop(optional)] icon: Option<Glyph>,
    /// What those who listen hear: the label, then what it is about, when a list repeats it.
    #[prop(optional, into)]
    heard: Option<String>,
    children: Children,
) -> impl IntoView {
    let id = fresh_id("menu");
    let list = NodeRef::<html::Div>::new();
    provide_context(Closer(list));
    view! {
        <button class="btn" type="button" popovertarget=id.clone() aria-haspopup="true" aria-label=heard>
            {icon.map(|glyph| view! { <Icon glyph/> })} {move || label.get()}
        </button>
        <div class="menu" id=id popover="auto" node_ref=list>{children()}</div>
    }
    .into_any()
}

/// One act of a menu.
#[component]
pub fn MenuItem(
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(into)] on_press: Callback<()>,
    children: Children,
) -> impl IntoView {
    let closer = use_context::<Closer>();
    let press = move |_| {
        if let Some(list) = closer.and_then(|closer| closer.0.get_untracked()) {
            // Already hidden is as good.
            let _ = list.hide_popover();
        }
        on_press.run(());
    };
    view! { <button type="button" on:click=press>{icon.map(|glyph| view! { <Icon glyph/> })} {children()}</button> }
        .into_any()
}
