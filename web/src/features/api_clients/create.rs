//! Letting a program in.

use super::{
    Data, refresh,
    token::{Made, Token},
};
use crate::{
    i18n::use_lang,
    session::use_account,
    ui::{Button, ButtonKind, Dialog, Field, Form, FormState, Glyph},
};
use cabas_messages::api_clients;
use cabas_model::api_clients::{CreateApiClient, Scope};
use leptos::prelude::*;
use serde_json::json;

/// The dialog: first its name, then its key. The key lives here and nowhere else, until the dialog closes.
#[component]
pub(super) fn Create(open: RwSignal<bool>, data: Data) -> impl IntoView {
    let lang = use_lang();
    let made = RwSignal::new(None::<Made>);
    let title =
        move || if made.with(Option::is_some) { api_clients::token_title(lang) } else { api_clients::add_title(lang) };
    Effect::new(move |_| {
        if !open.get() && made.with_untracked(Option::is_some) {
            made.set(None);
            refresh(data);
        }
    });
    view! {
        <Dialog open title>
            {move || match made.get() {
                Some(made) => view! { <Token made open/> }.into_any(),
                None => view! { <Question made open/> }.into_any(),
            }}
        </Dialog>
    }
    .into_any()
}

#[component]
fn Question(made: RwSignal<Option<Made>>, open: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let form = FormState::new();
    let organisation = account.organisation();
    let name = RwSignal::new(String::new());
    let create = move || {
        let values = json!({ "name": name.get_untracked().trim(), "scopes": [Scope::Imports] });
        let Some(ask) = form.check::<CreateApiClient>(values) else { return };
        let called = ask.name.clone();
        let call = account.call(move |client| {
            let ask = ask.clone();
            async move { client.create_api_client(organisation, &ask).await }
        });
        form.send(call, move |answer| made.set(Some(Made { name: called, token: answer.token })));
    };
    view! {
        <p>{api_clients::may(lang)}</p>
        <Form state=form on_submit=create>
            <Field pointer="/name" label=api_clients::name(lang) hint=api_clients::name_hint(lang) value=name autocomplete="off"/>
            <p class="row">
                <Button kind=ButtonKind::Main icon=Glyph::Key submit=true busy=form.busy() busy_words=api_clients::adding(lang)>
                    {api_clients::add_yes(lang)}
                </Button>
                <Button on_press=move || open.set(false)>{api_clients::add_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
