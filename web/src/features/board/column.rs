//! A column: what waits, or a round. Cards are drawn as they come in sight.

use super::{
    card::{card, drag_over, drop_on},
    columns::{Apart, Head, Line},
    filter::{Filter, Show},
    focus::frame,
    head::hem,
    moves::Column,
    state::{Board, may_be_picked},
};
use crate::ui::{Bag, Button, ButtonKind, Counter, Glyph, Icon, Tag};
use cabas_kernel::id::{RoundId, StopId};
use cabas_messages::{board, common};
use leptos::{html, prelude::*};

/// Cards drawn at first: more than the tallest screen shows.
const FIRST: usize = 16;

/// Cards added each time the end of those drawn comes in sight.
const PORTION: usize = 40;

/// How far out of sight cards are already drawn, in CSS pixels.
const AHEAD: f64 = 600.0;

/// What waits for a round.
#[component]
pub(super) fn Waiting(board: Board) -> impl IntoView {
    let lang = board.lang;
    let lines = Memo::new(move |_| board.lines(Column::Waiting));
    let count = Memo::new(move |_| lines.with(Vec::len));
    let choose_all = move || {
        let Some(shown) = board.shown_now() else { return };
        let cards = board.cards_now(&shown, Column::Waiting);
        board.picked.update(|picked| picked.add_all(cards.into_iter().filter(|card| may_be_picked(&shown, *card))));
    };
    let end = move || {
        view! {
            {move || (count.get() > 0).then(|| view! { <Tag>{common::stops(lang, count.get())}</Tag> })}
            {move || (count.get() > 1).then(|| view! {
                <Button kind=ButtonKind::Text on_press=choose_all>{board::choose_all(lang)}</Button>
            })}
        }
        .into_any()
    };
    let none = move || {
        let searching = !board.filter.with(Filter::is_open);
        if searching { board::nothing_matches(lang) } else { board::waiting_none(lang) }
    };
    framed(
        board,
        Column::Waiting,
        view! {
            <Counter title=board::waiting(lang) end id="waiting">
                <Cards board lines none/>
                <Without board why=Apart::Aside/>
                <Without board why=Apart::Cancelled/>
            </Counter>
        }
        .into_any(),
    )
}

/// Without a round, and waiting for none: folded under the counter.
#[component]
fn Without(board: Board, why: Apart) -> impl IntoView {
    let lines = Memo::new(move |_| board.lines_apart(why));
    let any = Memo::new(move |_| lines.with(|lines| !lines.is_empty()));
    let words = move || {
        let count = lines.with(Vec::len);
        match why {
            Apart::Aside => board::aside(board.lang, count),
            Apart::Cancelled => board::cancelled_some(board.lang, count),
        }
    };
    // Asked for, they are unfolded.
    let asked = Memo::new(move |_| why == Apart::Cancelled && board.filter.with(Filter::show) == Show::Cancelled);
    move || {
        any.get().then(|| {
            view! {
                <details class="fold board__aside" open=move || asked.get() on:toggle=move |_| board.look()>
                    <summary>{words}</summary>
                    <Cards board lines none=|| ""/>
                </details>
            }
        })
    }
}

/// A round of the day.
#[component]
pub(super) fn Round(board: Board, id: RoundId, index: usize) -> impl IntoView {
    let lang = board.lang;
    let column = Column::Round(id);
    let head = Memo::new(move |_| {
        let shown = board.shown.get()?;
        let round = shown.day.round(id)?;
        Some(Head::of(&shown, round))
    });
    let lines = Memo::new(move |_| board.lines(column));
    let near = RwSignal::new(false);
    let name = move || head.with(|head| head.as_ref().map(|head| head.name.clone()).unwrap_or_default());
    let nobody = Signal::derive(move || head.with(|head| head.as_ref().is_some_and(|head| head.assignee.is_none())));
    let none = move || {
        let searching = !board.filter.with(Filter::is_open);
        if searching { board::nothing_matches(lang) } else { board::round_none(lang) }
    };
    framed(
        board,
        column,
        view! {
            <Bag index name nobody hem=move || hem(board, id, index, head, near.read_only())>
                <Cards board lines none near/>
            </Bag>
        }
        .into_any(),
    )
}

/// What takes drops, and says whether a narrow screen shows the column.
fn framed(board: Board, column: Column, inside: AnyView) -> AnyView {
    let over = move || board.spot.with(|spot| spot.is_some_and(|(at, _)| at == column));
    let leave = move |event: web_sys::DragEvent| {
        let to = event.related_target().and_then(|to| wasm_bindgen::JsCast::dyn_into::<web_sys::Node>(to).ok());
        let column = event.current_target().map(wasm_bindgen::JsCast::unchecked_into::<web_sys::Node>);
        if !column.is_some_and(|column| column.contains(to.as_ref())) {
            board.spot.set(None);
        }
    };
    view! {
        <div
            class="board__column"
            class:board__column--over=over
            class:board__column--open=move || board.open.get() == column
            on:dragover=move |event| drag_over(board, column, &event)
            on:dragleave=leave
            on:drop=move |event| drop_on(board, column, &event)
        >
            {inside}
        </div>
    }
    .into_any()
}

/// The cards of a column, a portion at a time, once the column is in sight.
#[component]
fn Cards(
    board: Board,
    lines: Memo<Vec<Line>>,
    /// What stands in an empty column.
    none: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
    /// Set once the column is in sight, or nearly.
    #[prop(default = RwSignal::new(false))]
    near: RwSignal<bool>,
) -> impl IntoView {
    let limit = RwSignal::new(FIRST);
    let (list, end) = (NodeRef::<html::Ul>::new(), NodeRef::<html::Li>::new());
    // Measured only at frames that `look` asks for, when what was drawn before stands.
    Effect::new(move |_| {
        board.looked.track();
        let Some(list) = list.get_untracked() else { return };
        // The column first: what stands inside one that is out of sight is not laid out, and need not be for this.
        let column = list.closest(".board__column").ok().flatten();
        if !column.is_some_and(|column| is_near(&column)) || !is_near(&list) {
            return;
        }
        if !near.get_untracked() {
            near.set(true);
            board.look();
        } else if end.get_untracked().is_some_and(|end| is_near(&end)) {
            limit.update(|limit| *limit = limit.saturating_add(PORTION));
            board.look();
        }
    });
    board.look();
    let drawn = move || {
        if near.get() { lines.with(|lines| lines.iter().take(limit.get()).cloned().collect()) } else { Vec::new() }
    };
    let left = Memo::new(move |_| lines.with(Vec::len).saturating_sub(limit.get()));
    let empty = Memo::new(move |_| lines.with(Vec::is_empty));
    view! {
        <ul class="board__list" node_ref=list on:scroll=move |_| board.look()>
            <For each=drawn key=Line::key let:line>{line_view(board, line)}</For>
            {move || (left.get() > 0).then(|| view! {
                <li class="board__more" node_ref=end>
                    <Button kind=ButtonKind::Text on_press=move || limit.update(|limit| *limit = limit.saturating_add(PORTION))>
                        {move || board::more_stops(board.lang, left.get())}
                    </Button>
                </li>
            })}
            {move || empty.get().then(|| view! { <li class="board__none" class:soft=true>{none()}</li> })}
        </ul>
    }
    .into_any()
}

/// In the window, or soon to be.
fn is_near(element: &web_sys::Element) -> bool {
    let window = window();
    let size = |side: Result<wasm_bindgen::JsValue, _>| side.ok().and_then(|side| side.as_f64()).unwrap_or_default();
    let (width, height) = (size(window.inner_width()), size(window.inner_height()));
    frame(element).is_some_and(|at| at.left < width + AHEAD && at.left + at.width > -AHEAD && at.top < height + AHEAD)
}

fn line_view(board: Board, line: Line) -> AnyView {
    match line {
        Line::Stop(id) => card(board, id),
        Line::Load(stops) => load(board, stops),
    }
}

/// Goods to fetch: one line for all the deliveries that begin at this place.
fn load(board: Board, stops: Vec<StopId>) -> AnyView {
    let lang = board.lang;
    let words = move || {
        let all: Vec<_> = stops.iter().filter_map(|id| board.stop(*id)).collect();
        let open = all.iter().filter(|stop| stop.status.is_open()).count();
        all.first().map(|first| {
            let name = first.name.clone();
            if open == 0 { board::loaded_at(lang, all.len(), &name) } else { board::load_at(lang, all.len(), &name) }
        })
    };
    view! { <li class="stop stop--load"><p class="word"><Icon glyph=Glyph::Package/><span>{words}</span></p></li> }
        .into_any()
}
