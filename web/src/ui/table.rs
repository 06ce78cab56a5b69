//! Table in its frame.

use leptos::prelude::*;

/// A table in a frame that scrolls sideways by itself, so that the page never does.
///
/// | Key | Act |
/// |---|---|
/// | Tab | reaches the frame |
/// | ← → in the frame | scrolls it |
///
/// `head` and the children are the cells: `<tr><th scope="col">…`. Numbers take the class `n`.
#[component]
pub fn Table(
    /// What the table holds: name of the frame and caption for those who listen.
    #[prop(into)]
    label: TextProp,
    #[prop(into)] head: ViewFnOnce,
    children: Children,
) -> impl IntoView {
    let caption = label.clone();
    view! {
        <div class="framed scroll-x" role="region" tabindex="0" aria-label=move || label.get()>
            <table class="table">
                <caption class="vh">{move || caption.get()}</caption>
                <thead>{head.run()}</thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
