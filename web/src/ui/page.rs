//! The frame of every screen: bar and page on the desk, pocket for volunteers.

use super::icon::{Glyph, Icon, drawing};
use crate::{dom, i18n::use_lang, navigation};
use cabas_messages::{common, shell};
use leptos::prelude::*;

/// The way back, above a title: « Tous les foyers ».
#[derive(Clone)]
pub struct Back {
    pub href: String,
    pub label: String,
}

impl Back {
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into() }
    }

    fn link(self) -> AnyView {
        view! { <a class="tap" href=self.href><Icon glyph=Glyph::ChevronLeft/>{self.label}</a> }.into_any()
    }
}

/// Gives the window its title, and the title its focus when one has just come here (AX3).
fn arrive(title: TextProp) {
    let lang = use_lang();
    Effect::new(move |_| dom::set_title(&common::page_title(lang, &title.get())));
    navigation::focus_title_on_arrival();
    #[cfg(feature = "desk")]
    dom::show_current_soon();
}

/// A page of the desk: title, facts and acts beside it, then the content.
#[component]
pub fn Page(
    #[prop(into)] title: TextProp,
    /// At most 76 rem wide: all but boards and weeks.
    #[prop(optional)]
    narrow: bool,
    /// A sheet to print: what stands beside the title stays on the screen.
    #[prop(optional)]
    paper: bool,
    #[prop(optional)] back: Option<Back>,
    /// What stands beside the title.
    #[prop(optional, into)]
    head: Option<ViewFnOnce>,
    children: Children,
) -> impl IntoView {
    arrive(title.clone());
    view! {
        <main class="page" class=("page--narrow", narrow) class=("page--paper", paper) id="content">
            <div class="page__head">
                {back.map(|back| view! { <p class="page__back">{back.link()}</p> })}
                <h1 tabindex="-1">{move || title.get()}</h1>
                {head.map(ViewFnOnce::run)}
            </div>
            {children()}
        </main>
    }
    .into_any()
}

/// A page of the pocket, for volunteers: a way back or the brand, one column, the acts at the bottom.
#[component]
pub fn Pocket(
    /// Title of the window, and of the page unless `heading` draws it.
    #[prop(into)]
    title: TextProp,
    /// The inside of the `<h1>`, when it is more than words (the plate and the street at the door).
    #[prop(optional, into)]
    heading: Option<ViewFnOnce>,
    #[prop(optional)] back: Option<Back>,
    /// The end of the top line: help and me, or « Arrêt 5 sur 8 ».
    #[prop(optional, into)]
    end: Option<ViewFnOnce>,
    /// The acts, always under the thumb.
    #[prop(optional, into)]
    foot: Option<ViewFnOnce>,
    /// At the door: denser above, larger below.
    #[prop(optional)]
    door: bool,
    children: Children,
) -> impl IntoView {
    arrive(title.clone());
    let start = match back {
        Some(back) => back.link(),
        None => view! { <a class="pocket__brand" href="/">{brand()} {common::app(use_lang())}</a> }.into_any(),
    };
    let title = match heading {
        Some(heading) => view! { <h1 class="place" tabindex="-1">{heading.run()}</h1> }.into_any(),
        None => view! { <h1 tabindex="-1">{move || title.get()}</h1> }.into_any(),
    };
    view! {
        <div class=if door { "pocket pocket--door" } else { "pocket" }>
            <header class="pocket__top">{start} <div class="push row">{end.map(ViewFnOnce::run)}</div></header>
            <main class="pocket__main" id="content">{title} {children()}</main>
            {foot.map(|foot| view! { <footer class="pocket__foot">{foot.run()}</footer> })}
        </div>
    }
    .into_any()
}

/// The bag of the brand.
pub(crate) fn brand() -> AnyView {
    drawing("brand", "#logo")
}

/// A section of the bar.
#[derive(Clone)]
pub struct SectionLink {
    pub href: String,
    pub label: &'static str,
    /// One is in this section now.
    pub current: Signal<bool>,
    /// How much waits there; nothing is written for none.
    pub count: Option<Signal<u32>>,
}

/// The bar of the desk: brand, sections, what concerns me (children).
#[component]
pub fn TopBar(sections: Vec<SectionLink>, children: Children) -> impl IntoView {
    let lang = use_lang();
    let links: Vec<_> = sections
        .into_iter()
        .map(|section| {
            let current = section.current;
            let count = section.count.map(|count| {
                move || Some(count.get()).filter(|count| *count > 0).map(|count| view! { " " <span class="count">{count}</span> })
            });
            view! { <a href=section.href aria-current=move || current.get().then_some("page")>{section.label} {count}</a> }
        })
        .collect();
    view! {
        <header class="bar">
            <a class="bar__brand" href="/">{brand()}{common::app(lang)}</a>
            {(!links.is_empty()).then(|| view! { <nav class="bar__nav" aria-label=shell::sections(lang)>{links}</nav> })}
            <div class="bar__me">{children()}</div>
        </header>
    }
    .into_any()
}

/// First thing the keyboard finds: over the bar, straight to the content (AX3).
#[component]
pub(crate) fn SkipLink() -> impl IntoView {
    let skip = |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        dom::focus_soon("#content h1");
    };
    view! { <a class="skip" href="#content" on:click=skip>{shell::skip(use_lang())}</a> }.into_any()
}
