//! « Foyers »: who is served, found by name, street or telephone.

use super::{
    listing::{Listing, Show, Shown},
    words,
};
use crate::{
    failure::Failure,
    i18n::{Lang, use_dates, use_lang},
    live::LiveFeed,
    navigation::Navigation,
    routes::Route,
    session::use_account,
    ui::{
        Banner, Button, ButtonKind, ButtonLink, Choice, Empty, Field, Form, FormState, Glyph, Icon, Mark, Page, Select,
        Skeleton, Status, Street, Table, Tone, Trouble,
    },
};
use cabas_kernel::{Permission, fold};
use cabas_messages::{common, recipients};
use cabas_model::{
    Code, FieldError, Problem,
    events::EventKind,
    recipients::{RecipientStatus, RecipientSummary},
};
use leptos::{ev, prelude::*};
use std::sync::Arc;

/// Characters from which the API searches (EN-1).
const SEARCH: usize = 3;

/// The page.
#[component]
pub fn Recipients() -> impl IntoView {
    let lang = use_lang();
    let may_write = use_account().roles().may(Permission::WriteRecipients);
    let navigation = Navigation::of_app();
    let listing = Listing::new();
    let query = navigation.query("show");
    let show = Memo::new(move |_| query.with(|name| Show::named(name.as_deref().unwrap_or_default())));
    // Kept out of the address: it names people.
    let asked = RwSignal::new(String::new());
    let stale = RwSignal::new(false);
    Effect::new(move |_| {
        listing.ask(&asked.get(), show.get());
        stale.set(false);
    });
    if let Some(feed) = LiveFeed::of_app() {
        // Told, not fetched: each reading of the list is noted in the households' records.
        feed.on_event(move |event| {
            if event.kind == EventKind::RecipientChanged {
                stale.set(true);
            }
        });
    }
    let refresh = move || {
        stale.set(false);
        crate::dom::focus_soon("#content h1");
        listing.again();
    };
    let acts = move || {
        may_write.then(|| {
            view! {
                <p class="push row row--tight">
                    <ButtonLink icon=Glyph::Upload href=Route::Imports.path()>{recipients::import(lang)}</ButtonLink>
                    <ButtonLink kind=ButtonKind::Main icon=Glyph::Plus href=Route::NewRecipient.path()>{recipients::add(lang)}</ButtonLink>
                </p>
            }
        })
    };
    view! {
        <Page title=recipients::title(lang) narrow=true head=acts>
            <div class="stack">
                <Filters asked show/>
                {move || stale.get().then(|| view! {
                    <Banner act=move || view! { <Button icon=Glyph::Refresh on_press=refresh>{recipients::refresh(lang)}</Button> }>
                        {recipients::changed(lang)}
                    </Banner>
                })}
                {move || match listing.shown.get() {
                    Shown::Loading => view! { <Skeleton/> }.into_any(),
                    Shown::Trouble(failure) => view! { <Trouble failure retry=Callback::new(move |()| listing.again())/> }.into_any(),
                    Shown::Rows(rows) if rows.is_empty() => nothing(lang, asked, show.get_untracked(), may_write),
                    Shown::Rows(rows) => view! { <Rows rows listing/> }.into_any(),
                }}
            </div>
        </Page>
    }
}

/// The search, and the choice of a state.
#[component]
fn Filters(asked: RwSignal<String>, show: Memo<Show>) -> impl IntoView {
    let lang = use_lang();
    let navigation = Navigation::of_app();
    let form = FormState::new();
    let text = RwSignal::new(asked.get_untracked());
    // « Montrer tous les foyers » empties the field too.
    Effect::new(move |_| text.set(asked.get()));
    let search = move || {
        let wanted = text.get_untracked().trim().to_owned();
        if wanted.is_empty() || fold(&wanted).chars().count() >= SEARCH {
            form.clear();
            asked.set(wanted);
        } else {
            form.fail(&too_short());
        }
    };
    let value = RwSignal::new(show.get_untracked().name().to_owned());
    Effect::new(move |_| value.set(show.get().name().to_owned()));
    let choices: Vec<Choice> = Show::ALL.into_iter().map(|one| Choice::new(one.name(), shown(lang, one))).collect();
    let choose = move |name: String| navigation.set_query(&[("show", Some(name.as_str()).filter(|n| !n.is_empty()))]);
    let hotkey = window_event_listener(ev::keydown, |event| {
        let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
        if event.key() == "/" && plain && !is_writing() {
            event.prevent_default();
            crate::dom::focus_soon("#content form input");
        }
    });
    on_cleanup(move || hotkey.remove());
    view! {
        <Form state=form on_submit=search>
            <div class="halves">
                <Field pointer="/q" label=recipients::search(lang) hint=recipients::search_hint(lang) value=text kind="search" autocomplete="off"/>
                <Select label=recipients::show(lang) value choices=Signal::stored(choices) on_choose=choose/>
            </div>
            <p class="row">
                <Button submit=true icon=Glyph::Search>{common::search(lang)}</Button>
                {move || (!asked.with(String::is_empty)).then(|| view! {
                    <span>{recipients::found(lang, &asked.get())}</span>
                    <Button kind=ButtonKind::Text on_press=move || asked.set(String::new())>{recipients::search_clear(lang)}</Button>
                })}
            </p>
        </Form>
    }
    .into_any()
}

/// Whether the keys go into a field.
fn is_writing() -> bool {
    document()
        .active_element()
        .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// What the API would answer.
fn too_short() -> Failure {
    Failure::Problem(Arc::new(Problem {
        kind: String::new(),
        title: String::new(),
        status: 422,
        detail: String::new(),
        instance: String::new(),
        code: Code::FieldsInvalid.as_str().to_owned(),
        errors: vec![FieldError::new("/q", "search_too_short").with("min", SEARCH)],
    }))
}

fn shown(lang: Lang, show: Show) -> &'static str {
    match show {
        Show::All => recipients::show_all(lang),
        Show::Status(RecipientStatus::Pending) => recipients::show_pending(lang),
        Show::Status(RecipientStatus::Active) => recipients::show_active(lang),
        Show::Status(RecipientStatus::Paused) => recipients::show_paused(lang),
        Show::Status(RecipientStatus::Stopped) => recipients::show_stopped(lang),
        Show::Status(RecipientStatus::Deceased) => recipients::show_deceased(lang),
        Show::ToPlace => recipients::show_to_place(lang),
    }
}

/// Nobody at all: what to do first. Nobody here: the way back to everyone.
fn nothing(lang: Lang, asked: RwSignal<String>, show: Show, may_write: bool) -> AnyView {
    let text = asked.get_untracked();
    if text.is_empty() && show == Show::All {
        return view! {
            <Empty title=recipients::none_title(lang) words=recipients::none_words(lang)>
                {may_write.then(|| view! {
                    <p class="row">
                        <ButtonLink icon=Glyph::Upload href=Route::Imports.path()>{recipients::import(lang)}</ButtonLink>
                        <ButtonLink icon=Glyph::Plus href=Route::NewRecipient.path()>{recipients::add(lang)}</ButtonLink>
                    </p>
                })}
            </Empty>
        }
        .into_any();
    }
    let sentence = if text.is_empty() {
        recipients::nothing_filter(lang).to_owned()
    } else {
        recipients::nothing_search(lang, &text)
    };
    let navigation = Navigation::of_app();
    let everyone = move || {
        crate::dom::focus_soon("#content h1");
        navigation.set_query(&[("show", None)]);
        asked.set(String::new());
    };
    view! {
        <Empty title=recipients::nothing_title(lang) words=sentence>
            <Button on_press=everyone>{recipients::show_everyone(lang)}</Button>
        </Empty>
    }
    .into_any()
}

/// A table on a desk, cards on a phone, and the way on.
#[component]
fn Rows(rows: Vec<RecipientSummary>, listing: Listing) -> impl IntoView {
    let lang = use_lang();
    let count = rows.len();
    let cells: Vec<AnyView> = rows.iter().map(|one| row(lang, one)).collect();
    let cards: Vec<AnyView> = rows.iter().map(|one| card(lang, one)).collect();
    let head = move || {
        view! {
            <tr>
                <th scope="col">{recipients::column_household(lang)}</th>
                <th scope="col">{recipients::column_address(lang)}</th>
                <th scope="col" class="n">{recipients::column_people(lang)}</th>
                <th scope="col">{recipients::column_state(lang)}</th>
                <th scope="col">{recipients::column_last(lang)}</th>
            </tr>
        }
    };
    let sum = move || {
        if listing.next.with(Option::is_some) {
            recipients::shown_more(lang, count)
        } else {
            recipients::shown(lang, count)
        }
    };
    view! {
        <div class="stack">
            <div class="wide-only"><Table label=recipients::list(lang) head>{cells}</Table></div>
            <ul class="rows sheet phone-only" aria-label=recipients::list(lang)>{cards}</ul>
            <div class="row">
                <p class="soft" role="status">{sum}</p>
                {move || listing.next.with(Option::is_some).then(|| view! {
                    <Button busy=listing.busy busy_words=recipients::loading(lang) on_press=move || listing.more()>{recipients::more(lang)}</Button>
                })}
            </div>
            {move || listing.trouble.get().map(|failure| view! { <Banner tone=Tone::Error>{failure.sentence(lang)}</Banner> })}
        </div>
    }
    .into_any()
}

fn row(lang: Lang, one: &RecipientSummary) -> AnyView {
    view! {
        <tr>
            <th scope="row">{link(one)} {one.external_ref.clone().map(|code| view! { " " <span class="soft">{code}</span> })}</th>
            <td>{address(one)}</td>
            <td class="n">{one.household_size}</td>
            <td>{state(lang, one)}</td>
            <td>{last(lang, one)}</td>
        </tr>
    }
    .into_any()
}

fn card(lang: Lang, one: &RecipientSummary) -> AnyView {
    view! {
        <li class="rows__one">
            <Icon glyph=Glyph::Home/>
            <div>
                <p>{link(one)}</p>
                <p>{address(one)}</p>
            </div>
            <div>
                <p>{state(lang, one)}</p>
                <p class="soft">{common::people(lang, u64::from(one.household_size))}</p>
            </div>
        </li>
    }
    .into_any()
}

fn link(one: &RecipientSummary) -> AnyView {
    view! { <a class="tap" href=Route::Recipient { id: one.id }.path()><b>{one.display_name.clone()}</b></a> }
        .into_any()
}

fn address(one: &RecipientSummary) -> AnyView {
    let town = [one.postal_code.as_str(), one.city.as_str()].join(" ");
    view! { <Street line=one.street.clone()/> <br/><span class="soft">{town}</span> }.into_any()
}

fn state(lang: Lang, one: &RecipientSummary) -> AnyView {
    let (class, shape, word) = words::state(lang, one.status);
    let word = match one.paused_until {
        Some(day) if one.status == RecipientStatus::Paused => {
            recipients::state_paused_until(lang, &use_dates().day(day))
        }
        _ => word.to_owned(),
    };
    view! { <span class=class><Mark shape/>{word}</span> }.into_any()
}

fn last(lang: Lang, one: &RecipientSummary) -> AnyView {
    match &one.last_delivery {
        None => view! { <span class="soft">{recipients::never(lang)}</span> }.into_any(),
        Some(last) => view! {
            <span class="num">{use_dates().day(last.date)}</span> <br/> <Status status=words::stop(last.status)/>
        }
        .into_any(),
    }
}
