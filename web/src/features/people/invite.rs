//! Inviting someone.

use super::{Data, refresh, words};
use crate::{
    i18n::use_lang,
    once::Once,
    session::use_account,
    ui::{Boxes, Button, ButtonKind, Choice, Dialog, Field, Form, FormState, Glyph, TextArea, Toasts},
};
use cabas_kernel::{Permission, Role};
use cabas_messages::people;
use cabas_model::invitations::CreateInvitation;
use leptos::prelude::*;
use serde_json::{Value, json};

/// The dialog, made anew at each opening: nothing of the person before stays in it.
#[component]
pub(super) fn Invite(open: RwSignal<bool>, data: Data) -> impl IntoView {
    let lang = use_lang();
    view! { <Dialog open title=people::invite_title(lang)><Questions open data/></Dialog> }
}

#[component]
fn Questions(open: RwSignal<bool>, data: Data) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let (form, once) = (FormState::new(), Once::new());
    let organisation = account.organisation();
    let (email, note) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let roles = RwSignal::new(vec![Role::Volunteer.to_string()]);
    // Those who may invite volunteers only have nothing to choose.
    let chooses = account.roles().may(Permission::InviteAnyone);
    let send = move || {
        let values = json!({
            "email": email.get_untracked().trim(),
            "roles": roles.get_untracked(),
            "note": Some(note.get_untracked().trim()).filter(|note| !note.is_empty()).map_or(Value::Null, Value::from),
        });
        let Some(request) = form.check::<CreateInvitation>(values) else { return };
        let key = once.key(&request);
        let call = account.call(move |client| {
            let (client, request) = (client.once(&key), request.clone());
            async move { client.create_invitation(organisation, &request).await }
        });
        form.send(call, move |_| {
            toasts.say(people::invited(lang, email.get_untracked().trim()));
            open.set(false);
            refresh(data);
        });
    };
    let choices =
        Role::ALL.into_iter().map(|role| Choice::new(role, words::role_words(lang, role))).collect::<Vec<_>>();
    let role = if chooses {
        view! { <Boxes pointer="/roles" label=people::roles(lang) hint=people::roles_hint(lang) value=roles choices/> }
            .into_any()
    } else {
        view! { <p>{people::as_volunteer(lang)}</p> }.into_any()
    };
    view! {
        <p>{people::invite_words(lang)}</p>
        <Form state=form on_submit=send>
            <Field pointer="/email" label=people::email(lang) value=email kind="email" autocomplete="off" inputmode="email"/>
            {role}
            <TextArea pointer="/note" label=people::note(lang) hint=people::note_hint(lang) optional=true value=note/>
            <p class="row">
                <Button kind=ButtonKind::Main icon=Glyph::Send submit=true busy=form.busy() busy_words=people::sending(lang)>{people::send(lang)}</Button>
                <Button on_press=move || open.set(false)>{people::give_up(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
