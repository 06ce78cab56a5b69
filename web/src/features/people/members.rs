//! The team: who, as what, brought by whom.

use super::{
    People,
    acts::{Acts, Asked},
    words,
};
use crate::{
    i18n::{compare, use_dates, use_lang},
    routes::Route,
    session::use_account,
    ui::{Button, ButtonKind, Empty, Glyph, Mark, Menu, MenuItem, Token},
};
use cabas_kernel::{Permission, Role};
use cabas_messages::{members as acts, people};
use cabas_model::members::{MemberState, MemberSummary};
use leptos::prelude::*;

/// Those who are in first, by name; those who are out after.
#[component]
pub(super) fn Team(people: People, inviting: Option<RwSignal<bool>>, asking: Acts) -> impl IntoView {
    let lang = use_lang();
    let mut members = people.members;
    members.sort_by(|a, b| {
        is_out(a.state).cmp(&is_out(b.state)).then_with(|| compare(lang, &a.display_name, &b.display_name))
    });
    let is_admin = |one: &&MemberSummary| one.state == MemberState::Active && one.roles.contains(&Role::Admin);
    let is_watched = members.iter().filter(is_admin).nth(1).is_some();
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
            <ul class="rows">{members.into_iter().map(|member| view! { <Member member is_watched asking/> }).collect::<Vec<_>>()}</ul>
        </section>
        {alone}
    }
    .into_any()
}

/// No longer in the team, or never let in.
pub(super) const fn is_out(state: MemberState) -> bool {
    matches!(state, MemberState::Excluded | MemberState::Left | MemberState::Refused)
}

#[component]
fn Member(member: MemberSummary, is_watched: bool, asking: Acts) -> impl IntoView {
    let lang = use_lang();
    let dates = use_dates();
    let me = use_account().me().with_untracked(|me| me.id);
    let manages = use_account().roles().may(Permission::ManageMembers) && member.user_id != me;
    let can = manages.then(|| can(member.clone(), is_watched, asking));
    let (class, shape, state) = words::member(lang, member.state);
    let initials = words::initials(&member.display_name);
    let name = if member.user_id == me { people::me(lang, &member.display_name) } else { member.display_name };
    let by = match &member.invited_by {
        Some(inviter) => people::member_by(lang, inviter),
        None => people::member_first(lang).to_owned(),
    };
    let since = people::since(lang, &dates.day(dates.local_day(member.joined_at)));
    let until = member.suspended_until.map(|last| people::suspended_until(lang, &dates.day_full(last)));
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
            <div class="stack stack--tight">
                <p><span class=class><Mark shape/>{state}</span></p>
                {until.map(|until| view! { <p class="soft num">{until}</p> })}
                {can}
            </div>
        </li>
    }
    .into_any()
}

/// What an admin may do about someone else in their state.
fn can(member: MemberSummary, is_watched: bool, asking: Acts) -> Option<AnyView> {
    let lang = use_lang();
    let heard = acts::manage_of(lang, &member.display_name);
    let one = StoredValue::new(member.clone());
    match member.state {
        MemberState::Active => {
            let roles = move || asking.ask(Asked::Roles { member: one.get_value(), is_watched });
            let sessions = move || asking.ask(Asked::Sessions(one.get_value()));
            let suspend = move || asking.ask(Asked::Suspend(one.get_value()));
            let items = view! {
                <div>
                    <Menu label=acts::manage(lang) heard icon=Glyph::Dots>
                        <MenuItem icon=Glyph::Key on_press=roles>{acts::change_roles(lang)}</MenuItem>
                        <MenuItem icon=Glyph::PlugConnected on_press=sessions>{acts::sessions(lang)}</MenuItem>
                        <MenuItem icon=Glyph::Lock on_press=suspend>{acts::suspend(lang)}</MenuItem>
                    </Menu>
                </div>
            };
            Some(items.into_any())
        }
        MemberState::Suspended => {
            let heard = acts::reinstate_of(lang, &member.display_name);
            let reinstate = move || asking.ask(Asked::Reinstate(one.get_value()));
            let exclude_heard = acts::exclude_of(lang, &member.display_name);
            let exclude = move || asking.ask(Asked::Exclude(one.get_value()));
            let buttons = view! {
                <p class="row row--tight">
                    <Button label=heard on_press=reinstate>{acts::reinstate(lang)}</Button>
                    <Button kind=ButtonKind::Text label=exclude_heard on_press=exclude>{acts::exclude(lang)}</Button>
                </p>
            };
            Some(buttons.into_any())
        }
        MemberState::Frozen => {
            let href = Route::CoOptation.path();
            Some(view! { <p><a class="tap" href=href>{acts::decided_elsewhere(lang)}</a></p> }.into_any())
        }
        _ => None,
    }
}
