//! Two rounds become one.

use super::{
    moves::Column,
    round_form::{acts, gone},
    state::Board,
    words,
};
use crate::ui::{ButtonKind, Choice, Form, FormState, Glyph, Select};
use cabas_kernel::id::RoundId;
use cabas_messages::board;
use cabas_model::rounds::{MergeRound, RoundState};
use leptos::prelude::*;

/// Another round's stops come after this one's, and that round ends.
pub(super) fn with_another(board: Board, id: RoundId) -> AnyView {
    let lang = board.lang;
    let Some(shown) = board.shown_now() else { return gone(board) };
    let choices: Vec<Choice> = shown
        .day
        .rounds
        .iter()
        .enumerate()
        .filter(|(_, round)| round.id != id && round.state != RoundState::Closed)
        .map(|(index, round)| {
            let name = words::round(lang, index, &round.name);
            let stops = shown.cards(Column::Round(round.id)).len();
            Choice::new(round.id, board::round_and_stops(lang, stops, &name))
        })
        .collect();
    let Some(first) = choices.first().map(|choice| choice.value.clone()) else {
        return view! { <p>{board::merge_none(lang)}</p> }.into_any();
    };
    let other = RwSignal::new(first);
    let form = FormState::new();
    let send = move || {
        let Ok(other_id) = other.get_untracked().parse::<RoundId>() else { return };
        let gone = board.round_words(other_id);
        board.send_form(
            form,
            None,
            move |client, organisation, _| async move {
                client.merge_round(organisation, id, &MergeRound { other_id }).await.map(drop)
            },
            move || {
                board.toasts.say(board::merged(lang, &gone, &board.round_words(id)));
                board.ask.set(None);
            },
        );
    };
    view! {
        <p>{board::merge_words(lang)}</p>
        <Form state=form on_submit=send>
            <Select pointer="/other_id" label=board::merge_label(lang) value=other choices=Signal::stored(choices)/>
            {acts(board, form, (ButtonKind::Main, Glyph::ArrowsExchange, board::merge_yes(lang)), board::merge_no(lang))}
        </Form>
    }
    .into_any()
}
