//! Invitations: what waits for someone, and what is closed.

use super::{Data, People, refresh, words};
use crate::{
    i18n::{now, use_dates, use_lang},
    session::use_account,
    ui::{Button, ButtonKind, Dialog, Form, FormState, Glyph, Icon, Mark, Toasts},
};
use cabas_kernel::{Permission, Ts};
use cabas_messages::people;
use cabas_model::{
    invitations::{InvitationState, InvitationSummary},
    members::{MemberState, MemberSummary},
};
use leptos::prelude::*;

/// Those that wait for someone, then the closed ones, folded.
#[component]
pub(super) fn Invitations(people: People, data: Data) -> impl IntoView {
    let lang = use_lang();
    let at = now();
    let (mut open, over): (Vec<_>, Vec<_>) =
        people.invitations.into_iter().partition(|one| !is_over(state_at(one, at)));
    // What waits for us comes before what waits for others.
    open.sort_by_key(|one| one.state != InvitationState::AwaitingConfirmation);
    let row = move |invitation: InvitationSummary| {
        let arrival = arrival(&people.members, &invitation).map(|member| member.display_name.clone());
        view! { <Invitation invitation arrival data/> }
    };
    let none = open.is_empty().then(|| view! { <p class="soft">{people::invitations_none(lang)}</p> });
    let count = over.len();
    let open: Vec<_> = open.into_iter().map(&row).collect();
    let over = (count > 0).then(|| {
        view! {
            <details class="fold">
                <summary>{people::invitations_over(lang, count)}</summary>
                <ul class="rows">{over.into_iter().map(&row).collect::<Vec<_>>()}</ul>
            </details>
        }
    });
    view! {
        <section class="sheet" aria-labelledby="invitations">
            <h2 id="invitations">{people::invitations(lang)}</h2>
            {none}
            {(!open.is_empty()).then(|| view! { <ul class="rows">{open}</ul> })}
            {over}
        </section>
    }
    .into_any()
}

/// The member that an invitation brought, while they wait.
fn arrival<'a>(members: &'a [MemberSummary], invitation: &InvitationSummary) -> Option<&'a MemberSummary> {
    let waits = |member: &&MemberSummary| {
        member.state == MemberState::AwaitingConfirmation && member.email.eq_ignore_ascii_case(&invitation.email)
    };
    members.iter().find(waits).filter(|_| invitation.state == InvitationState::AwaitingConfirmation)
}

/// The state with the clock counted in: nobody has to do anything for an invitation to expire.
fn state_at(invitation: &InvitationSummary, at: Ts) -> InvitationState {
    match invitation.state {
        InvitationState::Sent if at >= invitation.expires_at => InvitationState::Expired,
        state => state,
    }
}

const fn is_over(state: InvitationState) -> bool {
    matches!(state, InvitationState::Accepted | InvitationState::Expired | InvitationState::Revoked)
}

#[component]
fn Invitation(invitation: InvitationSummary, arrival: Option<String>, data: Data) -> impl IntoView {
    let lang = use_lang();
    let dates = use_dates();
    let manages = use_account().roles().may(Permission::ManageMembers);
    let state = state_at(&invitation, now());
    let (class, shape, word) = words::invitation(lang, state, manages);
    let until =
        (state == InvitationState::Sent).then(|| people::valid_until(lang, &dates.moment(invitation.expires_at)));
    let name = arrival.clone().unwrap_or_else(|| invitation.email.clone());
    let email = arrival.is_some().then(|| invitation.email.clone());
    view! {
        <li class="rows__one">
            <Icon glyph=Glyph::Mail/>
            <div>
                <p><b>{name.clone()}</b></p>
                {email.map(|email| view! { <p class="soft">{email}</p> })}
                <p class="soft num">
                    {people::by(lang, &invitation.invited_by)} ", " {people::sent(lang, &dates.moment(invitation.last_sent_at))}
                </p>
                {invitation.note.clone().map(|note| view! { <p class="word"><Icon glyph=Glyph::Note/><span>{note}</span></p> })}
            </div>
            <div>
                <p>{words::roles(lang, &invitation.roles)}</p>
                <p><span class=class><Mark shape/>{word}</span></p>
                {until.map(|until| view! { <p class="soft num">{until}</p> })}
            </div>
            {acts(invitation, name, state, manages, data)}
        </li>
    }
    .into_any()
}

/// What can be done with an invitation in its state. A refusal is told in its row.
fn acts(
    invitation: InvitationSummary,
    name: String,
    state: InvitationState,
    manages: bool,
    data: Data,
) -> Option<AnyView> {
    match state {
        InvitationState::AwaitingConfirmation if manages => Some(view! { <Confirm invitation name data/> }.into_any()),
        InvitationState::Sent | InvitationState::OnHold => Some(view! { <Pending invitation data/> }.into_any()),
        _ => None,
    }
}

#[component]
fn Confirm(invitation: InvitationSummary, name: String, data: Data) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let (organisation, id) = (account.organisation(), invitation.id);
    let heard = people::confirm_of(lang, &name);
    let confirm = move || {
        let name = name.clone();
        let call = account.call(move |client| async move { client.confirm_invitation(organisation, id).await });
        form.send(call, move |()| {
            toasts.say(people::confirmed(lang, &name));
            refresh(data);
        });
    };
    view! {
        <Form state=form on_submit=confirm class="rows__acts">
            <Button kind=ButtonKind::Main icon=Glyph::Check submit=true busy=form.busy() label=heard>{people::confirm(lang)}</Button>
        </Form>
    }
    .into_any()
}

#[component]
fn Pending(invitation: InvitationSummary, data: Data) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let asking = RwSignal::new(false);
    let (organisation, id) = (account.organisation(), invitation.id);
    let email = StoredValue::new(invitation.email);
    let resend = move || {
        let call = account.call(move |client| async move { client.resend_invitation(organisation, id).await });
        form.send(call, move |_| {
            toasts.say(email.with_value(|email| people::resent(lang, email)));
            refresh(data);
        });
    };
    let revoke = move || {
        asking.set(false);
        let call = account.call(move |client| async move { client.revoke_invitation(organisation, id).await });
        form.send(call, move |()| {
            toasts.say(email.with_value(|email| people::revoked(lang, email)));
            refresh(data);
        });
    };
    let title = email.with_value(|email| people::revoke_title(lang, email));
    view! {
        <Form state=form on_submit=resend class="rows__acts">
            <Button submit=true icon=Glyph::Send busy=form.busy() label=email.with_value(|email| people::resend_of(lang, email))>
                {people::resend(lang)}
            </Button>
            <Button icon=Glyph::X label=email.with_value(|email| people::revoke_of(lang, email)) on_press=move || asking.set(true)>
                {people::revoke(lang)}
            </Button>
            <Dialog open=asking title>
                <p>{people::revoke_words(lang)}</p>
                <p class="row">
                    <Button kind=ButtonKind::Danger on_press=revoke>{people::revoke_yes(lang)}</Button>
                    <Button on_press=move || asking.set(false)>{people::revoke_no(lang)}</Button>
                </p>
            </Dialog>
        </Form>
    }
    .into_any()
}
