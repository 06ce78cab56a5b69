//! The two menus of the board, of a stop and of a round. Each stands once in the page, whoever opens it: thousands of
//! cards share one.

use super::{
    asks::Ask,
    columns::Head,
    keys::Way,
    moves::{Column, Place, Refusal, refusal},
    state::{Board, may_be_picked},
    words,
};
use crate::{
    routes::Route,
    ui::{Glyph, Icon},
};
use cabas_kernel::id::{RoundId, StopId};
use cabas_messages::board;
use cabas_model::rounds::{PatchRound, RoundState};
use leptos::{html, prelude::*};

/// What a menu is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MenuOf {
    Stop(StopId),
    Round(RoundId),
}

type List = NodeRef<html::Div>;

/// Both menus, closed. Buttons open them by `popovertarget`.
#[component]
pub(super) fn Menus(board: Board) -> impl IntoView {
    let (stops, rounds) = (List::new(), List::new());
    let of_stop = move || match board.menu.get() {
        Some(MenuOf::Stop(id)) => stop_items(board, stops, id),
        _ => Vec::new(),
    };
    let of_round = move || match board.menu.get() {
        Some(MenuOf::Round(id)) => round_items(board, rounds, id),
        _ => Vec::new(),
    };
    view! {
        <div class="menu" id="stop-menu" popover="auto" node_ref=stops>{of_stop}</div>
        <div class="menu" id="round-menu" popover="auto" node_ref=rounds>{of_round}</div>
    }
    .into_any()
}

/// Closes the menu first, so that focus is back on its button when the act moves it on.
fn item(list: List, icon: Glyph, words: impl Into<String>, act: impl Fn() + 'static) -> AnyView {
    let words = words.into();
    let press = move |_| {
        close(list);
        act();
    };
    view! { <button type="button" on:click=press><Icon glyph=icon/>{words}</button> }.into_any()
}

fn close(list: List) {
    if let Some(list) = list.get_untracked() {
        // Already hidden is as good.
        let _ = list.hide_popover();
    }
}

fn stop_items(board: Board, list: List, id: StopId) -> Vec<AnyView> {
    let lang = board.lang;
    let Some(shown) = board.shown_now() else { return Vec::new() };
    let column = shown.column(id);
    let mut items = vec![item(list, Glyph::Eye, board::open_stop(lang), move || board.ask.set(Some(Ask::Stop(id))))];
    let stays = refusal(&shown.day, &shown.layout, id, Column::Waiting).filter(|_| column != Column::Waiting);
    let stays = stays.or_else(|| never_enters(&shown, id));
    match stays {
        None => items.push(item(list, Glyph::ArrowsExchange, board::move_to(lang), move || {
            board.ask.set(Some(Ask::MoveTo(board.around(id))));
        })),
        Some(why) => items.push(view! { <p class="menu__why">{words::refusal(lang, why)}</p> }.into_any()),
    }
    let Column::Round(round) = column else { return items };
    if shown.day.round(round).is_some_and(|round| round.state == RoundState::Closed) {
        return items;
    }
    let steps = [
        (Glyph::ArrowUp, board::step_up(lang), Way::Up),
        (Glyph::ArrowDown, board::step_down(lang), Way::Down),
        (Glyph::ArrowUp, board::step_first(lang), Way::First),
        (Glyph::ArrowDown, board::step_last(lang), Way::Last),
    ];
    items.extend(steps.map(|(icon, words, way)| item(list, icon, words, move || board.step(&board.around(id), way))));
    if stays.is_none() {
        let out = move || board.move_to(&board.around(id), Column::Waiting, Place::Last);
        items.push(item(list, Glyph::X, board::take_out(lang), out));
    }
    if shown.cards(column).first() != Some(&id) {
        let cut = move || board.ask.set(Some(Ask::Split(id)));
        items.push(item(list, Glyph::Copy, board::split_here(lang), cut));
    }
    items
}

/// Why a stop that waits enters no round at all.
fn never_enters(shown: &super::columns::Shown, id: StopId) -> Option<Refusal> {
    let open = shown.day.rounds.iter().find(|round| round.state != RoundState::Closed)?;
    refusal(&shown.day, &shown.layout, id, Column::Round(open.id)).filter(|why| *why != Refusal::RoundClosed)
}

fn round_items(board: Board, list: List, id: RoundId) -> Vec<AnyView> {
    let lang = board.lang;
    let Some(shown) = board.shown_now() else { return Vec::new() };
    let Some(round) = shown.day.round(id) else { return Vec::new() };
    let head = Head::of(&shown, round);
    let ask =
        |icon: Glyph, words: &'static str, ask: Ask| item(list, icon, words, move || board.ask.set(Some(ask.clone())));
    let sheet = view! {
        <a href=Route::Round { id }.path()><Icon glyph=Glyph::Printer/>{board::sheet(lang)}</a>
    }
    .into_any();
    if head.state == RoundState::Closed {
        return vec![sheet];
    }
    let person = if head.assignee.is_some() { board::change_person(lang) } else { board::choose_person(lang) };
    let mut items = vec![ask(Glyph::UserPlus, person, Ask::Person(id)), offer(board, list, id, &head)];
    if head.state == RoundState::Draft && head.may_leave() {
        items.push(ask(Glyph::Send, board::publish(lang), Ask::Publish(id)));
    }
    items.push(sheet);
    // Before it leaves, the link of a message would open nothing.
    if head.state != RoundState::Draft {
        items.push(ask(Glyph::Message, board::write_message(lang), Ask::Message(id)));
    }
    items.push(ask(Glyph::Pencil, board::edit_round(lang), Ask::EditRound(id)));
    items.push(item(list, Glyph::Check, board::choose_all(lang), move || choose_all(board, id)));
    if shown.day.rounds.len() > 1 {
        items.push(ask(Glyph::ArrowsExchange, board::merge(lang), Ask::Merge(id)));
    }
    items.push(ask(Glyph::CalendarWeek, board::change_day(lang), Ask::Day(id)));
    if head.may_close() {
        items.push(ask(Glyph::Check, board::close_round(lang), Ask::Close(id)));
    }
    items.push(ask(Glyph::Trash, board::delete_round(lang), Ask::Delete(id)));
    items
}

/// Whoever likes may take the round, or no longer (DL-26).
fn offer(board: Board, list: List, id: RoundId, head: &Head) -> AnyView {
    let lang = board.lang;
    let open = !head.self_assign;
    let words = if open { board::offer(lang) } else { board::offer_no_more(lang) };
    item(list, Glyph::Users, words, move || {
        let round = board.round_words(id);
        let done = if open { board::offered_now(lang, &round) } else { board::offered_no_more(lang, &round) };
        let patch = PatchRound { self_assign: Some(open), ..PatchRound::default() };
        board.write_round(
            id,
            move |client, organisation, etag| {
                let patch = patch.clone();
                async move { client.patch_round(organisation, id, &etag, &patch).await.map(drop) }
            },
            move || board.toasts.say(done),
        );
    })
}

fn choose_all(board: Board, id: RoundId) {
    let Some(shown) = board.shown_now() else { return };
    let cards = board.cards_now(&shown, Column::Round(id));
    board.picked.update(|picked| picked.add_all(cards.into_iter().filter(|card| may_be_picked(&shown, *card))));
}
