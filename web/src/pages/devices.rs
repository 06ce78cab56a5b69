//! My signed-in devices, and a way to close each.

use crate::{
    dom,
    failure::Failure,
    i18n::{use_dates, use_lang},
    session::{Account, use_account},
    ui::{Bones, Button, Form, FormState, Glyph, Icon, Skeleton, Tag, Toasts, Trouble},
};
use cabas_messages::devices;
use cabas_model::sessions::SessionSummary;
use leptos::{prelude::*, task::spawn_local};

/// The list. Closing a session takes effect at that device's next request.
#[component]
pub(super) fn Devices() -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let list = List { answer: StoredValue::new(None), changed: Trigger::new() };
    list.read(account);
    let rows = move || {
        list.changed.track();
        match list.answer.get_value() {
            None => view! { <Skeleton bones=Bones::Text/> }.into_any(),
            Some(Err(failure)) => {
                let retry = Callback::new(move |()| list.read(account));
                view! { <Trouble failure retry/> }.into_any()
            }
            Some(Ok(sessions)) => {
                let rows: Vec<AnyView> =
                    sessions.into_iter().map(|session| view! { <Device session list/> }.into_any()).collect();
                view! { <ul class="rows">{rows}</ul> }.into_any()
            }
        }
    };
    view! {
        <section class="sheet stack" aria-labelledby="devices">
            <h2 id="devices" tabindex="-1">{devices::title(lang)}</h2>
            <p>{devices::words(lang)}</p>
            {rows}
        </section>
    }
    .into_any()
}

/// What the server answered, and a bell for when it does: a resource weighs as much as the rest of the page, and a
/// volunteer downloads it.
#[derive(Clone, Copy)]
struct List {
    answer: StoredValue<Option<Result<Vec<SessionSummary>, Failure>>>,
    changed: Trigger,
}

impl List {
    fn read(self, account: Account) {
        spawn_local(async move {
            let answer = account.call(|client| async move { client.list_my_sessions().await }).await;
            // The page may be gone when the answer comes.
            if self.answer.try_set_value(Some(answer.map(|page| page.items))).is_none() {
                self.changed.notify();
            }
        });
    }
}

#[component]
fn Device(session: SessionSummary, list: List) -> impl IntoView {
    let lang = use_lang();
    let dates = use_dates();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let SessionSummary { id, device, created_at, last_seen_at, current } = session;
    let seen = dates.moment(last_seen_at);
    let heard = devices::close_of(lang, &device, &seen);
    let name = device.clone();
    let close = move || {
        let device = device.clone();
        form.send(account.call(move |client| async move { client.revoke_my_session(id).await }), move |()| {
            toasts.say(devices::closed(lang, &device));
            dom::focus_soon("#devices");
            list.read(account);
        });
    };
    view! {
        <li class="rows__one">
            <Icon glyph=Glyph::PlugConnected/>
            <div>
                <p><b>{name}</b> " " {current.then(|| view! { <Tag>{devices::this_one(lang)}</Tag> })}</p>
                <p class="soft num">{devices::opened(lang, &dates.moment(created_at))} ", " {devices::seen(lang, &seen)}</p>
            </div>
            {(!current).then(|| view! {
                <Form state=form on_submit=close class="rows__acts">
                    <Button submit=true icon=Glyph::X busy=form.busy() label=heard>{devices::close(lang)}</Button>
                </Form>
            })}
        </li>
    }
    .into_any()
}
