//! Leaving the association, in two taps (TR-13).

use crate::{
    i18n::use_lang,
    session::use_account,
    ui::{Button, ButtonKind, Dialog, Form, FormState, Toasts},
};
use cabas_messages::leaving;
use leptos::prelude::*;

/// The section of the profile.
#[component]
pub(super) fn Leave() -> impl IntoView {
    let lang = use_lang();
    let membership = use_account().membership();
    let asking = RwSignal::new(false);
    membership.map(|one| {
        let name = StoredValue::new(one.organisation_name);
        let say = move |words: fn(crate::i18n::Lang, &str) -> String| name.with_value(|name| words(lang, name));
        view! {
            <section class="sheet stack" aria-labelledby="leaving">
                <h2 id="leaving">{leaving::title(lang)}</h2>
                <p>{say(leaving::words)}</p>
                <p><Button on_press=move || asking.set(true)>{say(leaving::leave)}</Button></p>
            </section>
            <Dialog open=asking title=say(leaving::question)><Question asking name/></Dialog>
        }
        .into_any()
    })
}

#[component]
fn Question(asking: RwSignal<bool>, name: StoredValue<String>) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let organisation = account.organisation();
    let leave = move || {
        let call = account.call(move |client| async move { client.leave_organisation(organisation).await });
        form.send(call, move |()| {
            toasts.say(name.with_value(|name| leaving::left(lang, name)));
            // Whoever loses an access signs in anew, wherever else they belong (AU-6).
            account.ended();
        });
    };
    view! {
        <p>{leaving::what(lang)}</p>
        <Form state=form on_submit=leave>
            <p class="row">
                <Button kind=ButtonKind::Danger submit=true busy=form.busy() busy_words=leaving::leaving(lang)>{leaving::yes(lang)}</Button>
                <Button on_press=move || asking.set(false)>{leaving::no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
