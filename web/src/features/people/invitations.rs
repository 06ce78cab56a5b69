//! Invitations: what waits for someone, and what is closed.

use super::{
    Data, People,
    acts::{Acts, Asked, Waiting},
    refresh, words,
};
use crate::{
    i18n::{now, use_dates, use_lang},
    session::use_account,
    ui::{Button, ButtonKind, Dialog, Form, FormState, Glyph, Icon, Mark, Toasts},
};
use cabas_kernel::{Permission, Ts};
use cabas_messages::{members as acts_on, people};
use cabas_model::{
    invitations::{InvitationState, InvitationSummary},
    members::{MemberState, MemberSummary},
};
use leptos::prelude::*;

/// Those that wait for someone, then the closed ones, folded.
#[component]
pub(super) fn Invitations(people: People, data: Data, asking: Acts) -> impl IntoView {
    let lang = use_lang();
    let at = now();
    let (mut open, over): (Vec<_>, Vec<_>) =
        people.invitations.into_iter().partition(|one| !is_over(state_at(one, at)));
    open.sort_by_key(|one| urgency(one.state));
    let row = move |invitation: InvitationSummary| {
        let waiting = waiting(&people.members, &invitation);
        view! { <Invitation invitation waiting data asking/> }
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

/// Whoever waits by an invitation: someone who accepted it, or a member for whom a wider role is proposed.
fn waiting(members: &[MemberSummary], invitation: &InvitationSummary) -> Option<Waiting> {
    if invitation.state != InvitationState::AwaitingConfirmation {
        return None;
    }
    let of = |state| {
        let same = |one: &&MemberSummary| one.state == state && one.email.eq_ignore_ascii_case(&invitation.email);
        members.iter().find(same)
    };
    let (member, is_promotion) = match (of(MemberState::AwaitingConfirmation), of(MemberState::Active)) {
        (Some(member), _) => (member, false),
        (None, Some(member)) => (member, true),
        (None, None) => return None,
    };
    Some(Waiting { invitation: invitation.id, name: member.display_name.clone(), is_promotion })
}

/// The state with the clock counted in: nobody has to do anything for an invitation to expire.
fn state_at(invitation: &InvitationSummary, at: Ts) -> InvitationState {
    match invitation.state {
        InvitationState::Sent if at >= invitation.expires_at => InvitationState::Expired,
        state => state,
    }
}

/// What waits for us comes before what waits for others.
const fn urgency(state: InvitationState) -> u8 {
    match state {
        InvitationState::AwaitingConfirmation => 0,
        InvitationState::Bounced => 1,
        _ => 2,
    }
}

const fn is_over(state: InvitationState) -> bool {
    matches!(state, InvitationState::Accepted | InvitationState::Expired | InvitationState::Revoked)
}

#[component]
fn Invitation(invitation: InvitationSummary, waiting: Option<Waiting>, data: Data, asking: Acts) -> impl IntoView {
    let lang = use_lang();
    let dates = use_dates();
    let manages = use_account().roles().may(Permission::ManageMembers);
    let state = state_at(&invitation, now());
    let (class, shape, word) = words::invitation(lang, state, manages);
    let until =
        (state == InvitationState::Sent).then(|| people::valid_until(lang, &dates.moment(invitation.expires_at)));
    let next = (state == InvitationState::Bounced).then(|| people::bounced_words(lang));
    let name = waiting.as_ref().map_or_else(|| invitation.email.clone(), |one| one.name.clone());
    let email = waiting.is_some().then(|| invitation.email.clone());
    let is_promotion = waiting.as_ref().is_some_and(|one| one.is_promotion);
    let promotion = is_promotion.then(|| view! { ", " {acts_on::promotion(lang)} });
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
                <p>{words::roles(lang, &invitation.roles)} {promotion}</p>
                <p><span class=class><Mark shape/>{word}</span></p>
                {until.map(|until| view! { <p class="soft num">{until}</p> })}
                {next.map(|next| view! { <p>{next}</p> })}
            </div>
            {acts(invitation, waiting, state, manages, data, asking)}
        </li>
    }
    .into_any()
}

/// What can be done with an invitation in its state. A refusal is told in its row.
fn acts(
    invitation: InvitationSummary,
    waiting: Option<Waiting>,
    state: InvitationState,
    manages: bool,
    data: Data,
    asking: Acts,
) -> Option<AnyView> {
    match (state, waiting) {
        (InvitationState::AwaitingConfirmation, Some(waiting)) if manages => {
            Some(view! { <Door waiting data asking/> }.into_any())
        }
        (InvitationState::Sent | InvitationState::OnHold | InvitationState::Bounced, _) => {
            Some(view! { <Pending invitation data/> }.into_any())
        }
        _ => None,
    }
}

/// Someone waits: they are let in, or turned away.
#[component]
fn Door(waiting: Waiting, data: Data, asking: Acts) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let (organisation, id) = (account.organisation(), waiting.invitation);
    let (confirm_of, confirmed) = if waiting.is_promotion {
        (acts_on::confirm_promotion_of(lang, &waiting.name), acts_on::promoted(lang, &waiting.name))
    } else {
        (people::confirm_of(lang, &waiting.name), people::confirmed(lang, &waiting.name))
    };
    let refuse_of = acts_on::refuse_of(lang, &waiting.name);
    let confirm = move || {
        let confirmed = confirmed.clone();
        let call = account.call(move |client| async move { client.confirm_invitation(organisation, id).await });
        form.send(call, move |()| {
            toasts.say(confirmed);
            refresh(data);
        });
    };
    let refuse = move || asking.ask(Asked::Refuse(waiting.clone()));
    view! {
        <Form state=form on_submit=confirm class="rows__acts">
            <Button kind=ButtonKind::Main icon=Glyph::Check submit=true busy=form.busy() label=confirm_of>{people::confirm(lang)}</Button>
            <Button icon=Glyph::X label=refuse_of on_press=refuse>{acts_on::refuse(lang)}</Button>
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
