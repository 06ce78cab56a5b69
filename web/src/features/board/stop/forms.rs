//! The questions that acts on a stop ask first.

use super::{Panel, acts::Act, edit};
use crate::{
    failure::Failure,
    features::{
        board::{state::Board, words},
        deliveries::Hours,
    },
    ui::{Button, ButtonKind, Choice, Field, Form, FormState, Glyph, Select, TextArea},
};
use cabas_kernel::id::DeliveryId;
use cabas_messages::{board, common};
use cabas_model::{
    deliveries::{CancelDelivery, FailureReason, Outcome, RescheduleDelivery},
    me::{CompleteStop, FailStop, ReopenStop},
};
use leptos::prelude::*;

pub(super) fn form(panel: Panel, act: Act) -> AnyView {
    match act {
        Act::Done => done(panel),
        Act::Problem => problem(panel),
        Act::Reopen => reopen(panel),
        Act::Cancel => cancel(panel),
        Act::Postpone => postpone(panel),
        Act::Edit => edit::edit(panel),
    }
}

/// The frame of them all: the questions, the act, the way back.
pub(super) fn framed(
    panel: Panel,
    form: FormState,
    (kind, icon, words): (ButtonKind, Glyph, &'static str),
    // Made inside the form, so that what is wrong stands beside its field.
    fields: impl FnOnce() -> AnyView + Send + 'static,
    send: impl Fn() + Send + Sync + 'static,
) -> AnyView {
    let lang = panel.board.lang;
    view! {
        <Form state=form on_submit=send>
            {fields()}
            <p class="row">
                <Button kind icon submit=true busy=form.busy() busy_words=common::saving(lang)>{words}</Button>
                <Button on_press=move || panel.doing.set(None)>{common::back(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}

impl Panel {
    /// After an act: what was done is said. The panel reads the stop again as soon as the board knows that it changed.
    pub(super) fn finish(self, words: String) {
        self.board.toasts.say(words);
        self.doing.set(None);
    }
}

/// A text of a form, or nothing.
pub(super) fn written(text: RwSignal<String>) -> Option<String> {
    let text = text.get_untracked();
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A text of a form that must not be empty.
fn given(text: RwSignal<String>) -> String {
    text.get_untracked().trim().to_owned()
}

/// The food is there: typed in for whoever carried it.
fn done(panel: Panel) -> AnyView {
    let board = panel.board;
    let lang = board.lang;
    let form = FormState::new();
    let outcome = RwSignal::new(Outcome::Delivered.to_string());
    let (by, note) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let choices: Vec<Choice> = Outcome::ALL.iter().map(|one| Choice::new(one, words::outcome(lang, *one))).collect();
    let stop = panel.stop;
    let send = move || {
        let outcome = outcome.with_untracked(|outcome| outcome.parse().ok());
        let request = CompleteStop { outcome, received_by: written(by), note: written(note), at: None };
        let Some(request) = form.valid(request) else { return };
        board.do_myself([stop]);
        board.send_form(
            form,
            None,
            move |client, organisation, _| {
                let request = request.clone();
                async move { client.complete_stop(organisation, stop, &request).await.map(drop) }
            },
            move || panel.finish(board::noted_done(lang, &panel.street.get_value())),
        );
    };
    let handed = move || outcome.with(|outcome| outcome == Outcome::HandedToThirdParty.as_str());
    let fields = move || {
        view! {
            <Select pointer="/outcome" label=board::outcome(lang) value=outcome choices=Signal::stored(choices)/>
            {move || handed().then(|| view! { <Field pointer="/received_by" label=board::received_by(lang) optional=true autocomplete="off" value=by/> })}
            <TextArea pointer="/note" label=board::outcome_note(lang) optional=true value=note/>
        }
        .into_any()
    };
    framed(panel, form, (ButtonKind::Main, Glyph::Check, board::note_done(lang)), fields, send)
}

fn problem(panel: Panel) -> AnyView {
    let board = panel.board;
    let lang = board.lang;
    let form = FormState::new();
    let (reason, note) = (RwSignal::new(FailureReason::NotHome.to_string()), RwSignal::new(String::new()));
    let choices: Vec<Choice> =
        FailureReason::ALL.iter().map(|one| Choice::new(one, words::reason(lang, *one))).collect();
    let stop = panel.stop;
    let send = move || {
        let reason = reason.with_untracked(|reason| reason.parse().unwrap_or(FailureReason::Other));
        let Some(request) = form.valid(FailStop { reason, note: written(note), at: None }) else { return };
        board.do_myself([stop]);
        board.send_form(
            form,
            None,
            move |client, organisation, _| {
                let request = request.clone();
                async move { client.fail_stop(organisation, stop, &request).await.map(drop) }
            },
            move || panel.finish(board::noted_problem(lang, &panel.street.get_value())),
        );
    };
    let fields = move || {
        view! {
            <Select pointer="/reason" label=board::reason(lang) value=reason choices=Signal::stored(choices)/>
            <TextArea pointer="/note" label=board::outcome_note(lang) optional=true value=note/>
        }
        .into_any()
    };
    framed(panel, form, (ButtonKind::Main, Glyph::AlertTriangle, board::note_problem(lang)), fields, send)
}

/// The earlier closing stays in the history, with this reason beside it (DL-18).
fn reopen(panel: Panel) -> AnyView {
    let board = panel.board;
    let lang = board.lang;
    let form = FormState::new();
    let reason = RwSignal::new(String::new());
    let stop = panel.stop;
    let send = move || {
        let Some(request) = form.valid(ReopenStop { reason: given(reason) }) else { return };
        board.do_myself([stop]);
        board.send_form(
            form,
            None,
            move |client, organisation, _| {
                let request = request.clone();
                async move { client.reopen_stop(organisation, stop, &request).await.map(drop) }
            },
            move || panel.finish(board::reopened(lang, &panel.street.get_value())),
        );
    };
    let fields = move || {
        view! {
            <p>{board::reopen_words(lang)}</p>
            <TextArea pointer="/reason" label=board::why(lang) value=reason/>
        }
        .into_any()
    };
    framed(panel, form, (ButtonKind::Main, Glyph::ArrowBackUp, board::reopen(lang)), fields, send)
}

fn cancel(panel: Panel) -> AnyView {
    let board = panel.board;
    let (lang, delivery) = (board.lang, panel.delivery);
    let form = FormState::new();
    let reason = RwSignal::new(String::new());
    let send = move || {
        let Some(request) = form.valid(CancelDelivery { reason: given(reason) }) else { return };
        board.send_form(
            form,
            None,
            move |client, organisation, _| {
                let request = request.clone();
                async move { client.cancel_delivery(organisation, delivery, &request).await.map(drop) }
            },
            move || {
                let words = board::cancelled(lang, &panel.street.get_value());
                board.toasts.undoable(words, move || restore(board, delivery));
                panel.doing.set(None);
            },
        );
    };
    let fields = move || {
        view! {
            <p>{board::cancel_words(lang)}</p>
            <TextArea pointer="/reason" label=board::why(lang) value=reason/>
        }
        .into_any()
    };
    framed(panel, form, (ButtonKind::Danger, Glyph::X, board::cancel(lang)), fields, send)
}

/// Takes a cancellation back.
fn restore(board: Board, delivery: DeliveryId) {
    board.write(
        move |client, organisation| async move { client.restore_delivery(organisation, delivery).await.map(drop) },
    );
}

/// Another delivery on another day; this one stays as it ended (DL-20).
fn postpone(panel: Panel) -> AnyView {
    let board = panel.board;
    let (lang, delivery) = (board.lang, panel.delivery);
    let form = FormState::new();
    let window = panel.known.with_untracked(|known| known.as_ref().map(|known| known.body.window));
    let hours = Hours::of(window.as_ref(), &board.dates());
    hours.day.set(board.date.succ_opt().unwrap_or(board.date).to_string());
    let send = move || {
        let window = match hours.read(&board.dates()) {
            Ok(window) => window,
            Err(faults) => return form.fail(&Failure::fields(faults)),
        };
        let request = RescheduleDelivery { window };
        let when = board.dates().day_and_window(&window);
        board.send_form(
            form,
            None,
            move |client, organisation, _| {
                let request = request.clone();
                async move { client.reschedule_delivery(organisation, delivery, &request).await.map(drop) }
            },
            move || {
                panel.finish(board::postponed_done(lang, &panel.street.get_value(), &when));
                // The day of the board does not say that another delivery took its place.
                panel.read();
            },
        );
    };
    let fields = move || view! { <p>{board::postpone_words(lang)}</p> {hours.view(lang, true)} }.into_any();
    framed(panel, form, (ButtonKind::Main, Glyph::CalendarWeek, board::postpone(lang)), fields, send)
}
