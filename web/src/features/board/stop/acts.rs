//! What can be done about a stop, by its state: exactly what the server would accept of a dispatcher.

use super::{Panel, forms};
use crate::{
    features::board::focus::first_if_lost,
    ui::{Button, ButtonKind, Form, FormState, Glyph},
};
use cabas_kernel::id::StopId;
use cabas_messages::board;
use cabas_model::{
    deliveries::{StopKind, StopStatus},
    me::CompleteStop,
};
use leptos::prelude::*;

/// An act that asks something first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Done,
    Problem,
    Reopen,
    Cancel,
    Postpone,
    Edit,
}

/// The acts of a state; `settled` says that another delivery takes its place, or that there is nobody left to bring it
/// to. That a pickup is loaded is said beside its place, without a question.
pub(super) fn open_acts(status: StopStatus, kind: StopKind, settled: bool) -> Vec<Act> {
    use StopStatus::{Assigned, Cancelled, Draft, Failed, Out, Ready};
    let acts: &[Act] = match status {
        Draft => &[Act::Edit, Act::Cancel],
        Ready | Assigned => &[Act::Done, Act::Problem, Act::Edit, Act::Cancel],
        Out => &[Act::Done, Act::Problem, Act::Cancel],
        Failed => &[Act::Postpone, Act::Reopen, Act::Cancel],
        Cancelled => &[Act::Postpone],
        _ => &[Act::Reopen],
    };
    let taken = |act: &Act| match act {
        Act::Postpone | Act::Reopen => settled,
        Act::Done => kind == StopKind::Pickup,
        _ => false,
    };
    acts.iter().copied().filter(|act| !taken(act)).collect()
}

pub(super) fn acts(panel: Panel) -> AnyView {
    let shown = move || {
        first_if_lost("dialog[open] .stop-acts :is(input, select, textarea, button)");
        if let Some(act) = panel.doing.get() {
            return forms::form(panel, act);
        }
        let known = panel.known.get();
        let stop = known.as_ref().and_then(|known| Some((known, panel.of(&known.body)?)));
        stop.map_or_else(
            || ().into_any(),
            |(known, stop)| {
                // Nothing begins anew for a household that is erased.
                let settled = known.body.rescheduled_to.is_some() || known.body.recipient_erased;
                buttons(panel, stop.status, stop.kind, settled)
            },
        )
    };
    view! { <div class="stack stop-acts">{shown}</div> }.into_any()
}

fn buttons(panel: Panel, status: StopStatus, kind: StopKind, settled: bool) -> AnyView {
    let lang = panel.board.lang;
    let button = |act: Act| {
        let (kind, icon, words) = match act {
            Act::Done => (ButtonKind::Main, Glyph::Check, board::note_done(lang)),
            Act::Problem => (ButtonKind::Plain, Glyph::AlertTriangle, board::note_problem(lang)),
            Act::Reopen => (ButtonKind::Plain, Glyph::ArrowBackUp, board::reopen(lang)),
            Act::Cancel => (ButtonKind::Danger, Glyph::X, board::cancel(lang)),
            Act::Postpone => (ButtonKind::Main, Glyph::CalendarWeek, board::postpone(lang)),
            Act::Edit => (ButtonKind::Plain, Glyph::Pencil, board::edit_stop(lang)),
        };
        view! { <Button kind icon on_press=move || panel.doing.set(Some(act))>{words}</Button> }.into_any()
    };
    let buttons: Vec<AnyView> = open_acts(status, kind, settled).into_iter().map(button).collect();
    view! {
        {(status == StopStatus::Draft).then(|| publish(panel))}
        {(status == StopStatus::Cancelled && !settled).then(|| restore(panel))}
        <p class="row">
            {buttons}
            <Button on_press=move || panel.board.ask.set(None)>{cabas_messages::common::close(lang)}</Button>
        </p>
    }
    .into_any()
}

/// A draft whose address is complete waits for this word only.
fn publish(panel: Panel) -> AnyView {
    let (board, delivery) = (panel.board, panel.delivery);
    let form = FormState::new();
    let send = move || {
        board.send_form(
            form,
            None,
            move |client, organisation, _| async move { client.publish_delivery(organisation, delivery).await.map(drop) },
            move || board.toasts.say(board::made_ready(board.lang, &panel.street.get_value())),
        );
    };
    view! {
        <Form state=form on_submit=send>
            <p>{board::draft_words(board.lang)}</p>
            <p><Button kind=ButtonKind::Main icon=Glyph::Check submit=true busy=form.busy()>{board::make_ready(board.lang)}</Button></p>
        </Form>
    }
    .into_any()
}

fn restore(panel: Panel) -> AnyView {
    let (board, delivery) = (panel.board, panel.delivery);
    let form = FormState::new();
    let send = move || {
        board.send_form(
            form,
            None,
            move |client, organisation, _| async move { client.restore_delivery(organisation, delivery).await.map(drop) },
            move || board.toasts.say(board::restored(board.lang, &panel.street.get_value())),
        );
    };
    view! {
        <Form state=form on_submit=send>
            <p><Button icon=Glyph::ArrowBackUp submit=true busy=form.busy()>{board::restore(board.lang)}</Button></p>
        </Form>
    }
    .into_any()
}

/// The goods of a pickup are on board.
pub(super) fn loaded(panel: Panel, pickup: StopId) -> AnyView {
    let board = panel.board;
    let form = FormState::new();
    let send = move || {
        board.send_form(
            form,
            None,
            move |client, organisation, _| async move {
                client.complete_stop(organisation, pickup, &CompleteStop::default()).await.map(drop)
            },
            move || panel.read(),
        );
    };
    view! {
        <Form state=form on_submit=send class="row">
            <Button icon=Glyph::Package submit=true busy=form.busy()>{board::note_loaded(board.lang)}</Button>
        </Form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOOR: StopKind = StopKind::Dropoff;

    #[test]
    fn a_success_is_only_left_by_opening_it_again() {
        for status in [StopStatus::Delivered, StopStatus::LeftAtDoor, StopStatus::HandedToThirdParty] {
            assert_eq!(open_acts(status, DOOR, false), [Act::Reopen]);
        }
    }

    #[test]
    fn how_a_pickup_went_at_a_door_is_not_asked() {
        assert_eq!(open_acts(StopStatus::Out, StopKind::Pickup, false), [Act::Problem, Act::Cancel]);
        assert!(open_acts(StopStatus::Out, DOOR, false).contains(&Act::Done));
    }

    #[test]
    fn what_another_delivery_replaces_stays_as_it_ended() {
        assert_eq!(open_acts(StopStatus::Failed, DOOR, true), [Act::Cancel]);
        assert_eq!(open_acts(StopStatus::Cancelled, DOOR, true), []);
    }

    #[test]
    fn nothing_is_edited_once_it_is_on_its_way() {
        assert!(!open_acts(StopStatus::Out, DOOR, false).contains(&Act::Edit));
        assert!(open_acts(StopStatus::Assigned, DOOR, false).contains(&Act::Edit));
    }
}
