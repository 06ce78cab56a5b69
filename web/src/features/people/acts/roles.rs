//! Changing what a member is.

use super::{super::words, Acts};
use crate::{
    i18n::use_lang,
    session::use_account,
    ui::{Banner, Boxes, Button, ButtonKind, Choice, Form, FormState, Glyph, Toasts, Tone},
};
use cabas_kernel::Role;
use cabas_messages::{common, members};
use cabas_model::members::{MemberSummary, SetRoles};
use leptos::prelude::*;
use serde_json::json;

/// `is_watched`: a wider role waits for another admin. It is said before, as soon as such a box is ticked.
#[component]
pub(super) fn ChangeRoles(member: MemberSummary, is_watched: bool, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let (organisation, id) = (account.organisation(), member.id);
    let roles = RwSignal::new(Role::ALL.iter().filter(|r| member.roles.contains(r)).map(Role::to_string).collect());
    let before = member.roles.clone();
    let is_wider = Memo::new(move |_| {
        roles.with(|roles: &Vec<String>| {
            let gained = |role: &Role| role.is_privileged() && !before.contains(role);
            roles.iter().filter_map(|role| role.parse().ok()).any(|role| gained(&role))
        })
    });
    let note = move || {
        is_wider.get().then(|| {
            let words = if is_watched { members::roles_wait(lang) } else { members::roles_alone(lang) };
            view! { <Banner tone=Tone::Know icon=Glyph::Lock>{words}</Banner> }
        })
    };
    let (name, etag) = (StoredValue::new(member.display_name), StoredValue::new(member.etag));
    let save = move || {
        let Some(ask) = form.check::<SetRoles>(json!({ "roles": roles.get_untracked() })) else { return };
        let call = account.call(move |client| {
            let (ask, etag) = (ask.clone(), etag.get_value());
            async move { client.set_member_roles(organisation, id, &ask, &etag).await }
        });
        form.send(call, move |now| {
            let said = if now.awaiting.is_some() { members::roles_proposed } else { members::roles_changed };
            toasts.say(name.with_value(|name| said(lang, name)));
            acts.done();
        });
    };
    let choices: Vec<_> = Role::ALL.into_iter().map(|role| Choice::new(role, words::role_words(lang, role))).collect();
    view! {
        <Form state=form on_submit=save>
            <Boxes pointer="/roles" label=members::roles(lang) hint=members::roles_hint(lang) value=roles choices/>
            {note}
            <p class="row">
                <Button kind=ButtonKind::Main submit=true busy=form.busy() busy_words=common::saving(lang)>{members::roles_yes(lang)}</Button>
                <Button on_press=move || acts.close()>{members::roles_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
