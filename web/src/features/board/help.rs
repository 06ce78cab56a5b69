//! How the board is used: by drag, in words, by keyboard.

use super::state::Board;
use crate::ui::Button;
use cabas_messages::{board, common};
use leptos::prelude::*;

pub(super) fn keys(board: Board) -> AnyView {
    let lang = board.lang;
    let lines = [
        ("↑ ↓", board::key_cards(lang)),
        ("← →", board::key_columns(lang)),
        ("⇱ ⇲", board::key_ends(lang)),
        ("␣", board::key_take(lang)),
        ("⏎", board::key_open(lang)),
        ("X", board::key_pick(lang)),
    ];
    let held =
        [("↑ ↓ ← →", board::key_carry(lang)), ("⏎", board::key_put_down(lang)), ("␛", board::key_put_back(lang))];
    view! {
        <p>{board::keys_words(lang)}</p>
        <h3>{board::keys_on_card(lang)}</h3>
        {table(lang, &lines)}
        <h3>{board::keys_in_hand(lang)}</h3>
        {table(lang, &held)}
        <p>{board::keys_range(lang)}</p>
        <p><Button on_press=move || board.ask.set(None)>{common::close(lang)}</Button></p>
    }
    .into_any()
}

fn table(lang: crate::i18n::Lang, lines: &[(&'static str, &'static str)]) -> AnyView {
    let rows: Vec<AnyView> = lines
        .iter()
        .map(|(key, what)| view! { <dt><kbd>{name(lang, key)}</kbd></dt> <dd>{*what}</dd> }.into_any())
        .collect();
    view! { <dl class="facts">{rows}</dl> }.into_any()
}

/// Keys are named as they are on the keyboard: by a word where there is no arrow.
fn name(lang: crate::i18n::Lang, key: &'static str) -> &'static str {
    match key {
        "␣" => board::key_space(lang),
        "⏎" => board::key_enter(lang),
        "␛" => board::key_escape(lang),
        "⇱ ⇲" => board::key_home_end(lang),
        other => other,
    }
}
