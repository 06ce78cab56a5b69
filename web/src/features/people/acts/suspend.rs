//! Suspending someone's access, and saying why.

use super::Acts;
use crate::{
    i18n::use_lang,
    session::use_account,
    ui::{Button, ButtonKind, Form, FormState, Glyph, TextArea, Toasts},
};
use cabas_messages::members;
use cabas_model::members::{MemberSummary, SuspendMember};
use leptos::prelude::*;
use serde_json::json;

#[component]
pub(super) fn Suspend(member: MemberSummary, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let reason = RwSignal::new(String::new());
    let (organisation, id) = (account.organisation(), member.id);
    let words = members::suspend_words(lang, &member.display_name);
    let name = StoredValue::new(member.display_name);
    let suspend = move || {
        let values = json!({ "reason": reason.get_untracked().trim() });
        let Some(ask) = form.check::<SuspendMember>(values) else { return };
        let call = account.call(move |client| {
            let ask = ask.clone();
            async move { client.suspend_member(organisation, id, &ask).await }
        });
        form.send(call, move |()| {
            toasts.say(name.with_value(|name| members::suspended(lang, name)));
            acts.done();
        });
    };
    view! {
        <p>{words}</p>
        <Form state=form on_submit=suspend>
            <TextArea pointer="/reason" label=members::reason(lang) hint=members::reason_hint(lang) value=reason/>
            <p class="row">
                <Button kind=ButtonKind::Danger icon=Glyph::Lock submit=true busy=form.busy() busy_words=members::suspending(lang)>
                    {members::suspend_yes(lang)}
                </Button>
                <Button on_press=move || acts.close()>{members::suspend_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
