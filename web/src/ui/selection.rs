//! Selection bar: all that drag can do, in words, at the foot of the screen.

use super::button::{Button, ButtonKind};
use crate::i18n::use_lang;
use cabas_messages::ui;
use leptos::prelude::*;

/// Shown while something is chosen: how many, the acts (children), and a way to choose nothing.
#[component]
pub fn SelectionBar(
    #[prop(into)] count: Signal<usize>,
    #[prop(into)] on_none: Callback<()>,
    children: ChildrenFn,
) -> impl IntoView {
    let lang = use_lang();
    let words = move || ui::picked_stops(lang, count.get());
    // What follows this must not follow the count as well: it would miss the changes that leave this as it is.
    let any = Memo::new(move |_| count.get() > 0);
    let heard = move || Some(count.get()).filter(|count| *count > 0).map(|count| ui::picked_stops(lang, count));
    view! {
        // Always there, so that the change of count is heard.
        <p class="vh" role="status">{heard}</p>
        {move || any.get().then(|| view! {
            <div class="picked">
                <b aria-hidden="true">{words}</b>
                {children()}
                <Button kind=ButtonKind::Text on_press=on_none>{ui::pick_none(lang)}</Button>
            </div>
        })}
    }
    .into_any()
}
