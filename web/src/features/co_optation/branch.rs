//! The tree, drawn and walked.

use super::{
    acts::{Acts, Asked},
    tree::{Place, Step, step, visible},
};
use crate::{
    dom,
    features::people::words,
    i18n::{Lang, use_lang},
    ui::{Button, ButtonKind, Glyph, Icon, Mark},
};
use cabas_kernel::id::NodeId;
use cabas_messages::co_optation;
use leptos::{attr::custom::custom_attribute, ev::KeyboardEvent, prelude::*};
use std::collections::HashSet;
use wasm_bindgen::JsCast;

/// Deeper than this, ranks are told by their number only: the rails would leave no room for the names on a phone.
const RAILS: usize = 8;

/// What the tree knows of itself. `Copy`.
#[derive(Clone, Copy)]
struct Walk {
    acts: Acts,
    folded: RwSignal<HashSet<NodeId>>,
    seen: Memo<Vec<Place>>,
    /// The one that Tab reaches.
    current: RwSignal<Option<NodeId>>,
}

/// The tree of an organisation.
///
/// | Key | Act |
/// |---|---|
/// | Tab | reaches the person one was at, then leaves the tree |
/// | ↑ ↓ Home End | go from one person to another |
/// | → | unfolds, then goes to the first one brought |
/// | ← | folds, then goes to whoever brought them |
/// | a letter | goes to the next name that begins with it |
/// | Enter, Space | opens the person's card |
#[component]
pub(super) fn Tree(places: Memo<Vec<Place>>, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let folded = RwSignal::new(HashSet::new());
    let seen = Memo::new(move |_| places.with(|places| folded.with(|folded| visible(places, folded))));
    let walk = Walk { acts, folded, seen, current: RwSignal::new(None) };
    let fold_all = move || {
        let tops = places.with_untracked(|places| {
            places.iter().filter(|place| place.children > 0).map(|place| place.node.id).collect()
        });
        folded.set(tops);
    };
    view! {
        <section class="sheet stack stack--tight" aria-labelledby="tree">
            <h2 id="tree">{co_optation::heading(lang)}</h2>
            <p class="soft wide-only no-print" id="tree-keys">{co_optation::keys(lang)}</p>
            <p class="row row--tight no-print">
                <Button kind=ButtonKind::Text on_press=move || folded.set(HashSet::new())>{co_optation::unfold_all(lang)}</Button>
                <Button kind=ButtonKind::Text on_press=fold_all>{co_optation::fold_all(lang)}</Button>
            </p>
            <ul class="tree" role="tree" aria-labelledby="tree" aria-describedby="tree-keys">
                <For each=move || seen.get() key=look_of let:place>
                    <Person place walk/>
                </For>
            </ul>
        </section>
    }
    .into_any()
}

/// A person is drawn anew when anything about them has changed.
fn look_of(place: &Place) -> String {
    let Place { node, rank, position, siblings, children, below } = place;
    let numbers = [rank, position, siblings, children, below].map(ToString::to_string).join("/");
    [serde_json::to_string(node).unwrap_or_default(), numbers].concat()
}

impl Walk {
    /// Whether Tab reaches this one: where one was, else the first.
    fn is_entry(self, id: NodeId) -> bool {
        self.seen.with(|seen| {
            let at = self.current.get().filter(|at| seen.iter().any(|place| place.node.id == *at));
            at.or_else(|| seen.first().map(|place| place.node.id)) == Some(id)
        })
    }

    fn is_folded(self, id: NodeId) -> bool {
        self.folded.with(|folded| folded.contains(&id))
    }

    fn toggle(self, id: NodeId) {
        self.folded.update(|folded| {
            if !folded.remove(&id) {
                folded.insert(id);
            }
        });
    }

    fn open(self, id: NodeId) {
        self.current.set(Some(id));
        self.acts.ask(Asked::Card(id));
    }

    fn press(self, id: NodeId, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let key = event.key();
        if key == "Enter" || key == " " {
            event.prevent_default();
            return self.open(id);
        }
        let is_folded = untrack(|| self.is_folded(id));
        let Some(step) = self.seen.with_untracked(|seen| step(seen, id, &key, is_folded)) else { return };
        event.prevent_default();
        match step {
            Step::To(id) => {
                self.current.set(Some(id));
                if let Some(element) = document().get_element_by_id(&element_id(id)) {
                    dom::focus(element.unchecked_ref());
                }
            }
            Step::Fold | Step::Unfold => self.toggle(id),
            Step::Stay => {}
        }
    }
}

fn element_id(id: NodeId) -> String {
    ["node-", &id.to_string()].concat()
}

#[component]
fn Person(place: Place, walk: Walk) -> impl IntoView {
    let lang = use_lang();
    let Place { node, rank, position, siblings, children, below } = place;
    let id = node.id;
    let name = name(lang, node.display_name.as_deref());
    let shown =
        if node.member_id.is_some() && node.member_id == walk.acts.me { co_optation::me(lang, &name) } else { name };
    let state = node.state.map(|state| words::member(lang, state));
    let rank_words = rank_words(lang, rank);
    let roles = words::roles(lang, &node.roles);
    let rails: Vec<_> = (0..rank.min(RAILS)).map(|_| view! { <span class="tree__rail"></span> }).collect();
    let fold = (children > 0).then(|| {
        let toggle = move |event: leptos::ev::MouseEvent| {
            event.stop_propagation();
            walk.toggle(id);
        };
        view! {
            <span class="tree__fold" class:tree__fold--open=move || !walk.is_folded(id) on:click=toggle><Icon glyph=Glyph::ChevronRight/></span>
        }
        .into_any()
    });
    let hidden =
        move || walk.is_folded(id).then(|| view! { <span class="soft">{co_optation::folded(lang, below)}</span> });
    view! {
        <li
            class="tree__one"
            id=element_id(id)
            role="treeitem"
            {..custom_attribute("aria-level", rank.saturating_add(1).to_string())}
            {..custom_attribute("aria-posinset", position.to_string())}
            {..custom_attribute("aria-setsize", siblings.to_string())}
            aria-expanded=move || (children > 0).then(|| if walk.is_folded(id) { "false" } else { "true" })
            tabindex=move || if walk.is_entry(id) { "0" } else { "-1" }
            on:keydown=move |event| walk.press(id, &event)
            on:click=move |_| walk.open(id)
        >
            {rails}
            <span class="tree__joint">{fold}</span>
            <span class="tree__who">
                <b>{shown}</b>
                {state.map(|(class, shape, word)| view! { <span class=class><Mark shape/>{word}</span> })}
                {(!roles.is_empty()).then(|| view! { <span>{roles}</span> })}
                <span class="soft num">{rank_words}</span>
                {hidden}
            </span>
        </li>
    }
    .into_any()
}

/// What a node is called: whoever erased their account has no name any more.
pub(super) fn name(lang: Lang, name: Option<&str>) -> String {
    name.unwrap_or_else(|| co_optation::erased(lang)).to_owned()
}

/// How far from the origin.
pub(super) fn rank_words(lang: Lang, rank: usize) -> String {
    if rank == 0 { co_optation::rank_root(lang).to_owned() } else { co_optation::rank(lang, rank) }
}
