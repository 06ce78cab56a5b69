//! The dialogs of the board: one at a time, each asked for by name.

use super::{
    focus, help, household, merge, message, move_to, one, person, publish, round_form, split, state::Board, stop,
};
use crate::ui::Dialog;
use cabas_kernel::id::{RecipientId, RoundId, StopId};
use cabas_messages::board;
use leptos::prelude::*;

/// A question that the board asks.
#[derive(Clone, PartialEq)]
pub(super) enum Ask {
    /// A round of these stops, or an empty one.
    NewRound(Vec<StopId>),
    EditRound(RoundId),
    Person(RoundId),
    Publish(RoundId),
    PublishAll,
    /// Cut a round before a stop.
    Split(StopId),
    Merge(RoundId),
    Message(RoundId),
    Day(RoundId),
    Delete(RoundId),
    Close(RoundId),
    MoveTo(Vec<StopId>),
    Stop(StopId),
    Households,
    /// One delivery, for this household or one to choose.
    One(Option<RecipientId>),
    Keys,
}

/// The dialog, with whatever is asked in it.
#[component]
pub(super) fn Asks(board: Board) -> impl IntoView {
    let open = RwSignal::new(false);
    let wide =
        Memo::new(move |_| board.ask.with(|ask| matches!(ask, Some(Ask::Households | Ask::One(_) | Ask::Stop(_)))));
    let from = StoredValue::new(None::<String>);
    Effect::new(move |_| {
        let asked = board.ask.with(Option::is_some);
        if asked {
            from.set_value(focus::current());
        }
        open.set(asked);
    });
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is {
            board.ask.set(None);
            // What opened it may have been drawn anew under the dialog.
            focus::back_or_title_soon(from.get_value());
        }
        is
    });
    let title = move || board.ask.with(|ask| ask.as_ref().map(|ask| title(board, ask)).unwrap_or_default());
    let inside = move || board.ask.get().map(|ask| body(board, ask));
    view! { <Dialog open title wide>{inside}</Dialog> }.into_any()
}

fn title(board: Board, ask: &Ask) -> String {
    let lang = board.lang;
    match ask {
        Ask::NewRound(_) => board::new_round(lang).to_owned(),
        Ask::EditRound(id) => board::edit_title(lang, &board.round_words(*id)),
        Ask::Person(id) => board::person_title(lang, &board.round_words(*id)),
        Ask::Publish(id) => publish::title(board, *id),
        Ask::PublishAll => board::publish_all_title(lang).to_owned(),
        Ask::Split(stop) => board::split_title(lang, &board.street(*stop)),
        Ask::Merge(id) => board::merge_title(lang, &board.round_words(*id)),
        Ask::Message(id) => board::message_title(lang, &board.round_words(*id)),
        Ask::Day(id) => board::day_title(lang, &board.round_words(*id)),
        Ask::Delete(id) => board::delete_title(lang, &board.round_words(*id)),
        Ask::Close(id) => board::close_title(lang, &board.round_words(*id)),
        Ask::MoveTo(stops) => move_to::title(board, stops),
        Ask::Stop(stop) => board.street(*stop),
        Ask::Households => board::households_title(lang, &board.dates().day_long(board.date)),
        Ask::One(_) => board::one_title(lang).to_owned(),
        Ask::Keys => board::keys_title(lang).to_owned(),
    }
}

fn body(board: Board, ask: Ask) -> AnyView {
    match ask {
        Ask::NewRound(stops) => round_form::create(board, stops),
        Ask::EditRound(id) => round_form::edit(board, id),
        Ask::Person(id) => person::choose(board, id),
        Ask::Publish(id) => publish::one(board, id),
        Ask::PublishAll => publish::all(board),
        Ask::Split(stop) => split::at(board, stop),
        Ask::Merge(id) => merge::with_another(board, id),
        Ask::Message(id) => message::prepared(board, id),
        Ask::Day(id) => round_form::change_day(board, id),
        Ask::Delete(id) => round_form::delete(board, id),
        Ask::Close(id) => publish::close(board, id),
        Ask::MoveTo(stops) => move_to::choose(board, stops),
        Ask::Stop(id) => stop::details(board, id),
        Ask::Households => household::choose(board),
        Ask::One(household) => one::make(board, household),
        Ask::Keys => help::keys(board),
    }
}
