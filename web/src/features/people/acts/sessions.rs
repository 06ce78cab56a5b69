//! The devices on which a member is signed in, and a way to close each.

use crate::{
    dom,
    i18n::{use_dates, use_lang},
    session::use_account,
    ui::{Bones, Button, Form, FormState, Glyph, Icon, Loaded, Toasts},
};
use cabas_messages::{devices, members};
use cabas_model::{members::MemberSummary, sessions::SessionSummary};
use leptos::prelude::*;

#[component]
pub(super) fn Sessions(member: MemberSummary) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let (organisation, id) = (account.organisation(), member.id);
    let data = LocalResource::new(move || async move {
        account.call(move |client| async move { client.list_member_sessions(organisation, id).await }).await
    });
    let read_again = Callback::new(move |()| {
        dom::focus_soon("dialog[open] h2");
        data.refetch();
    });
    view! {
        <p>{members::sessions_words(lang)}</p>
        <Loaded data bones=Bones::Text let:page>
            {if page.items.is_empty() {
                view! { <p>{members::sessions_none(lang)}</p> }.into_any()
            } else {
                let rows: Vec<_> =
                    page.items.into_iter().map(|session| view! { <Session member=id session read_again/> }).collect();
                view! { <ul class="rows">{rows}</ul> }.into_any()
            }}
        </Loaded>
    }
    .into_any()
}

#[component]
fn Session(member: cabas_kernel::id::MembershipId, session: SessionSummary, read_again: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let dates = use_dates();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let organisation = account.organisation();
    let SessionSummary { id, device, created_at, last_seen_at, .. } = session;
    let seen = dates.moment(last_seen_at);
    let heard = devices::close_of(lang, &device, &seen);
    let name = device.clone();
    let close = move || {
        let call =
            account.call(move |client| async move { client.revoke_member_session(organisation, member, id).await });
        let device = device.clone();
        form.send(call, move |()| {
            toasts.say(devices::closed(lang, &device));
            read_again.run(());
        });
    };
    view! {
        <li class="rows__one">
            <Icon glyph=Glyph::PlugConnected/>
            <div>
                <p><b>{name}</b></p>
                <p class="soft num">{devices::opened(lang, &dates.moment(created_at))} ", " {devices::seen(lang, &seen)}</p>
            </div>
            <Form state=form on_submit=close class="rows__acts">
                <Button submit=true icon=Glyph::X busy=form.busy() label=heard>{devices::close(lang)}</Button>
            </Form>
        </li>
    }
    .into_any()
}
