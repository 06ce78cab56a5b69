//! Suspending someone's access, and saying why.

use super::{Acts, brought::Brought};
use crate::{
    features::people::words,
    i18n::use_lang,
    session::use_account,
    ui::{Button, ButtonKind, Choice, Field, Form, FormState, Glyph, Select, TextArea, Toasts},
};
use cabas_messages::members;
use cabas_model::members::{MemberSummary, SuspendMember, SuspensionReason};
use leptos::prelude::*;
use serde_json::json;

/// Nothing for what was left empty.
fn given(value: RwSignal<String>) -> Option<String> {
    Some(value.get_untracked()).filter(|text| !text.is_empty())
}

#[component]
pub(super) fn Suspend(member: MemberSummary, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let (reason, until) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let code = RwSignal::new(String::new());
    let told = SuspensionReason::ALL.iter().map(|one| Choice::new(one, words::suspension(lang, *one)));
    let codes: Vec<Choice> = std::iter::once(Choice::new("", members::code_none(lang))).chain(told).collect();
    let (organisation, id) = (account.organisation(), member.id);
    let said = members::suspend_words(lang, &member.display_name);
    let whose = member.display_name.clone();
    let name = StoredValue::new(member.display_name);
    let suspend = move || {
        let values = json!({
            "reason": reason.get_untracked().trim(),
            "reason_code": given(code),
            "until": given(until),
        });
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
        <p>{said}</p>
        <Brought by=id name=whose/>
        <Form state=form on_submit=suspend>
            <Select pointer="/reason_code" label=members::reason_code(lang) hint=members::reason_code_hint(lang) value=code choices=Signal::stored(codes)/>
            <TextArea pointer="/reason" label=members::reason(lang) hint=members::reason_hint(lang) value=reason/>
            <Field pointer="/until" label=members::until(lang) hint=members::until_hint(lang) optional=true kind="date" value=until/>
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
