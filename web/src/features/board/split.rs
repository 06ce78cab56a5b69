//! One round becomes two.

use super::{
    moves::Column,
    round_form::{acts, gone},
    state::Board,
};
use crate::ui::{ButtonKind, Field, Form, FormState, Glyph};
use cabas_kernel::id::StopId;
use cabas_messages::board;
use cabas_model::rounds::SplitRound;
use leptos::prelude::*;

/// From this stop on, another round: a draft without a person.
pub(super) fn at(board: Board, stop: StopId) -> AnyView {
    let lang = board.lang;
    let Some(shown) = board.shown_now() else { return gone(board) };
    let column = shown.column(stop);
    let Column::Round(id) = column else { return gone(board) };
    let cards = shown.cards(column);
    let moved = cards.iter().skip_while(|card| **card != stop).count();
    let name = shown.day.round(id).map(|round| board::split_name(lang, &round.name)).unwrap_or_default();
    let name = RwSignal::new(name);
    let form = FormState::new();
    let send = move || {
        let new = name.get_untracked().trim().to_owned();
        let Some(request) = form.valid(SplitRound { first_stop_id: stop, name: new.clone() }) else { return };
        board.send_form(
            form,
            None,
            move |client, organisation, _| {
                let request = request.clone();
                async move { client.split_round(organisation, id, &request).await.map(drop) }
            },
            move || {
                board.toasts.say(board::split_done(lang, &new));
                board.ask.set(None);
            },
        );
    };
    view! {
        <p>{board::split_words(lang, moved)}</p>
        <Form state=form on_submit=send>
            <Field pointer="/name" label=board::split_label(lang) value=name/>
            {acts(board, form, (ButtonKind::Main, Glyph::Copy, board::split_here(lang)), board::split_not(lang))}
        </Form>
    }
    .into_any()
}
