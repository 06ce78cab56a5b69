//! « Confirmez que c'est bien vous »: asked by whatever act needs a fresh proof.

use super::password::Secret;
use crate::{
    i18n::use_lang,
    proof::Proof,
    session::Account,
    ui::{Banner, Button, ButtonKind, Dialog, Field, Form, FormState, Glyph},
};
use cabas_messages::{proof as words, sign_in};
use cabas_model::sessions::{CreateSessionLink, ProveSession};
use leptos::prelude::*;
use serde_json::json;

/// How one proves it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Password,
    /// Without a password, or by choice: first the mail, then its code.
    Mail,
    Code,
}

/// The dialog. Closing it gives the act up.
#[component]
pub fn ProveAgain(account: Account) -> impl IntoView {
    let lang = use_lang();
    let proof = Proof::of(account);
    let open = proof.asking();
    Effect::new(move |_| {
        if !open.get() {
            proof.give_up();
        }
    });
    view! { <Dialog open title=words::title(lang)><Question account/></Dialog> }
}

#[component]
fn Question(account: Account) -> impl IntoView {
    let lang = use_lang();
    let has_password = account.me().with_untracked(|me| me.has_password);
    let way = RwSignal::new(if has_password { Way::Password } else { Way::Mail });
    let content = move || match way.get() {
        Way::Password => view! { <ByPassword account way/> }.into_any(),
        Way::Mail => view! { <ByMail account way/> }.into_any(),
        Way::Code => view! { <ByCode account/> }.into_any(),
    };
    view! { <p>{words::words(lang)}</p> {content} }.into_any()
}

#[component]
fn ByPassword(account: Account, way: RwSignal<Way>) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::new();
    let password = RwSignal::new(String::new());
    let give = move || give(account, form, json!({ "password": password.get_untracked() }));
    view! {
        <Form state=form on_submit=give>
            <Secret label=words::password(lang) value=password autocomplete="current-password"/>
            <Give account form/>
        </Form>
        <p><Button kind=ButtonKind::Text icon=Glyph::Mail on_press=move || way.set(Way::Mail)>{words::by_code(lang)}</Button></p>
    }
    .into_any()
}

#[component]
fn ByMail(account: Account, way: RwSignal<Way>) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::new();
    let ask = move || {
        let email = account.me().with_untracked(|me| me.email.clone());
        form.send(account.ask_code(CreateSessionLink { email }), move |()| way.set(Way::Code));
    };
    view! {
        <Form state=form on_submit=ask>
            <p class="row">
                <Button kind=ButtonKind::Main icon=Glyph::Mail submit=true busy=form.busy() busy_words=words::asking_code(lang)>
                    {words::ask_code(lang)}
                </Button>
                <NotNow account/>
            </p>
        </Form>
    }
    .into_any()
}

#[component]
fn ByCode(account: Account) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::new();
    let code = RwSignal::new(String::new());
    let give = move || {
        // People copy « 123 456 » as they read it.
        let digits: String = code.get_untracked().chars().filter(char::is_ascii_alphanumeric).collect();
        give(account, form, json!({ "code": digits }));
    };
    view! {
        <Banner icon=Glyph::Mail>{account.me().with_untracked(|me| words::sent(lang, &me.email))}</Banner>
        <Form state=form on_submit=give>
            <Field
                pointer="/code"
                label=sign_in::code(lang)
                hint=sign_in::code_hint(lang)
                value=code
                code=true
                autocomplete="one-time-code"
                inputmode="numeric"
            />
            <Give account form/>
        </Form>
    }
    .into_any()
}

fn give(account: Account, form: FormState, values: serde_json::Value) {
    if let Some(request) = form.check::<ProveSession>(values) {
        form.send(account.prove(request), move |()| Proof::of(account).give());
    }
}

/// Its two verbs.
#[component]
fn Give(account: Account, form: FormState) -> impl IntoView {
    let lang = use_lang();
    view! {
        <p class="row">
            <Button kind=ButtonKind::Main icon=Glyph::Key submit=true busy=form.busy() busy_words=words::giving(lang)>{words::give(lang)}</Button>
            <NotNow account/>
        </p>
    }
    .into_any()
}

#[component]
fn NotNow(account: Account) -> impl IntoView {
    let lang = use_lang();
    view! { <Button on_press=move || Proof::of(account).asking().set(false)>{words::not_now(lang)}</Button> }
}
