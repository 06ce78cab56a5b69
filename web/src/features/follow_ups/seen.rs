//! « C’est vu », with what was done.

use super::{acts::Acts, words};
use crate::{
    i18n::use_lang,
    session::use_account,
    ui::{Button, ButtonKind, Form, FormState, Glyph, TextArea, Toasts},
};
use cabas_messages::follow_ups;
use cabas_model::follow_ups::{FollowUpSummary, HandleFollowUp};
use leptos::prelude::*;
use serde_json::json;

#[component]
pub(super) fn Seen(follow_up: FollowUpSummary, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let note = RwSignal::new(String::new());
    let subject = words::subject(lang, &follow_up);
    let (organisation, id) = (account.organisation(), follow_up.id);
    let send = move || {
        let written = note.get_untracked();
        let values = json!({ "note": Some(written.trim()).filter(|note| !note.is_empty()) });
        let Some(ask) = form.check::<HandleFollowUp>(values) else { return };
        let call = account.call(move |client| {
            let ask = ask.clone();
            async move { client.handle_follow_up(organisation, id, &ask).await }
        });
        let subject = subject.clone();
        form.send(call, move |_| {
            toasts.say(follow_ups::seen_done(lang, &subject));
            acts.done();
        });
    };
    view! {
        <p>{follow_ups::seen_words(lang)}</p>
        <Form state=form on_submit=send>
            <TextArea pointer="/note" label=follow_ups::note(lang) hint=follow_ups::note_hint(lang) optional=true value=note/>
            <p class="row">
                <Button kind=ButtonKind::Main icon=Glyph::Check submit=true busy=form.busy()>{follow_ups::seen_yes(lang)}</Button>
                <Button on_press=move || acts.close()>{follow_ups::seen_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
