//! What failed is brought another day: a new delivery, and the old one stays as it ended (DL-20).

use super::{acts::Acts, words};
use crate::{
    failure::Failure,
    features::deliveries::Hours,
    i18n::{use_dates, use_lang},
    once::Once,
    session::use_account,
    ui::{Bones, Button, ButtonKind, Form, FormState, Glyph, Loaded, Toasts},
};
use cabas_kernel::{Window, id::DeliveryId};
use cabas_messages::{board, follow_ups};
use cabas_model::{deliveries::RescheduleDelivery, follow_ups::FollowUpSummary};
use leptos::prelude::*;

/// The question, with the hours that the delivery had and the next day.
#[component]
pub(super) fn Postpone(follow_up: FollowUpSummary, delivery: DeliveryId, acts: Acts) -> impl IntoView {
    let account = use_account();
    let organisation = account.organisation();
    let subject = words::subject(use_lang(), &follow_up);
    let data = LocalResource::new(move || async move {
        let call = account.call(move |client| async move { client.read_delivery(organisation, delivery).await });
        call.await.map(|version| version.body.window)
    });
    view! {
        <Loaded data bones=Bones::Text let:window>
            <Answer window delivery subject=subject.clone() acts/>
        </Loaded>
    }
    .into_any()
}

#[component]
fn Answer(window: Window, delivery: DeliveryId, subject: String, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let organisation = account.organisation();
    let toasts = Toasts::of_app();
    let dates = StoredValue::new(use_dates());
    let form = FormState::new();
    let once = Once::new();
    let hours = dates.with_value(|dates| Hours::of(Some(&window), dates));
    let today = dates.with_value(crate::i18n::Dates::today);
    hours.day.set(today.succ_opt().unwrap_or(today).to_string());
    let send = move || {
        let window = match dates.with_value(|dates| hours.read(dates)) {
            Ok(window) => window,
            Err(faults) => return form.fail(&Failure::fields(faults)),
        };
        let ask = RescheduleDelivery { window };
        let key = once.key(&ask);
        let call = account.call(move |client| {
            let (client, ask) = (client.once(&key), ask.clone());
            async move { client.reschedule_delivery(organisation, delivery, &ask).await }
        });
        let done = dates.with_value(|dates| board::postponed_done(lang, &subject, &dates.day_and_window(&window)));
        form.send(call, move |_| {
            toasts.say(done);
            acts.done();
        });
    };
    view! {
        <p>{board::postpone_words(lang)}</p>
        <Form state=form on_submit=send>
            {hours.view(lang, true)}
            <p class="row">
                <Button kind=ButtonKind::Main icon=Glyph::CalendarWeek submit=true busy=form.busy()>{board::postpone(lang)}</Button>
                <Button on_press=move || acts.close()>{follow_ups::postpone_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
