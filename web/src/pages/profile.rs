//! Mine: language, colours, devices, leaving.

use super::{devices::Devices, leave::Leave};
use crate::{
    i18n::{CurrentLang, Lang, use_lang},
    routes::Route,
    session::use_account,
    theme::Theme,
    ui::{Button, ButtonKind, ButtonLink, Choice, Glyph, Page, Select},
};
use cabas_messages::{devices, password, shell, sign_in};
use leptos::{prelude::*, task::spawn_local};

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
    let choose = move |tag: String| {
        if let Some((current, lang)) = current.zip(Lang::from_tag(&tag)) {
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
