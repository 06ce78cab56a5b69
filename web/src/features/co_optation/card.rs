//! A person of the tree: who they are, who brought them, whom they brought.

use super::{
    acts::{Acts, Asked},
    branch::{name, rank_words},
    reach::Refusal,
    tree::Place,
};
use crate::{
    dom,
    features::people::words,
    i18n::{Lang, use_dates, use_lang},
    session::use_account,
    ui::{Button, Glyph, Mark},
};
use cabas_kernel::Permission;
use cabas_messages::co_optation;
use leptos::prelude::*;

#[component]
pub(super) fn Card(place: Place, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let dates = use_dates();
    let account = use_account();
    let id = place.node.id;
    let state = place.node.state.map(|state| words::member(lang, state));
    let roles = words::roles(lang, &place.node.roles);
    let by = match place.node.parent.and_then(|parent| acts.place(parent)) {
        Some(parent) => name(lang, parent.node.display_name.as_deref()),
        None => co_optation::by_nobody(lang).to_owned(),
    };
    let since = dates.day_full(dates.local_day(place.node.at));
    let freeze = account.roles().may(Permission::ManageMembers).then(|| {
        let refused = refusal(lang, &place, acts);
        let ask = move || {
            acts.ask(Asked::Freeze(id));
            dom::focus_soon("dialog[open] select, dialog[open] textarea");
        };
        view! {
            <Button icon=Glyph::Snowflake refused=Signal::stored(refused) on_press=ask>{co_optation::freeze(lang)}</Button>
        }
    });
    view! {
        <dl class="facts">
            {state.map(|(class, shape, word)| view! {
                <dt>{co_optation::state(lang)}</dt><dd><span class=class><Mark shape/>{word}</span></dd>
            })}
            {(!roles.is_empty()).then(|| view! { <dt>{co_optation::roles(lang)}</dt><dd>{roles}</dd> })}
            <dt>{co_optation::by(lang)}</dt><dd>{by}</dd>
            <dt>{co_optation::place(lang)}</dt><dd class="num">{rank_words(lang, place.rank)}</dd>
            <dt>{co_optation::since(lang)}</dt><dd class="num">{since}</dd>
            <dt>{co_optation::brought(lang)}</dt><dd>{people(lang, place.children)}</dd>
            <dt>{co_optation::below(lang)}</dt><dd>{people(lang, place.below)}</dd>
        </dl>
        <p class="row">
            {freeze}
            <Button on_press=move || acts.close()>{co_optation::close(lang)}</Button>
        </p>
    }
    .into_any()
}

fn people(lang: Lang, count: usize) -> String {
    if count == 0 { co_optation::none(lang).to_owned() } else { cabas_messages::common::people(lang, count) }
}

/// Why this branch is not frozen by whoever looks, when it is plain beforehand.
fn refusal(lang: Lang, place: &Place, acts: Acts) -> Option<String> {
    let words = match acts.offered(place.node.id).err()? {
        Refusal::Mine => co_optation::freeze_mine(lang),
        Refusal::Open => co_optation::freeze_open(lang),
        Refusal::Nobody => co_optation::freeze_nobody(lang),
    };
    Some(words.to_owned())
}
