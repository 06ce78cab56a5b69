//! Excluding someone who is suspended, and saying why.

use super::Acts;
use crate::{
    i18n::use_lang,
    session::use_account,
    ui::{Button, ButtonKind, Form, FormState, TextArea, Toasts},
};
use cabas_messages::members;
use cabas_model::members::{ExcludeMember, MemberSummary};
use leptos::prelude::*;
use serde_json::json;

#[component]
pub(super) fn Exclude(member: MemberSummary, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let reason = RwSignal::new(String::new());
    let (organisation, id) = (account.organisation(), member.id);
    let words = members::exclude_words(lang, &member.display_name);
    let name = StoredValue::new(member.display_name);
    let exclude = move || {
        let values = json!({ "reason": reason.get_untracked().trim() });
        let Some(ask) = form.check::<ExcludeMember>(values) else { return };
        let call = account.call(move |client| {
            let ask = ask.clone();
            async move { client.exclude_member(organisation, id, &ask).await }
        });
        form.send(call, move |()| {
            toasts.say(name.with_value(|name| members::excluded(lang, name)));
            acts.done();
        });
    };
    view! {
        <p>{words}</p>
        <Form state=form on_submit=exclude>
            <TextArea pointer="/reason" label=members::reason(lang) hint=members::reason_hint(lang) value=reason/>
            <p class="row">
                <Button kind=ButtonKind::Danger submit=true busy=form.busy()>{members::exclude_yes(lang)}</Button>
                <Button on_press=move || acts.close()>{members::exclude_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
