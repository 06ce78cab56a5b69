//! A stop as a card: where, who and what, state and window, a line per note, and the acts.

use super::{
    asks::Ask,
    focus::frame,
    menus::MenuOf,
    moves::{Column, Place},
    press::press,
    state::{Board, may_be_picked},
    words,
};
use crate::ui::{Glyph, Icon, Status, StopNote, Street};
use cabas_kernel::id::StopId;
use cabas_messages::board;
use cabas_model::{days::BoardStop, deliveries::StopStatus};
use leptos::{ev, prelude::*};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, MouseEvent};

/// The name of what a card is in the page, for whoever drags over it.
pub(super) const CARD: &str = "data-stop";

/// A card. Its keys are those of [`super::keys`]; they are told by the help of the page.
pub(super) fn card(board: Board, id: StopId) -> AnyView {
    let stop = board.follow_stop(id);
    let label = move || stop.with(|stop| stop.as_ref().map(|stop| spoken(board, stop)));
    let class = move || stop.with(|stop| stop.as_ref().map_or("stop", |stop| class(stop.status)));
    let picked = Signal::derive(move || board.picked.with(|picked| picked.contains(id)));
    let in_hand = move || board.in_hand.with(|held| held.as_ref().is_some_and(|held| held.stops.contains(&id)));
    let dragged = move || board.dragged.with(|dragged| dragged.contains(&id));
    let under = move |place: Place| board.spot.with(|spot| spot.is_some_and(|(_, at)| at == place));
    view! {
        <li
            class=class
            class:stop--picked=move || picked.get()
            class:stop--in-hand=move || in_hand() || dragged()
            class:stop--before=move || under(Place::Before(id))
            class:stop--after=move || under(Place::After(id))
            tabindex="0"
            draggable="true"
            data-stop=id.to_string()
            data-key=id.to_string()
            aria-label=label
            aria-describedby="board-keys"
            on:keydown=move |event| press(board, id, &event)
            on:dragstart=move |event| begin_drag(board, id, &event)
            on:dragend=move |_| end_drag(board)
        >
            {move || stop.get().map(|stop| face(board, &stop, picked))}
        </li>
    }
    .into_any()
}

fn class(status: StopStatus) -> &'static str {
    match status {
        StopStatus::Failed => "stop stop--failed",
        StopStatus::Cancelled => "stop stop--closed",
        status if status.is_closed() => "stop stop--closed",
        _ => "stop",
    }
}

/// What those who listen hear of a card.
fn spoken(board: Board, stop: &BoardStop) -> String {
    let status = crate::ui::status_word(board.lang, stop.status);
    [stop.street.as_str(), &stop.name, status, &when(board, stop)].join(", ")
}

/// Its window, or the hour it was closed.
fn when(board: Board, stop: &BoardStop) -> String {
    match stop.closed_at.filter(|_| stop.status.is_closed()) {
        Some(at) => board.dates().time(at),
        None => board.window(&stop.window),
    }
}

fn face(board: Board, stop: &Arc<BoardStop>, picked: Signal<bool>) -> AnyView {
    let (id, lang) = (stop.id, board.lang);
    let key = |part: &str| [&id.to_string(), ":", part].concat();
    let pickable = board.shown_now().is_some_and(|shown| may_be_picked(&shown, id));
    let street = view! { <Street line=stop.street.clone()/> };
    let head = if pickable {
        view! {
            <label class="stop__where">
                <input
                    type="checkbox"
                    data-key=key("pick")
                    prop:checked=move || picked.get()
                    on:click=move |event: MouseEvent| pick(board, id, event_target_checked(&event), event.shift_key())
                />
                {street}
            </label>
        }
        .into_any()
    } else {
        view! { <p class="stop__where">{street}</p> }.into_any()
    };
    // What is over shrinks: where, who, how it ended.
    let over = stop.status.is_success() || stop.status == StopStatus::Cancelled;
    let (what, town) = (what(board, stop), Some(words::town(stop)).filter(|town| !over && !town.is_empty()));
    view! {
        {head}
        <p class="stop__line">
            <button
                class="stop__open"
                type="button"
                data-key=key("open")
                aria-label=board::open_of(lang, &stop.name, &stop.street)
                on:click=move |_| board.ask.set(Some(Ask::Stop(id)))
            >
                {stop.name.clone()}
            </button>
            {(!over).then(|| view! { <span>{what}</span> })}
        </p>
        {town.map(|town| view! { <p class="soft">{town}</p> })}
        <p class="stop__line"><Status status=stop.status/> <span class="num">{when(board, stop)}</span></p>
        {notes(board, stop).into_iter().map(note).collect::<Vec<_>>()}
        {(!over).then(|| view! {
            <p class="stop__acts">
                <button
                    class="btn btn--text"
                    type="button"
                    data-key=key("menu")
                    popovertarget="stop-menu"
                    aria-haspopup="true"
                    aria-label=board::move_of(lang, &stop.street)
                    on:click=move |_| board.menu.set(Some(MenuOf::Stop(id)))
                >
                    <Icon glyph=Glyph::ArrowsExchange/>{board::move_it(lang)}
                </button>
            </p>
        })}
    }
    .into_any()
}

/// Parcels and weight; the names of parcels may come later.
fn what(board: Board, stop: &Arc<BoardStop>) -> Signal<String> {
    let stop = stop.clone();
    Signal::derive(move || {
        let parcels = board.kinds.with(|kinds| words::parcels(board.lang, &stop.packages, kinds));
        let weight = stop.weight_g.map(|weight| words::weight(board.lang, weight));
        parcels.into_iter().chain(weight).collect::<Vec<_>>().join(", ")
    })
}

/// What to know about a stop, each with the drawing of its kind.
fn notes(board: Board, stop: &BoardStop) -> Vec<StopNote> {
    let lang = board.lang;
    let mut notes = Vec::new();
    if stop.self_pickup {
        notes.push(StopNote::new(Glyph::Walk, board::collects(lang)));
    }
    if stop.alone {
        notes.push(StopNote::new(Glyph::Package, board::to_fetch(lang)));
    }
    if let Some(reason) = stop.failure_reason {
        notes.push(StopNote::new(Glyph::AlertTriangle, words::reason(lang, reason)));
    }
    if let Some(note) = &stop.outcome_note {
        notes.push(StopNote::new(Glyph::Message, note));
    }
    if let Some(comments) = &stop.comments {
        notes.push(StopNote::new(Glyph::Note, comments));
    }
    if stop.needs_follow_up {
        notes.push(StopNote::new(Glyph::Bell, board::to_follow_up(lang)));
    }
    notes
}

fn note(note: StopNote) -> AnyView {
    view! { <p class="word"><Icon glyph=note.icon/><span>{note.words}</span></p> }.into_any()
}

/// Chooses a card, or no longer; with `range`, all those from the last one that was chosen.
pub(super) fn pick(board: Board, id: StopId, chosen: bool, range: bool) {
    let Some(shown) = board.shown_now() else { return };
    let cards = if range { board.cards_now(&shown, shown.column(id)) } else { Vec::new() };
    board.picked.update(|picked| {
        if range {
            picked.set_range(&cards, id, chosen);
            picked.keep(|stop| may_be_picked(&shown, stop));
        } else {
            picked.set(id, chosen);
        }
    });
}

fn begin_drag(board: Board, id: StopId, event: &DragEvent) {
    board.put_back(false);
    let stops = board.around(id);
    if stops.is_empty() {
        event.prevent_default();
        return;
    }
    if let Some(data) = event.data_transfer() {
        data.set_effect_allowed("move");
        // Firefox starts no drag without data; an id says nothing to whom it is dropped on elsewhere.
        let _ = data.set_data("text/plain", &id.to_string());
    }
    board.dragged.set(stops);
}

fn end_drag(board: Board) {
    board.dragged.set(Vec::new());
    board.spot.set(None);
    // What came meanwhile is drawn now.
    board.redraw();
}

/// The place under a pointer that drags over a column.
pub(super) fn place_under(column: Column, event: &DragEvent) -> Place {
    if column == Column::Waiting {
        return Place::Last;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(target) = target else { return Place::Last };
    let card = target.closest(&["[", CARD, "]"].concat()).ok().flatten();
    let Some((card, stop)) = card.and_then(|card| {
        let stop = card.get_attribute(CARD)?.parse::<StopId>().ok()?;
        Some((card, stop))
    }) else {
        return if target.closest(".bag__hem").ok().flatten().is_some() { Place::First } else { Place::Last };
    };
    let below = frame(&card).is_some_and(|frame| f64::from(event.client_y()) > frame.top + frame.height / 2.0);
    if below { Place::After(stop) } else { Place::Before(stop) }
}

/// What a column does while stops are dragged over it.
pub(super) fn drag_over(board: Board, column: Column, event: &ev::DragEvent) {
    let takes = board.dragged.with_untracked(|dragged| !dragged.is_empty());
    if !takes {
        return;
    }
    event.prevent_default();
    if let Some(data) = event.data_transfer() {
        data.set_drop_effect("move");
    }
    let spot = Some((column, place_under(column, event)));
    if board.spot.get_untracked() != spot {
        board.spot.set(spot);
    }
}

/// What a column does when stops are dropped on it.
pub(super) fn drop_on(board: Board, column: Column, event: &ev::DragEvent) {
    let stops = board.dragged.get_untracked();
    if stops.is_empty() {
        return;
    }
    event.prevent_default();
    board.dragged.set(Vec::new());
    board.spot.set(None);
    board.move_to(&stops, column, place_under(column, event));
}
