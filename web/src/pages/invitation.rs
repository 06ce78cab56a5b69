//! Joining by a mailed invitation: the only way in.

use super::{LanguageChoice, password::Secret};
use crate::{
    i18n::use_lang,
    navigation::Navigation,
    routes::Route,
    session::Session,
    ui::{Banner, Button, ButtonKind, ButtonLink, Empty, Field, Form, FormState, Glyph, Pocket},
};
use cabas_messages::invitation;
use cabas_model::{
    Code,
    invitations::{AcceptInvitation, InvitationAccepted, RequestInvitation},
    members::MemberState,
};
use leptos::prelude::*;
use serde_json::{Value, json};

/// The page behind `/invitation#token=…`. Opening it spends nothing: only the press on the button does (security IN-3).
#[component]
pub fn Invitation(session: Session) -> impl IntoView {
    let lang = use_lang();
    let token = Navigation::of_app().token();
    let accepted = RwSignal::new(None::<InvitationAccepted>);
    let content = move || match (accepted.get(), token.get()) {
        (Some(accepted), _) => view! { <Joined accepted/> }.into_any(),
        (None, Some(token)) => view! { <Joining session token accepted/> }.into_any(),
        (None, None) => {
            view! { <Empty title=invitation::no_token_title(lang) words=invitation::no_token_words(lang)/> }.into_any()
        }
    };
    view! {
        <Pocket title=invitation::title(lang) end=|| view! { <LanguageChoice compact=true/> }>
            {content}
        </Pocket>
    }
    .into_any()
}

#[component]
fn Joining(session: Session, token: String, accepted: RwSignal<Option<InvitationAccepted>>) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::new();
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let is_over = RwSignal::new(false);
    let token = StoredValue::new(token);
    let join = move || {
        let values = json!({
            "token": token.get_value(),
            "display_name": name.get_untracked().trim(),
            // An empty password is none: signing in will go by mailed links.
            "password": Some(password.get_untracked()).filter(|password| !password.is_empty()).map_or(Value::Null, Value::String),
        });
        if let Some(request) = form.check::<AcceptInvitation>(values) {
            let call = async move {
                let answer = session.accept_invitation(request).await;
                let over = matches!(&answer, Err(failure) if failure.code() == Some(Code::LinkInvalid.as_str()));
                // The page may be gone when the answer comes.
                let _ = is_over.try_set(over);
                answer
            };
            form.send(call, move |answer| accepted.set(Some(answer)));
        }
    };
    view! {
        <p class="lead">{invitation::lead(lang)}</p>
        <Form state=form on_submit=join>
            <Field pointer="/display_name" label=invitation::name(lang) hint=invitation::name_hint(lang) value=name autocomplete="name"/>
            <Secret label=invitation::password(lang) hint=invitation::password_hint(lang) optional=true value=password autocomplete="new-password"/>
            <Button kind=ButtonKind::Main icon=Glyph::Users submit=true block=true busy=form.busy() busy_words=invitation::accepting(lang)>
                {invitation::accept(lang)}
            </Button>
        </Form>
        {move || is_over.get().then(|| view! { <AskAgain session token=token.get_value()/> })}
    }
    .into_any()
}

/// The link is too old: it still tells the team who waits.
#[component]
fn AskAgain(session: Session, token: String) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::new();
    let is_asked = RwSignal::new(false);
    let ask = move || {
        if let Some(request) = form.check::<RequestInvitation>(json!({ "token": token })) {
            form.send(session.request_invitation(request), move |()| is_asked.set(true));
        }
    };
    let asked =
        move || is_asked.get().then(|| view! { <Banner icon=Glyph::Mail>{invitation::asked_again(lang)}</Banner> });
    view! {
        <Form state=form on_submit=ask>
            <div role="status">{asked}</div>
            {move || (!is_asked.get()).then(|| view! {
                <Button icon=Glyph::Mail submit=true block=true busy=form.busy() busy_words=invitation::asking_again(lang)>
                    {invitation::ask_again(lang)}
                </Button>
            })}
        </Form>
    }
    .into_any()
}

#[component]
fn Joined(accepted: InvitationAccepted) -> impl IntoView {
    let lang = use_lang();
    let waits = accepted.state == MemberState::AwaitingConfirmation;
    let words = if waits { invitation::waiting_words } else { invitation::joined_words };
    view! {
        <section class="sheet sheet--ink stack" role="status">
            <h2>{invitation::joined_title(lang)}</h2>
            <p class="lead">{words(lang, &accepted.organisation_name)}</p>
            {(!waits).then(|| view! {
                <p><ButtonLink kind=ButtonKind::Main icon=Glyph::Login href=Route::Home.path()>{invitation::sign_in(lang)}</ButtonLink></p>
            })}
        </section>
    }
    .into_any()
}
