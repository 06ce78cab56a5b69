//! Mine: language, colours, devices, leaving.

use super::{devices::Devices, leave::Leave};
use crate::{
    i18n::{CurrentLang, Lang, use_lang},
    routes::Route,
    session::{Account, Session, use_account},
    theme::Theme,
    ui::{Button, ButtonKind, ButtonLink, Choice, Field, Form, FormState, Glyph, Page, Select, Toasts},
};
use cabas_messages::{common, devices, invitation, password, shell, sign_in};
use cabas_model::me::PatchMe;
use leptos::{prelude::*, task::spawn_local};
use serde_json::json;

/// What concerns me alone.
#[component]
pub fn Profile() -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let me = account.me();
    let leave = move || spawn_local(account.sign_out());
    view! {
        <Page title=shell::profile(lang) narrow=true>
            <div class="stack">
            <section class="sheet stack">
                <p><b>{move || me.with(|me| me.display_name.clone())}</b><br/>{move || me.with(|me| me.email.clone())}</p>
                {move || account.membership().and_then(|one| one.invited_by).map(|name| view! { <p>{shell::invited_by(lang, &name)}</p> })}
                <Name/>
                <p class="row">
                    <Button on_press=leave>{sign_in::sign_out(lang)}</Button>
                    <ButtonLink kind=ButtonKind::Text icon=Glyph::Key href=Route::PasswordReset.path()>
                        {move || if me.with(|me| me.has_password) { password::change(lang) } else { password::choose(lang) }}
                    </ButtonLink>
                </p>
            </section>
            <section class="sheet stack" aria-labelledby="screen">
                <h2 id="screen">{devices::screen(lang)}</h2>
                <LanguageChoice/>
                <ThemeChoice/>
            </section>
            <Devices/>
            <Leave/>
            </div>
        </Page>
    }
}

/// How one is called: one's own to change.
#[component]
fn Name() -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let name = RwSignal::new(account.me().with_untracked(|me| me.display_name.clone()));
    let save = move || {
        if let Some(request) = form.check::<PatchMe>(json!({ "display_name": name.get_untracked().trim() })) {
            form.send(account.change_me(request), move |()| toasts.say(common::saved(lang)));
        }
    };
    view! {
        <Form state=form on_submit=save>
            <Field pointer="/display_name" label=invitation::name(lang) hint=invitation::name_hint(lang) value=name autocomplete="name"/>
            <p><Button submit=true busy=form.busy() busy_words=common::saving(lang)>{common::save(lang)}</Button></p>
        </Form>
    }
    .into_any()
}

/// The language, each under its own name (ux 6).
#[component]
pub fn LanguageChoice(
    /// At the top of a pocket: an icon for label.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let value = RwSignal::new(use_lang().tag().to_owned());
    let choices: Vec<Choice> = Lang::ALL
        .into_iter()
        .map(|lang| Choice { lang: Some(lang.tag()), ..Choice::new(lang.tag(), lang.own_name()) })
        .collect();
    let current = use_context::<CurrentLang>();
    let (session, account) = (use_context::<Session>(), use_context::<Account>());
    let toasts = Toasts::of_app();
    let choose = move |tag: String| {
        if let Some((current, lang)) = current.zip(Lang::from_tag(&tag)) {
            if let Some(session) = session {
                session.speak(lang);
            }
            if let Some(account) = account {
                // The screen speaks it at once; mails do when it is saved.
                spawn_local(async move {
                    if let Err(failure) = account.speak(lang).await {
                        toasts.say(failure.sentence(lang));
                    }
                });
            }
            current.choose(lang);
            // All is drawn anew: the reader stays where they were.
            crate::dom::focus_soon("select[data-name=language]");
        }
    };
    view! {
        <Select name="language" label=shell::language(use_lang()) value choices=Signal::stored(choices) inline=true quiet=compact icon=Glyph::Language on_choose=choose/>
    }
}

/// Colours of the screen.
#[component]
fn ThemeChoice() -> impl IntoView {
    let lang = use_lang();
    let value = RwSignal::new(Theme::remembered().as_str().to_owned());
    let name = |theme| match theme {
        Theme::Auto => shell::theme_auto(lang),
        Theme::Light => shell::theme_light(lang),
        Theme::Dark => shell::theme_dark(lang),
    };
    let choices: Vec<Choice> = Theme::ALL.into_iter().map(|theme| Choice::new(theme.as_str(), name(theme))).collect();
    let choose = |chosen: String| Theme::named(&chosen).choose();
    view! { <Select label=shell::theme(lang) value choices=Signal::stored(choices) inline=true on_choose=choose/> }
}
