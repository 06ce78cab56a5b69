//! One round becomes two.

use super::{moves::Column, round_form::gone, state::Board};
use crate::ui::{Button, ButtonKind, Field, Form, FormState, Glyph};
use cabas_kernel::id::StopId;
use cabas_messages::board;
use cabas_model::rounds::SplitRound;
use leptos::prelude::*;
use serde_json::json;

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
        let values = json!({ "first_stop_id": stop, "name": name.get_untracked().trim() });
        let Some(request) = form.check::<SplitRound>(values) else { return };
        board.send_form(
            form,
            None,
            move |client, organisation, _| {
                let request = request.clone();
                async move { client.split_round(organisation, id, &request).await }
            },
            move |round| {
                board.toasts.say(board::split_done(lang, &round.name));
                board.ask.set(None);
            },
        );
    };
    view! {
        <p>{board::split_words(lang, moved)}</p>
        <Form state=form on_submit=send>
            <Field pointer="/name" label=board::split_label(lang) value=name/>
            <p class="row">
                <Button kind=ButtonKind::Main icon=Glyph::Copy submit=true busy=form.busy()>{board::split_here(lang)}</Button>
                <Button on_press=move || board.ask.set(None)>{board::split_not(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
