//! Opening someone's access again.

use super::Acts;
use crate::{
    i18n::use_lang,
    session::use_account,
    ui::{Button, ButtonKind, Form, FormState, Toasts},
};
use cabas_messages::members;
use cabas_model::members::MemberSummary;
use leptos::prelude::*;

#[component]
pub(super) fn Reinstate(member: MemberSummary, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let (organisation, id) = (account.organisation(), member.id);
    let words = members::reinstate_words(lang, &member.display_name);
    let name = StoredValue::new(member.display_name);
    let reinstate = move || {
        let call = account.call(move |client| async move { client.reinstate_member(organisation, id).await });
        form.send(call, move |()| {
            toasts.say(name.with_value(|name| members::reinstated(lang, name)));
            acts.done();
        });
    };
    view! {
        <p>{words}</p>
        <Form state=form on_submit=reinstate>
            <p class="row">
                <Button kind=ButtonKind::Main submit=true busy=form.busy()>{members::reinstate_yes(lang)}</Button>
                <Button on_press=move || acts.close()>{members::reinstate_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
