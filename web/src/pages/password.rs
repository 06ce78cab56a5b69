//! A new password by a mailed link, for those who want one.

use super::{LanguageChoice, SignInDraft};
use crate::{
    i18n::use_lang,
    navigation::Navigation,
    routes::Route,
    session::Session,
    ui::{Banner, Button, ButtonKind, ButtonLink, Checkbox, Field, Form, FormState, Glyph, Pocket, Tone},
};
use cabas_messages::{common, password, sign_in};
use cabas_model::sessions::{CreatePasswordReset, UsePasswordReset};
use leptos::prelude::*;
use serde_json::json;

/// How far one is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Ask,
    Sent,
    Done,
}

/// `/password-reset`: asks for the link. With its token (`#token=…`): chooses the password.
#[component]
pub fn PasswordReset(session: Session) -> impl IntoView {
    let lang = use_lang();
    let token = Navigation::of_app().token();
    let email = SignInDraft::of_app().email();
    let step = RwSignal::new(Step::Ask);
    let content = move || match (step.get(), token.get()) {
        (Step::Done, _) => view! { <Done/> }.into_any(),
        (_, Some(token)) => view! { <Choosing session token step/> }.into_any(),
        (Step::Ask, None) => view! { <Asking session email step/> }.into_any(),
        (Step::Sent, None) => view! { <Sent email step/> }.into_any(),
    };
    view! {
        <Pocket title=password::title(lang) end=|| view! { <LanguageChoice compact=true/> }>{content}</Pocket>
    }
    .into_any()
}

#[component]
fn Asking(session: Session, email: RwSignal<String>, step: RwSignal<Step>) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::new();
    let ask = move || {
        if let Some(request) = form.check::<CreatePasswordReset>(json!({ "email": email.get_untracked().trim() })) {
            form.send(session.ask_password(request), move |()| step.set(Step::Sent));
        }
    };
    view! {
        <p class="lead">{password::lead(lang)}</p>
        <Form state=form on_submit=ask>
            <Field pointer="/email" label=sign_in::email(lang) value=email kind="email" autocomplete="email" inputmode="email"/>
            <Button kind=ButtonKind::Main icon=Glyph::Mail submit=true block=true busy=form.busy() busy_words=password::asking(lang)>
                {password::ask(lang)}
            </Button>
        </Form>
        <p><ButtonLink kind=ButtonKind::Text icon=Glyph::ChevronLeft href=Route::Home.path()>{common::back(lang)}</ButtonLink></p>
    }
    .into_any()
}

#[component]
fn Sent(email: RwSignal<String>, step: RwSignal<Step>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <Banner icon=Glyph::Mail><b>{password::sent_title(lang)} ". "</b>{password::sent_words(lang, email.get_untracked().trim())}</Banner>
        <p><Button kind=ButtonKind::Text icon=Glyph::ChevronLeft on_press=move || step.set(Step::Ask)>{sign_in::sent_other(lang)}</Button></p>
    }
    .into_any()
}

#[component]
fn Choosing(session: Session, token: String, step: RwSignal<Step>) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::new();
    let secret = RwSignal::new(String::new());
    let set = move || {
        let values = json!({ "token": token, "password": secret.get_untracked() });
        if let Some(request) = form.check::<UsePasswordReset>(values) {
            form.send(session.set_password(request), move |()| step.set(Step::Done));
        }
    };
    view! {
        <p class="lead">{password::set_lead(lang)}</p>
        <Form state=form on_submit=set>
            <Secret label=password::password(lang) hint=password::password_hint(lang) value=secret autocomplete="new-password"/>
            <Banner tone=Tone::Know icon=Glyph::Lock>{password::set_warning(lang)}</Banner>
            <Button kind=ButtonKind::Main icon=Glyph::Key submit=true block=true busy=form.busy() busy_words=password::setting(lang)>
                {password::set(lang)}
            </Button>
        </Form>
    }
    .into_any()
}

#[component]
fn Done() -> impl IntoView {
    let lang = use_lang();
    view! {
        <section class="sheet sheet--ink stack" role="status">
            <h2>{password::done_title(lang)}</h2>
            <p class="lead">{password::done_words(lang)}</p>
            <p><ButtonLink kind=ButtonKind::Main icon=Glyph::Login href=Route::Home.path()>{password::to_sign_in(lang)}</ButtonLink></p>
        </section>
    }
    .into_any()
}

/// A password, which one may look at while writing it.
#[component]
pub(super) fn Secret(
    label: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional)] optional: bool,
    value: RwSignal<String>,
    autocomplete: &'static str,
) -> impl IntoView {
    let lang = use_lang();
    let shown = RwSignal::new(false);
    let field = move || {
        let kind = if shown.get() { "text" } else { "password" };
        match hint {
            Some(hint) => view! { <Field pointer="/password" label hint optional value kind autocomplete/> }.into_any(),
            None => view! { <Field pointer="/password" label optional value kind autocomplete/> }.into_any(),
        }
    };
    view! { {field} <Checkbox label=sign_in::show_password(lang) checked=shown/> }.into_any()
}
