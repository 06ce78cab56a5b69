//! The questions at the door: how it went, what the problem is, what is to correct, whom to call.

use super::{
    act::{Deed, Delivery},
    carried::Carried,
    reach, words,
};
use crate::{
    i18n::use_lang,
    ui::{Button, ButtonKind, ButtonLink, Dialog, Field, Glyph, TextArea},
};
use cabas_kernel::{
    id::{RoundId, StopId},
    words::deliveries::{FailureReason, Outcome},
};
use cabas_messages::my_rounds;
use cabas_model::address::PhoneEntry;
use leptos::prelude::*;

/// What was written, if anything was.
fn written(text: RwSignal<String>) -> Option<String> {
    text.with_untracked(|text| Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// « Livré »: to the household in two presses; at the door, or to somebody else.
#[component]
pub(super) fn DeliverDialog(open: RwSignal<bool>, round: RoundId, id: StopId) -> impl IntoView {
    let lang = use_lang();
    let carried = Carried::of_app();
    // They outlive the dialog: closing it by mistake loses nothing.
    let (who, note) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let send = move |outcome: Outcome| {
        open.set(false);
        let received_by = written(who).filter(|_| outcome == Outcome::HandedToThirdParty);
        carried.make(round, Deed::Deliver(id, Delivery { outcome, note: written(note), received_by }));
    };
    view! {
        <Dialog open title=my_rounds::deliver_title(lang)>
            <Button kind=ButtonKind::Main block=true on_press=move || send(Outcome::Delivered)>{my_rounds::outcome_delivered(lang)}</Button>
            <Button block=true on_press=move || send(Outcome::LeftAtDoor)>{my_rounds::outcome_left(lang)}</Button>
            <hr class="seam"/>
            <Field label=my_rounds::who(lang) hint=my_rounds::who_hint(lang) optional=true value=who autocomplete="off"/>
            <Button block=true on_press=move || send(Outcome::HandedToThirdParty)>{my_rounds::outcome_third(lang)}</Button>
            <hr class="seam"/>
            <TextArea label=my_rounds::note(lang) hint=my_rounds::note_hint(lang) optional=true value=note/>
            <Button kind=ButtonKind::Text block=true on_press=move || open.set(false)>{my_rounds::deliver_no(lang)}</Button>
        </Dialog>
    }
    .into_any()
}

/// A problem in three presses: it, why, send.
#[component]
pub(super) fn ProblemDialog(open: RwSignal<bool>, round: RoundId, id: StopId) -> impl IntoView {
    let lang = use_lang();
    let carried = Carried::of_app();
    let reason = RwSignal::new(None::<FailureReason>);
    let note = RwSignal::new(String::new());
    let send = move || {
        if let Some(reason) = reason.get_untracked() {
            open.set(false);
            carried.make(round, Deed::Fail(id, reason, written(note)));
        }
    };
    let missing = Signal::derive(move || reason.get().is_none().then(|| my_rounds::problem_first(lang).to_owned()));
    let choices = move || {
        FailureReason::ALL
            .iter()
            .map(|one| {
                view! {
                    <label class="check check--row">
                        <input
                            type="radio"
                            name="reason"
                            prop:checked=move || reason.get() == Some(*one)
                            on:change=move |_| reason.set(Some(*one))
                        />
                        {words::reason(lang, *one)}
                    </label>
                }
                .into_any()
            })
            .collect::<Vec<_>>()
    };
    view! {
        <Dialog open title=my_rounds::problem_title(lang)>
            <fieldset class="field"><legend class="vh">{my_rounds::problem_title(lang)}</legend>{choices()}</fieldset>
            <TextArea label=my_rounds::note(lang) hint=my_rounds::problem_hint(lang) optional=true value=note/>
            <Button kind=ButtonKind::Main block=true icon=Glyph::Send refused=missing on_press=send>{my_rounds::problem_send(lang)}</Button>
            <Button kind=ButtonKind::Text block=true on_press=move || open.set(false)>{my_rounds::problem_no(lang)}</Button>
        </Dialog>
    }
    .into_any()
}

/// « Corriger »: the stop opens again; what was said before stays in its history.
#[component]
pub(super) fn CorrectDialog(open: RwSignal<bool>, round: RoundId, id: StopId) -> impl IntoView {
    let lang = use_lang();
    let carried = Carried::of_app();
    let reasons = [my_rounds::correct_button, my_rounds::correct_stop, my_rounds::correct_changed];
    let buttons = move || {
        reasons
            .into_iter()
            .map(|words| {
                let send = move || {
                    open.set(false);
                    carried.make(round, Deed::Reopen(id, words(lang).to_owned()));
                };
                view! { <Button block=true on_press=send>{words(lang)}</Button> }.into_any()
            })
            .collect::<Vec<_>>()
    };
    view! {
        <Dialog open title=my_rounds::correct_title(lang)>
            <p>{my_rounds::correct_words(lang)}</p>
            {buttons()}
            <Button kind=ButtonKind::Text block=true on_press=move || open.set(false)>{my_rounds::correct_no(lang)}</Button>
        </Dialog>
    }
    .into_any()
}

/// Several numbers: whose each one is.
#[component]
pub(super) fn CallDialog(open: RwSignal<bool>, phones: Vec<PhoneEntry>) -> impl IntoView {
    let lang = use_lang();
    let links = move || {
        let one = |phone: &PhoneEntry| {
            let (href, words) = (reach::call(&phone.e164), reach::named(phone));
            view! { <ButtonLink block=true icon=Glyph::Phone href>{words}</ButtonLink> }.into_any()
        };
        phones.iter().map(one).collect::<Vec<_>>()
    };
    view! {
        <Dialog open title=my_rounds::call_title(lang)>
            {links()}
            <Button kind=ButtonKind::Text block=true on_press=move || open.set(false)>{my_rounds::call_no(lang)}</Button>
        </Dialog>
    }
    .into_any()
}
