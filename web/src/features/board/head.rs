//! The head of a round: who, how, its state, its load, and the one act that is due.

use super::{asks::Ask, columns::Head, menus::MenuOf, state::Board, words};
use crate::ui::{Button, Glyph, Icon, Mark, Punches};
use cabas_kernel::{Window, id::RoundId};
use cabas_messages::{board, common, ui};
use cabas_model::rounds::RoundState;
use leptos::prelude::*;

/// What stands under the name of a round. Of a column out of sight, whose it is and how it goes: the rest is drawn as it
/// comes `near`.
pub(super) fn hem(
    board: Board,
    id: RoundId,
    index: usize,
    head: Memo<Option<Head>>,
    near: ReadSignal<bool>,
) -> AnyView {
    let rest = move || near.get().then(|| head.get().map(|head| rest(board, id, index, &head)));
    view! { {move || head.get().map(|head| first(board, &head))} {rest} }.into_any()
}

fn first(board: Board, head: &Head) -> AnyView {
    let lang = board.lang;
    let (class, shape, state) = words::state(lang, head.state);
    let (glyph, mode) = words::mode(lang, head.mode);
    let who = match head.assignee {
        None => ui::nobody(lang).to_owned(),
        Some(person) => board
            .shown_now()
            .and_then(|shown| shown.day.person(person).map(str::to_owned))
            .unwrap_or_else(|| board::someone(lang).to_owned()),
    };
    let span = hours(board, head);
    view! {
        <p class="bag__line"><b>{who}</b> <span class="board__mode"><Icon glyph/>{mode}</span></p>
        <p class="bag__line">
            <span class=class><Mark shape/>{state}</span>
            {span.map(|span| view! { <span class="num">{span}</span> })}
        </p>
    }
    .into_any()
}

fn rest(board: Board, id: RoundId, index: usize, head: &Head) -> AnyView {
    let lang = board.lang;
    let over = head.load.over(head.max_load).map(|over| board::too_heavy(lang, &words::weight(lang, over)));
    let offered = (head.self_assign && head.assignee.is_none()).then(|| board::offered(lang));
    view! {
        {(!head.statuses.is_empty()).then(|| view! { <Punches stops=head.statuses.clone()/> })}
        <p class="bag__line num">
            <span>{common::stops(lang, head.stops())}</span> <span>{words::load(lang, head.load, head.max_load)}</span>
        </p>
        {over.map(|over| view! { <p class="word"><Icon glyph=Glyph::AlertTriangle/><span>{over}</span></p> })}
        {offered.map(|words| view! { <p class="word"><Icon glyph=Glyph::Users/><span>{words}</span></p> })}
        <div class="board__acts">{due(board, id, index, head)} {manage(board, id, index, head)}</div>
    }
    .into_any()
}

/// « 9 h–11 h »: from the first start to the last end.
pub(super) fn hours(board: Board, head: &Head) -> Option<String> {
    head.span.map(|(start, end)| board.window(&Window { start: Some(start).filter(|start| *start < end), end }))
}

/// The act that the round waits for.
fn due(board: Board, id: RoundId, index: usize, head: &Head) -> Option<AnyView> {
    let lang = board.lang;
    let name = words::round(lang, index, &head.name);
    let key = |part: &str| [&id.to_string(), ":", part].concat();
    let act = |part: &str, icon: Glyph, label: &'static str, ask: Ask| {
        view! {
            <button class="btn" type="button" data-key=key(part) aria-label=board::act_on_round(lang, label, &name) on:click=move |_| board.ask.set(Some(ask.clone()))>
                <Icon glyph=icon/>{label}
            </button>
        }
        .into_any()
    };
    match head.state {
        RoundState::Closed => None,
        _ if head.may_close() => Some(act("close", Glyph::Check, board::close_round(lang), Ask::Close(id))),
        _ if head.may_leave() => Some(act("publish", Glyph::Send, board::publish(lang), Ask::Publish(id))),
        _ if head.assignee.is_none() && !head.self_assign => {
            Some(act("person", Glyph::UserPlus, board::choose_person(lang), Ask::Person(id)))
        }
        _ => None,
    }
}

fn manage(board: Board, id: RoundId, index: usize, head: &Head) -> AnyView {
    let lang = board.lang;
    let name = words::round(lang, index, &head.name);
    view! {
        <button
            class="btn"
            type="button"
            data-key=[&id.to_string(), ":menu"].concat()
            popovertarget="round-menu"
            aria-haspopup="true"
            aria-label=board::act_on_round(lang, board::manage(lang), &name)
            on:click=move |_| board.menu.set(Some(MenuOf::Round(id)))
        >
            <Icon glyph=Glyph::Dots/>{board::manage(lang)}
        </button>
    }
    .into_any()
}

/// A round that stands alone, ready for its button: used where a head is not drawn.
#[component]
pub(super) fn NewRoundButton(board: Board) -> impl IntoView {
    view! {
        <Button icon=Glyph::Plus on_press=move || board.ask.set(Some(Ask::NewRound(Vec::new())))>
            {board::new_round(board.lang)}
        </Button>
    }
}
