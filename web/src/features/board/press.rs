//! Keys on a card; and, while one is in hand, those that go to nothing of the page: a card that moves has lost focus
//! until the next frame, and fingers are faster than that.

use super::{
    asks::Ask,
    card::pick,
    focus,
    keys::{Intent, Way, intent, next_card},
    state::{Board, may_be_picked},
};
use cabas_kernel::id::StopId;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// A key on a card, or on what stands on it.
pub(super) fn press(board: Board, id: StopId, event: &KeyboardEvent) {
    // Keys of what stands on the card are its own.
    let on_card = event.target().zip(event.current_target()).is_some_and(|(target, card)| target == card);
    if on_card {
        act(board, id, event);
    }
}

/// Hears the keys of the window from when a card is taken until it is put down or back. A press of the pointer puts it
/// back wherever it falls: beside the rounds, too, focus goes to nothing, and keys meant for the page would carry it.
pub(super) fn follow_keys(board: Board) {
    let held = Memo::new(move |_| board.in_hand.with(|held| held.as_ref().map(|held| held.card)));
    Effect::new(move |_| {
        let Some(card) = held.get() else { return };
        let keys = window_event_listener(ev::keydown, move |event| {
            if goes_nowhere(board, &event) {
                act(board, card, &event);
            }
        });
        let pressed = window_event_listener(ev::pointerdown, move |_| board.put_back(false));
        on_cleanup(move || {
            keys.remove();
            pressed.remove();
        });
    });
}

/// Not to a card, which hears its own keys, nor to a field, a button or a dialog. Where it was sent counts, not where
/// focus is by now: the card that heard it may have moved since.
fn goes_nowhere(board: Board, event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    board.ask.with_untracked(Option::is_none) && target.is_some_and(|target| target.tag_name() == "BODY")
}

fn act(board: Board, id: StopId, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let in_hand = board.in_hand.with_untracked(Option::is_some);
    let Some(intent) = intent(&event.key(), in_hand) else { return };
    if event.key() != "Tab" {
        event.prevent_default();
    }
    match intent {
        Intent::Look(way) => look(board, id, way),
        Intent::Open => board.ask.set(Some(Ask::Stop(id))),
        Intent::Pick => {
            let pickable = board.shown_now().is_some_and(|shown| may_be_picked(&shown, id));
            if pickable {
                let chosen = board.picked.with_untracked(|picked| picked.contains(id));
                pick(board, id, !chosen, false);
            }
        }
        Intent::Take => board.take_in_hand(id),
        Intent::Carry(way) => board.carry(way),
        Intent::PutDown => board.put_down(),
        Intent::PutBack => board.put_back(true),
    }
}

fn look(board: Board, id: StopId, way: Way) {
    let Some(shown) = board.shown_now() else { return };
    if let Some(next) = next_card(&shown, &|column| board.cards_now(&shown, column), id, way) {
        board.open.set(shown.column(next));
        focus::go_soon(next.to_string());
    }
}
