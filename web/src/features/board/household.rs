//! Deliveries for the day, made from the board.

use super::state::Board;
use crate::features::deliveries::Choose;
use cabas_kernel::id::RecipientId;
use cabas_messages::board;
use cabas_model::deliveries::StopStatus;
use leptos::prelude::*;
use std::collections::HashSet;

pub(super) fn choose(board: Board) -> AnyView {
    let already: HashSet<RecipientId> = board
        .shown_now()
        .map(|shown| {
            let stops = shown.day.visits.iter().filter_map(|id| shown.day.stop(*id));
            stops.filter(|stop| stop.status != StopStatus::Cancelled).filter_map(|stop| stop.recipient_id).collect()
        })
        .unwrap_or_default();
    let done = Callback::new(move |made: usize| {
        board.toasts.say(board::deliveries_made(board.lang, made));
        board.read_now();
    });
    let close = Callback::new(move |()| board.ask.set(None));
    view! { <Choose date=board.date already done close/> }.into_any()
}
