//! Dialog: a question that names its object, and two verbs.

use crate::dom::fresh_id;
use leptos::{html, prelude::*};

/// A native modal dialog, shown while `open` is true. Its children are made anew at each opening.
///
/// | Key | Act |
/// |---|---|
/// | Escape | closes it; focus goes back to what opened it |
/// | Tab | stays inside |
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    /// A question that names its object: « Retirer Bakary de la tournée B ? »
    #[prop(into)]
    title: TextProp,
    /// For lists and files rather than a question.
    #[prop(optional, into)]
    wide: Signal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let labelled_by = fresh_id("dialog");
    let title_id = labelled_by.clone();
    Effect::new(move |_| {
        let wanted = open.get();
        if let Some(dialog) = node.get()
            && dialog.open() != wanted
        {
            if wanted {
                // Fails only for a dialog out of the document or already open: neither can be here.
                let _ = dialog.show_modal();
            } else {
                dialog.close();
            }
        }
    });
    // The browser tells of it a moment later: by then somebody may have opened it again.
    let closed = move |_| {
        if node.get_untracked().is_none_or(|dialog| !dialog.open()) {
            open.set(false);
        }
    };
    view! {
        <dialog class:wide=move || wide.get() aria-labelledby=labelled_by node_ref=node on:close=closed>
            {move || open.get().then(|| {
                let title = title.clone();
                view! { <div class="stack"><h2 id=title_id.clone()>{move || title.get()}</h2> {children()}</div> }.into_any()
            })}
        </dialog>
    }
    .into_any()
}
