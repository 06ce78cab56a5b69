//! Turning away someone who waits at the door, or a wider role for someone.

use super::{Acts, Waiting};
use crate::{
    i18n::use_lang,
    session::use_account,
    ui::{Button, ButtonKind, Form, FormState, Toasts},
};
use cabas_messages::members;
use leptos::prelude::*;

#[component]
pub(super) fn Refuse(waiting: Waiting, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let Waiting { invitation, name, is_promotion } = waiting;
    let organisation = account.organisation();
    let words = if is_promotion {
        members::refuse_promotion_words(lang, &name)
    } else {
        members::refuse_words(lang).to_owned()
    };
    let yes = if is_promotion { members::refuse_promotion_yes } else { members::refuse_yes };
    let done = if is_promotion { members::promotion_refused } else { members::refused };
    let name = StoredValue::new(name);
    let refuse = move || {
        let call = account.call(move |client| async move { client.refuse_invitation(organisation, invitation).await });
        form.send(call, move |()| {
            toasts.say(name.with_value(|name| done(lang, name)));
            acts.done();
        });
    };
    view! {
        <p>{words}</p>
        <Form state=form on_submit=refuse>
            <p class="row">
                <Button kind=ButtonKind::Danger submit=true busy=form.busy()>{yes(lang)}</Button>
                <Button on_press=move || acts.close()>{members::refuse_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
