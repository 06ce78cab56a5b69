//! My signed-in devices, and a way to close each.

use crate::{
    dom,
    i18n::{use_dates, use_lang},
    session::use_account,
    ui::{Bones, Button, Form, FormState, Glyph, Icon, Loaded, Tag, Toasts},
};
use cabas_messages::devices;
use cabas_model::sessions::SessionSummary;
use leptos::prelude::*;

/// The list. Closing a session takes effect at that device's next request.
#[component]
pub(super) fn Devices() -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let data = LocalResource::new(move || account.call(|client| async move { client.list_my_sessions().await }));
    view! {
        <section class="sheet stack" aria-labelledby="devices">
            <h2 id="devices" tabindex="-1">{devices::title(lang)}</h2>
            <p>{devices::words(lang)}</p>
            <Loaded data bones=Bones::Text let:page>
                <ul class="rows">
                    {page.items.into_iter().map(|session| view! { <Device session data/> }).collect::<Vec<_>>()}
                </ul>
            </Loaded>
        </section>
    }
    .into_any()
}

type Data = LocalResource<Result<cabas_model::Page<SessionSummary>, crate::failure::Failure>>;

#[component]
fn Device(session: SessionSummary, data: Data) -> impl IntoView {
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
            data.refetch();
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
