//! « Déplacer vers… »: a round, then a place in it. What drag can do, in words.

use super::{
    asks::Ask,
    moves::{Column, Place},
    state::Board,
};
use crate::ui::{Button, ButtonKind, Choice, Glyph, RoundColour, Select, Token, letter};
use cabas_kernel::id::{RoundId, StopId};
use cabas_messages::{board, ui};
use cabas_model::rounds::RoundState;
use leptos::prelude::*;

pub(super) fn title(board: Board, stops: &[StopId]) -> String {
    match stops {
        [one] => board::move_title(board.lang, &board.street(*one)),
        some => board::move_title_some(board.lang, some.len()),
    }
}

pub(super) fn choose(board: Board, stops: Vec<StopId>) -> AnyView {
    let lang = board.lang;
    let Some(shown) = board.shown_now() else { return ().into_any() };
    let first = RwSignal::new("last".to_owned());
    let places = vec![Choice::new("last", board::at_end(lang)), Choice::new("first", board::at_start(lang))];
    let stops = StoredValue::new(stops);
    let go = move |to: Column| {
        let place = if first.with_untracked(|place| place == "first") { Place::First } else { Place::Last };
        board.ask.set(None);
        stops.with_value(|stops| board.move_to(stops, to, place));
    };
    let rounds: Vec<AnyView> = shown
        .day
        .rounds
        .iter()
        .enumerate()
        .filter(|(_, round)| round.state != RoundState::Closed)
        .map(|(index, round)| {
            let person = round.assignee_id.and_then(|person| shown.day.person(person));
            let person = person.unwrap_or(ui::nobody(lang)).to_owned();
            let stops = shown.cards(Column::Round(round.id)).len();
            line(board, index, round.id, &round.name, &person, stops, go)
        })
        .collect();
    let waiting = stops.with_value(|stops| stops.iter().any(|stop| shown.column(*stop) != Column::Waiting));
    view! {
        <Select label=board::where_in(lang) value=first choices=Signal::stored(places)/>
        <ul class="choices">{rounds}</ul>
        <p class="row">
            <Button icon=Glyph::Plus on_press=move || board.ask.set(Some(Ask::NewRound(stops.get_value())))>
                {board::new_round(lang)}
            </Button>
            {waiting.then(|| view! {
                <Button icon=Glyph::X on_press=move || go(Column::Waiting)>{board::take_out(lang)}</Button>
            })}
            <Button kind=ButtonKind::Text on_press=move || board.ask.set(None)>{board::move_nothing(lang)}</Button>
        </p>
    }
    .into_any()
}

fn line(
    board: Board,
    index: usize,
    id: RoundId,
    name: &str,
    person: &str,
    stops: usize,
    go: impl Fn(Column) + Copy + 'static,
) -> AnyView {
    let lang = board.lang;
    let name = name.to_owned();
    let facts = board::person_and_stops(lang, stops, person);
    view! {
        <li>
            <button class="choice" type="button" on:click=move |_| go(Column::Round(id))>
                <Token text=letter(index) round=RoundColour::nth(index)/>
                <span class="choice__words"><b>{name}</b><span class="soft">{facts}</span></span>
            </button>
        </li>
    }
    .into_any()
}
