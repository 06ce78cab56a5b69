//! Rounds leave: who is told is said before. And rounds end.

use super::{
    checks::{Doubt, doubts},
    columns::{Head, Shown},
    round_form::{acts, gone},
    state::Board,
    words,
};
use crate::{
    failure::Failure,
    ui::{Button, ButtonKind, Form, FormState, Glyph, Icon, Mark, Shape},
};
use cabas_kernel::id::RoundId;
use cabas_messages::{board, common};
use cabas_model::rounds::RoundState;
use leptos::prelude::*;

/// Who is told when a round leaves; nothing while nobody would be.
fn told(board: Board, shown: &Shown, head: &Head) -> Option<String> {
    let lang = board.lang;
    match head.assignee {
        Some(person) => Some(shown.day.person(person).unwrap_or(board::someone(lang)).to_owned()),
        None if head.self_assign => Some(board::told_whoever(lang).to_owned()),
        None => None,
    }
}

fn head(board: Board, id: RoundId) -> Option<(std::sync::Arc<Shown>, Head)> {
    let shown = board.shown_now()?;
    let round = shown.day.round(id)?.clone();
    let head = Head::of(&shown, &round);
    Some((shown, head))
}

pub(super) fn title(board: Board, id: RoundId) -> String {
    let name = board.round_words(id);
    match head(board, id).and_then(|(shown, head)| told(board, &shown, &head)) {
        Some(who) => board::publish_title(board.lang, &name, &who),
        None => board::publish_title_nobody(board.lang, &name),
    }
}

pub(super) fn one(board: Board, id: RoundId) -> AnyView {
    let lang = board.lang;
    let Some((shown, head)) = head(board, id) else { return gone(board) };
    let form = FormState::new();
    let words = if head.assignee.is_some() { board::publish_words(lang) } else { board::publish_words_offered(lang) };
    let send = move || {
        let name = board.round_words(id);
        board.send_form(
            form,
            None,
            move |client, organisation, _| async move { client.publish_round(organisation, id).await },
            move || {
                board.toasts.say(board::published(lang, &name));
                board.ask.set(None);
            },
        );
    };
    view! {
        <p>{words}</p>
        {too_heavy(board, &head)}
        {to_check(board, &shown, &[id])}
        <Form state=form on_submit=send>
            {acts(board, form, (ButtonKind::Main, Glyph::Send, board::publish(lang)), board::publish_later(lang))}
        </Form>
    }
    .into_any()
}

fn too_heavy(board: Board, head: &Head) -> Option<AnyView> {
    let over = head.load.over(head.max_load)?;
    let words = board::too_heavy(board.lang, &words::weight(board.lang, over));
    Some(view! { <p class="word"><Icon glyph=Glyph::AlertTriangle/><span>{words}</span></p> }.into_any())
}

/// What to look at before rounds leave. They may leave all the same.
fn to_check(board: Board, shown: &Shown, rounds: &[RoundId]) -> Option<AnyView> {
    let now = crate::i18n::now();
    let mut all: Vec<Doubt> = Vec::new();
    for doubt in rounds.iter().flat_map(|round| doubts(shown, *round, now)) {
        // An address that two of the rounds share is told once.
        if !all.contains(&doubt) {
            all.push(doubt);
        }
    }
    let lines: Vec<AnyView> = all
        .iter()
        .filter_map(|doubt| doubt_words(board, shown, doubt))
        .map(|words| view! { <li class="word"><Icon glyph=Glyph::AlertTriangle/><span>{words}</span></li> }.into_any())
        .collect();
    (!lines.is_empty()).then(|| {
        view! { <div class="stack stack--tight"><h3>{board::to_check(board.lang)}</h3> <ul class="plain">{lines}</ul></div> }
            .into_any()
    })
}

fn doubt_words(board: Board, shown: &Shown, doubt: &Doubt) -> Option<String> {
    let lang = board.lang;
    Some(match doubt {
        Doubt::SameAddress(stops) => {
            let names: Vec<String> =
                stops.iter().filter_map(|id| shown.day.stop(*id)).map(|stop| stop.name.clone()).collect();
            let place = &shown.day.stop(*stops.first()?)?.street;
            board::same_address(lang, stops.len(), &crate::i18n::list(lang, &names), place)
        }
        Doubt::Over(stop) => {
            let stop = shown.day.stop(*stop)?;
            board::window_over(lang, &stop.street, &board.window(&stop.window))
        }
        Doubt::AfterItsEnd { stop, before } => {
            let (stop, before) = (shown.day.stop(*stop)?, shown.day.stop(*before)?);
            let windows = [&stop.window, &before.window].map(|window| board.window(window));
            let [window, other] = windows;
            board::window_after(lang, &before.street, &other, &stop.street, &window)
        }
    })
}

/// One draft of the day, and what keeps it if it cannot leave.
struct Draft {
    id: RoundId,
    words: String,
    told: Option<String>,
}

fn drafts(board: Board, shown: &Shown) -> (Vec<Draft>, Vec<(String, &'static str)>) {
    let lang = board.lang;
    let (mut ready, mut kept) = (Vec::new(), Vec::new());
    for (index, round) in shown.day.rounds.iter().enumerate() {
        let head = Head::of(shown, round);
        if head.state != RoundState::Draft {
            continue;
        }
        let words = words::round(lang, index, &head.name);
        if head.may_leave() {
            ready.push(Draft { id: round.id, words, told: told(board, shown, &head) });
        } else {
            let why = if head.stops() == 0 { board::kept_empty(lang) } else { board::kept_nobody(lang) };
            kept.push((words, why));
        }
    }
    (ready, kept)
}

/// How many drafts could leave now.
pub(super) fn ready(shown: &Shown) -> usize {
    shown.day.rounds.iter().filter(|round| Head::of(shown, round).may_leave()).count()
}

/// Every draft that can leave, after the list of who is told.
pub(super) fn all(board: Board) -> AnyView {
    let lang = board.lang;
    let Some(shown) = board.shown_now() else { return gone(board) };
    let form = FormState::new();
    let (ready, kept) = drafts(board, &shown);
    let ids: Vec<RoundId> = ready.iter().map(|draft| draft.id).collect();
    let count = ids.len();
    let checks = to_check(board, &shown, &ids);
    let lines: Vec<AnyView> = ready
        .into_iter()
        .map(|draft| {
            view! { <li><b>{draft.words}</b> " " <span>{draft.told.map(|who| board::told_to(lang, &who))}</span></li> }
                .into_any()
        })
        .collect();
    let kept: Vec<AnyView> = kept
        .into_iter()
        .map(|(words, why)| {
            view! { <li class="word"><Mark shape=Shape::Draft/><span><b>{words}</b> " " {why}</span></li> }.into_any()
        })
        .collect();
    let send = move || send_all(board, form, ids.clone());
    view! {
        <p>{board::publish_all_words(lang)}</p>
        <ul class="plain">{lines}</ul>
        {checks}
        {(!kept.is_empty()).then(|| view! { <div class="stack stack--tight"><h3>{board::kept(lang)}</h3> <ul class="plain">{kept}</ul></div> })}
        <Form state=form on_submit=send>
            <p class="row">
                <Button kind=ButtonKind::Main icon=Glyph::Send submit=true busy=form.busy() busy_words=board::publishing(lang)>{board::publish_some(lang, count)}</Button>
                <Button on_press=move || board.ask.set(None)>{board::publish_later(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}

/// One after the other; the first refusal stops there and names its round. Those before have left.
fn send_all(board: Board, form: FormState, ids: Vec<RoundId>) {
    let lang = board.lang;
    let organisation = board.account.organisation();
    let sending = async move {
        let mut left = 0_usize;
        let mut refused: Option<(RoundId, Failure)> = None;
        for id in ids {
            let call = board.account.call(move |client| async move { client.publish_round(organisation, id).await });
            match call.await {
                Ok(()) => left = left.saturating_add(1),
                // Someone else has just sent it.
                Err(failure) if failure.code() == Some("round_published") => {}
                Err(failure) => {
                    refused = Some((id, failure));
                    break;
                }
            }
        }
        // A reading that fails says so above the board.
        let _ = board.read().await;
        Ok((left, refused))
    };
    form.send(sending, move |(left, refused): (usize, Option<(RoundId, Failure)>)| {
        if let Some((id, failure)) = refused {
            let why = failure.sentence(lang);
            form.tell(&board::published_until(lang, left, &board.round_words(id), &why));
        } else {
            board.toasts.say(board::published_all(lang, left));
            board.ask.set(None);
        }
    });
}

/// The round is over: its addresses close for whoever carried it.
pub(super) fn close(board: Board, id: RoundId) -> AnyView {
    let lang = board.lang;
    let form = FormState::new();
    let send = move || {
        let name = board.round_words(id);
        board.send_form(
            form,
            None,
            move |client, organisation, _| async move { client.close_round(organisation, id).await },
            move || {
                board.toasts.say(board::closed(lang, &name));
                board.ask.set(None);
            },
        );
    };
    view! {
        <p>{board::close_words(lang)}</p>
        <Form state=form on_submit=send>
            {acts(board, form, (ButtonKind::Main, Glyph::Check, board::close_round(lang)), common::back(lang))}
        </Form>
    }
    .into_any()
}
