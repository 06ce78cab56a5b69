//! Pages of one sentence.

use super::LanguageChoice;
use crate::{
    i18n::use_lang,
    navigation::Navigation,
    routes::Route,
    session::use_account,
    ui::{Button, ButtonKind, ButtonLink, Glyph, Page, Pocket, Skeleton},
};
use cabas_messages::{shell, sign_in};
use leptos::{prelude::*, task::spawn_local};

/// An address that leads nowhere, with a way back.
#[component]
pub fn NotFound() -> impl IntoView {
    let lang = use_lang();
    let words = view! {
        <div class="stack">
            <p class="lead">{shell::not_found_words(lang)}</p>
            <p><ButtonLink kind=ButtonKind::Main icon=Glyph::Home href=Route::Home.path()>{shell::not_found_back(lang)}</ButtonLink></p>
        </div>
    };
    // A public address has no bar above it.
    if Navigation::of_app().route().get_untracked().is_pocket() {
        view! { <Pocket title=shell::not_found_title(lang)>{words}</Pocket> }.into_any()
    } else {
        view! { <Page title=shell::not_found_title(lang) narrow=true>{words}</Page> }.into_any()
    }
}

/// While it is not known yet who is here.
#[component]
pub fn Opening() -> impl IntoView {
    view! { <Pocket title=shell::starting(use_lang())><Skeleton/></Pocket> }
}

/// Signed in, but no organisation has given a place.
#[component]
pub fn NoPlace() -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let leave = move || spawn_local(account.sign_out());
    view! {
        <Pocket title=shell::no_place_title(lang) end=|| view! { <LanguageChoice compact=true/> }>
            <p class="lead">{shell::no_place_words(lang)}</p>
            <p><Button on_press=leave>{sign_in::sign_out(lang)}</Button></p>
        </Pocket>
    }
}
