//! A message to whoever carries a round, to send by SMS, `WhatsApp` or Signal (ux 21). It says when, how many stops and
//! where to open the round; nothing of the households.

use super::{columns::Head, head::hours, round_form::gone, state::Board, words};
use crate::{
    dom,
    i18n::Lang,
    ui::{Button, ButtonKind, ButtonLink, Glyph, TextArea},
};
use cabas_kernel::id::RoundId;
use cabas_messages::{board, common, dates::day_and_time};
use leptos::{prelude::*, task::spawn_local};

/// The message, to change if need be, and to copy.
pub(super) fn prepared(board: Board, id: RoundId) -> AnyView {
    let lang = board.lang;
    let Some(shown) = board.shown_now() else { return gone(board) };
    let Some(round) = shown.day.round(id) else { return gone(board) };
    let head = Head::of(&shown, round);
    let day = board.dates().day_long(board.date);
    let value = RwSignal::new(text(lang, &head, &day, hours(board, &head), &words::link(id)));
    let said = RwSignal::new(None::<&'static str>);
    let copy = move || {
        let words = value.get_untracked();
        spawn_local(async move {
            let copied = dom::copy(&words).await;
            if !copied {
                dom::select("dialog[open] textarea");
            }
            said.try_set(Some(if copied { board::message_copied(lang) } else { board::message_by_hand(lang) }));
        });
    };
    let length = move || board::message_length(lang, value.with(|words| words.chars().count()));
    let sms = move || value.with(|words| sms(words));
    view! {
        <p>{board::message_words(lang)}</p>
        <TextArea label=board::message_label(lang) hint=length value/>
        <div class="row">
            <Button kind=ButtonKind::Main icon=Glyph::Copy on_press=copy>{board::message_copy(lang)}</Button>
            <ButtonLink icon=Glyph::Message href=sms>{board::message_sms(lang)}</ButtonLink>
            <Button on_press=move || board.ask.set(None)>{common::close(lang)}</Button>
            <p role="status">{move || said.get()}</p>
        </div>
    }
    .into_any()
}

/// « Bonjour. Voici la tournée : Les Halles, mardi 24 novembre, 9 h–11 h, 12 arrêts. https://… »: the link comes last,
/// where every telephone makes it one.
pub(super) fn text(lang: Lang, head: &Head, day: &str, hours: Option<String>, link: &str) -> String {
    let when = match hours {
        Some(hours) => day_and_time(lang, day, &hours),
        None => day.to_owned(),
    };
    board::message(lang, head.stops(), link, &head.name, &when)
}

/// Opens the telephone's own messages, with the text and nobody to send it to yet.
fn sms(words: &str) -> String {
    ["sms:?&body=", &String::from(js_sys::encode_uri_component(words))].concat()
}
