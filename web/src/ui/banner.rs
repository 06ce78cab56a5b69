//! Banner: one fact about the page, between two rules.

use super::icon::{Glyph, Icon, Mark, Shape};
use leptos::prelude::*;

/// What a banner is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tone {
    /// Something new.
    #[default]
    News,
    /// Something to know before going on.
    Know,
    /// Something that did not work: what happened, what was kept, what to do.
    Error,
}

/// A banner. Words come as children, acts in `act`.
#[component]
pub fn Banner(
    #[prop(optional)] tone: Tone,
    #[prop(default = Glyph::History)] icon: Glyph,
    #[prop(optional, into)] act: Option<ViewFnOnce>,
    children: Children,
) -> impl IntoView {
    let (class, role) = match tone {
        Tone::News => ("banner", "status"),
        Tone::Know => ("banner banner--warn", "note"),
        Tone::Error => ("banner banner--error", "alert"),
    };
    let drawing = match tone {
        Tone::Error => view! { <Mark shape=Shape::Failed/> }.into_any(),
        Tone::News | Tone::Know => view! { <Icon glyph=icon/> }.into_any(),
    };
    view! { <div class=class role=role>{drawing}<p>{children()}</p> {act.map(ViewFnOnce::run)}</div> }.into_any()
}
