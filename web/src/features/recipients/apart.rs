//! Volunteers whom this household must not meet. Neither of them is ever shown this.

use super::around::Around;
use crate::{
    dom,
    failure::Failure,
    i18n::use_lang,
    session::{Account, use_account},
    ui::{Bones, Button, ButtonKind, Choice, Dialog, Form, FormState, Glyph, Icon, Loaded, Select, TextArea, Toasts},
};
use cabas_client::ClientError;
use cabas_kernel::id::RecipientId;
use cabas_messages::recipients;
use cabas_model::recipients::{BlockedPair, BlockedPairQuery, CreateBlockedPair};
use leptos::prelude::*;
use serde_json::json;

type Pairs = LocalResource<Result<Vec<BlockedPair>, Failure>>;

#[component]
pub(super) fn Apart(id: RecipientId, around: LocalResource<Around>, may_change: bool) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let data = LocalResource::new(move || read(account, id));
    let asking = RwSignal::new(false);
    view! {
        <section class="sheet stack" aria-labelledby="apart">
            <h2 id="apart" tabindex="-1">{recipients::apart(lang)}</h2>
            <Loaded data bones=Bones::Text let:pairs>
                {
                    let none = pairs.is_empty();
                    let lines: Vec<AnyView> = pairs.into_iter().map(|pair| view! { <Pair pair data may_change/> }.into_any()).collect();
                    if none {
                        view! { <p class="soft">{recipients::apart_none(lang)}</p> }.into_any()
                    } else {
                        view! { <p>{recipients::apart_words(lang)}</p> <ul class="stack">{lines}</ul> }.into_any()
                    }
                }
            </Loaded>
            {may_change.then(|| view! {
                <p><Button icon=Glyph::Plus on_press=move || asking.set(true)>{recipients::apart_add(lang)}</Button></p>
                <Dialog open=asking title=recipients::apart_title(lang)><Questions id around data open=asking/></Dialog>
            })}
        </section>
    }
    .into_any()
}

/// Those of this household.
async fn read(account: Account, id: RecipientId) -> Result<Vec<BlockedPair>, Failure> {
    let organisation = account.organisation();
    account
        .call(move |client| async move {
            let mut found = Vec::new();
            let mut query = BlockedPairQuery { recipient_id: Some(id), limit: Some(100), cursor: None };
            loop {
                let page = client.list_blocked_pairs(organisation, &query).await?;
                found.extend(page.items);
                query.cursor = page.next_cursor;
                if query.cursor.is_none() {
                    return Ok::<_, ClientError>(found);
                }
            }
        })
        .await
}

/// After an act the list is read again, and focus waits at its title.
fn refresh(data: Pairs) {
    dom::focus_soon("#apart");
    data.refetch();
}

#[component]
fn Pair(pair: BlockedPair, data: Pairs, may_change: bool) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let asking = RwSignal::new(false);
    let (organisation, id) = (account.organisation(), pair.id);
    let name = StoredValue::new(pair.volunteer_name.clone());
    let end = move || {
        asking.set(false);
        let call = account.call(move |client| async move { client.delete_blocked_pair(organisation, id).await });
        form.send(call, move |()| {
            toasts.say(name.with_value(|name| recipients::apart_ended(lang, name)));
            refresh(data);
        });
    };
    let title = name.with_value(|name| recipients::apart_end_title(lang, name));
    let heard = name.with_value(|name| recipients::apart_end_of(lang, name));
    view! {
        <li class="stack stack--tight">
            <p><b>{pair.volunteer_name}</b></p>
            <p class="word"><Icon glyph=Glyph::Note/><span class="lines">{pair.reason}</span></p>
            {may_change.then(|| view! {
                <Form state=form on_submit=move || asking.set(true)>
                    <p><Button submit=true icon=Glyph::X busy=form.busy() label=heard>{recipients::apart_end(lang)}</Button></p>
                </Form>
                <Dialog open=asking title>
                    <p>{recipients::apart_end_words(lang)}</p>
                    <p class="row">
                        <Button kind=ButtonKind::Danger on_press=end>{recipients::apart_end_yes(lang)}</Button>
                        <Button on_press=move || asking.set(false)>{recipients::apart_end_no(lang)}</Button>
                    </p>
                </Dialog>
            })}
        </li>
    }
    .into_any()
}

#[component]
fn Questions(id: RecipientId, around: LocalResource<Around>, data: Pairs, open: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let organisation = account.organisation();
    let (who, why) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let people = Memo::new(move |_| {
        let around = around.get().unwrap_or_default();
        let choice = |one: &cabas_model::members::MemberSummary| Choice::new(one.id, one.display_name.clone());
        around.volunteers().map(choice).collect::<Vec<_>>()
    });
    let choices = Signal::derive(move || {
        let first = Choice::new("", recipients::apart_choose(lang));
        std::iter::once(first).chain(people.get()).collect::<Vec<_>>()
    });
    let send = move || {
        let mut values = json!({ "recipient_id": id, "reason": why.get_untracked().trim() });
        // Nobody chosen is an answer that misses, not one of the wrong kind.
        if let Some(values) = values.as_object_mut()
            && let Some(who) = Some(who.get_untracked()).filter(|who| !who.is_empty())
        {
            values.insert("volunteer_id".to_owned(), who.into());
        }
        let Some(ask) = form.check::<CreateBlockedPair>(values) else { return };
        let call = account.call(move |client| {
            let ask = ask.clone();
            async move { client.create_blocked_pair(organisation, &ask).await }
        });
        form.send(call, move |pair| {
            toasts.say(recipients::apart_done(lang, &pair.volunteer_name));
            open.set(false);
            refresh(data);
        });
    };
    view! {
        {move || people.with(Vec::is_empty).then(|| view! { <p>{recipients::apart_nobody(lang)}</p> })}
        <Form state=form on_submit=send>
            <Select pointer="/volunteer_id" label=recipients::apart_who(lang) value=who choices/>
            <TextArea pointer="/reason" label=recipients::apart_why(lang) hint=recipients::apart_why_hint(lang) value=why/>
            <p class="row">
                <Button kind=ButtonKind::Main submit=true busy=form.busy()>{recipients::apart_send(lang)}</Button>
                <Button on_press=move || open.set(false)>{recipients::apart_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
