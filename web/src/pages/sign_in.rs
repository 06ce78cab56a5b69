//! Signing in: a mailed link or code first, a password for those who want one (ux 1, decisions 4).

use super::{LanguageChoice, password::Secret};
use crate::{
    i18n::use_lang,
    navigation::Navigation,
    routes::Route,
    session::Anonymous,
    ui::{Banner, Button, ButtonKind, ButtonLink, Field, Form, FormState, Glyph, Pocket, Tone},
};
use cabas_messages::{common, password as words, sign_in};
use cabas_model::sessions::{CreateSession, CreateSessionLink};
use leptos::prelude::*;
use serde_json::json;

/// How far one is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Asks for the address.
    Address,
    /// A link and a code are on their way.
    Sent,
}

/// What is written so far: kept above the page, so that choosing one's language loses nothing.
#[derive(Clone, Copy)]
pub struct SignInDraft {
    email: RwSignal<String>,
    step: RwSignal<Step>,
}

impl SignInDraft {
    /// The address, for whoever needs it after.
    pub fn email(self) -> RwSignal<String> {
        self.email
    }

    pub fn provide() {
        provide_context(Self { email: RwSignal::new(String::new()), step: RwSignal::new(Step::Address) });
    }

    pub fn of_app() -> Self {
        use_context().unwrap_or_else(|| {
            Self::provide();
            Self::of_app()
        })
    }
}

/// The sign-in page, drawn in place of whatever needs a session: once in, one is where one wanted to be.
///
/// Whoever came by the mailed link presses one button: only that spends it, so that no mail filter does (security
/// IN-3).
#[component]
pub fn SignIn(anonymous: Anonymous) -> impl IntoView {
    let lang = use_lang();
    let SignInDraft { email, step } = SignInDraft::of_app();
    let token = Navigation::of_app().token();
    let content = move || match (token.get(), step.get()) {
        (Some(token), _) => view! { <ByLink anonymous token/> }.into_any(),
        (None, Step::Address) => view! { <Address anonymous email step/> }.into_any(),
        (None, Step::Sent) => view! { <Sent anonymous email step/> }.into_any(),
    };
    view! {
        <Pocket title=sign_in::title(lang) end=|| view! { <LanguageChoice compact=true/> }>
            <p class="lead">{sign_in::lead(lang)}</p>
            {anonymous.ended.then(|| view! { <Banner tone=Tone::Know icon=Glyph::Lock>{sign_in::ended(lang)}</Banner> })}
            {content}
            <section class="sheet stack stack--tight" aria-labelledby="no-account">
                <h2 id="no-account">{sign_in::no_account_title(lang)}</h2>
                <p>{sign_in::no_account_words(lang)}</p>
            </section>
        </Pocket>
    }
    .into_any()
}

/// The address, then a link by mail; below the seam, the other two ways.
#[component]
fn Address(anonymous: Anonymous, email: RwSignal<String>, step: RwSignal<Step>) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::new();
    let ask = move || {
        if let Some(request) = form.check::<CreateSessionLink>(json!({ "email": email.get_untracked().trim() })) {
            form.send(anonymous.ask_link(request), move |()| step.set(Step::Sent));
        }
    };
    view! {
        <Form state=form on_submit=ask>
            <Field
                pointer="/email"
                label=sign_in::email(lang)
                hint=sign_in::email_hint(lang)
                value=email
                kind="email"
                autocomplete="email"
                inputmode="email"
            />
            <Button kind=ButtonKind::Main icon=Glyph::Mail submit=true block=true busy=form.busy() busy_words=sign_in::asking_link(lang)>
                {sign_in::ask_link(lang)}
            </Button>
            <p>{sign_in::link_promise(lang)}</p>
        </Form>
        <hr class="seam"/>
        <div class="stack stack--tight">
            <p><Button kind=ButtonKind::Text on_press=move || step.set(Step::Sent)>{sign_in::have_code(lang)}</Button></p>
            <details class="fold">
                <summary>{sign_in::have_password(lang)}</summary>
                <ByPassword anonymous email/>
            </details>
        </div>
    }
    .into_any()
}

/// The code of the mail.
#[component]
fn Sent(anonymous: Anonymous, email: RwSignal<String>, step: RwSignal<Step>) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::new();
    let code = RwSignal::new(String::new());
    let knows_address = !email.get_untracked().trim().is_empty();
    let enter = move || {
        // People copy « 123 456 » as they read it.
        let digits: String = code.get_untracked().chars().filter(char::is_ascii_alphanumeric).collect();
        if let Some(request) =
            form.check::<CreateSession>(json!({ "email": email.get_untracked().trim(), "code": digits }))
        {
            form.send(anonymous.sign_in(request), |()| ());
        }
    };
    view! {
        {knows_address.then(|| view! {
            <Banner icon=Glyph::Mail><b>{sign_in::sent_title(lang)} ". "</b>{sign_in::sent_words(lang, email.get_untracked().trim())}</Banner>
        })}
        <Form state=form on_submit=enter>
            {(!knows_address).then(|| view! {
                <Field pointer="/email" label=sign_in::email(lang) value=email kind="email" autocomplete="email" inputmode="email"/>
            })}
            <Field
                pointer="/code"
                label=sign_in::code(lang)
                hint=sign_in::code_hint(lang)
                value=code
                code=true
                autocomplete="one-time-code"
                inputmode="numeric"
            />
            <Button kind=ButtonKind::Main icon=Glyph::Login submit=true block=true busy=form.busy() busy_words=sign_in::entering(lang)>
                {sign_in::use_code(lang)}
            </Button>
        </Form>
        <p><Button kind=ButtonKind::Text icon=Glyph::ChevronLeft on_press=move || step.set(Step::Address)>{sign_in::sent_other(lang)}</Button></p>
    }
    .into_any()
}

#[component]
fn ByPassword(anonymous: Anonymous, email: RwSignal<String>) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::new();
    let password = RwSignal::new(String::new());
    let enter = move || {
        let values = json!({ "email": email.get_untracked().trim(), "password": password.get_untracked() });
        if let Some(request) = form.check::<CreateSession>(values) {
            form.send(anonymous.sign_in(request), |()| ());
        }
    };
    view! {
        <Form state=form on_submit=enter>
            <Field pointer="/email" label=sign_in::email(lang) value=email kind="email" autocomplete="username" inputmode="email"/>
            <Secret label=sign_in::password(lang) value=password autocomplete="current-password"/>
            <Button submit=true icon=Glyph::Login busy=form.busy() busy_words=sign_in::entering(lang)>
                {sign_in::use_password(lang)}
            </Button>
        </Form>
        <p><ButtonLink kind=ButtonKind::Text href=Route::PasswordReset.path()>{words::forgot(lang)}</ButtonLink></p>
    }
    .into_any()
}

#[component]
fn ByLink(anonymous: Anonymous, token: String) -> impl IntoView {
    let lang = use_lang();
    let navigation = Navigation::of_app();
    let form = FormState::new();
    let enter = move || {
        if let Some(request) = form.check::<CreateSession>(json!({ "link_token": token })) {
            form.send(anonymous.sign_in(request), move |()| navigation.forget_token());
        }
    };
    view! {
        <Form state=form on_submit=enter>
            <h2>{sign_in::link_title(lang)}</h2>
            <p>{sign_in::link_words(lang)}</p>
            <Button kind=ButtonKind::Main icon=Glyph::Login submit=true block=true busy=form.busy() busy_words=sign_in::entering(lang)>
                {sign_in::link_enter(lang)}
            </Button>
        </Form>
        <p><Button kind=ButtonKind::Text icon=Glyph::ChevronLeft on_press=move || navigation.forget_token()>{common::back(lang)}</Button></p>
    }
    .into_any()
}
