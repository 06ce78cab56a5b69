//! The team: who, as what, brought by whom.

use super::{People, words};
use crate::{
    i18n::{compare, use_dates, use_lang},
    session::use_account,
    ui::{Button, Empty, Glyph, Mark, Token},
};
use cabas_messages::people;
use cabas_model::members::{MemberState, MemberSummary};
use leptos::prelude::*;

/// Those who are in first, by name; those who are out after.
#[component]
pub(super) fn Team(people: People, inviting: Option<RwSignal<bool>>) -> impl IntoView {
    let lang = use_lang();
    let mut members = people.members;
    members.sort_by(|a, b| {
        is_out(a.state).cmp(&is_out(b.state)).then_with(|| compare(lang, &a.display_name, &b.display_name))
    });
    let count = members.iter().filter(|one| !is_out(one.state)).count();
    let alone = (members.len() < 2).then(|| {
        view! {
            <Empty title=people::alone_title(lang) words=people::alone_words(lang)>
                {inviting.map(|inviting| view! {
                    <Button icon=Glyph::UserPlus on_press=move || inviting.set(true)>{people::invite(lang)}</Button>
                })}
            </Empty>
        }
    });
    view! {
        <section class="sheet" aria-labelledby="team">
            <h2 id="team">{people::members(lang)} " " <span class="soft">{people::members_count(lang, count)}</span></h2>
            <ul class="rows">{members.into_iter().map(|member| view! { <Member member/> }).collect::<Vec<_>>()}</ul>
        </section>
        {alone}
    }
    .into_any()
}

const fn is_out(state: MemberState) -> bool {
    matches!(state, MemberState::Excluded | MemberState::Left | MemberState::Refused)
}

#[component]
fn Member(member: MemberSummary) -> impl IntoView {
    let lang = use_lang();
    let dates = use_dates();
    let me = use_account().me().with_untracked(|me| me.id);
    let (class, shape, state) = words::member(lang, member.state);
    let initials = words::initials(&member.display_name);
    let name = if member.user_id == me { people::me(lang, &member.display_name) } else { member.display_name };
    let by = match &member.invited_by {
        Some(inviter) => people::member_by(lang, inviter),
        None => people::member_first(lang).to_owned(),
    };
    let since = people::since(lang, &dates.day(dates.local_day(member.joined_at)));
    let seen = member.last_seen_at.map(|at| people::seen(lang, &dates.moment(at)));
    view! {
        <li class="rows__one">
            <Token text=initials hidden=true/>
            <div>
                <p><b>{name}</b></p>
                <p class="soft">{member.email}</p>
                <p class="soft num">{by} ", " {since}</p>
            </div>
            <div>
                <p>{words::roles(lang, &member.roles)}</p>
                {seen.map(|seen| view! { <p class="soft num">{seen}</p> })}
            </div>
            <p><span class=class><Mark shape/>{state}</span></p>
        </li>
    }
    .into_any()
}
