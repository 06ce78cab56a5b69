//! State of a stop: a shape, a word, then colour; and one shape per stop, as a ticket is punched.

use super::{
    icon::{Mark, Shape, drawing},
    progress::Progress,
};
use crate::i18n::use_lang;
use cabas_kernel::words::deliveries::StopStatus;
use cabas_messages::{Lang, status};
use leptos::prelude::*;

/// The shape of a state.
pub const fn status_shape(status: StopStatus) -> Shape {
    match status {
        StopStatus::Draft => Shape::Draft,
        StopStatus::Ready => Shape::Ready,
        StopStatus::Assigned => Shape::Assigned,
        StopStatus::Out => Shape::Out,
        StopStatus::Loaded | StopStatus::Delivered | StopStatus::LeftAtDoor | StopStatus::HandedToThirdParty => {
            Shape::Done
        }
        StopStatus::Failed => Shape::Failed,
        StopStatus::Cancelled => Shape::Cancelled,
    }
}

/// The word of a state, the same everywhere (ux WR2).
pub fn status_word(lang: Lang, status: StopStatus) -> &'static str {
    match status {
        StopStatus::Draft => status::draft(lang),
        StopStatus::Ready => status::ready(lang),
        StopStatus::Assigned => status::assigned(lang),
        StopStatus::Out => status::out(lang),
        StopStatus::Loaded => status::loaded(lang),
        StopStatus::Delivered => status::delivered(lang),
        StopStatus::LeftAtDoor => status::left_at_door(lang),
        StopStatus::HandedToThirdParty => status::handed_to_third_party(lang),
        StopStatus::Failed => status::failed(lang),
        StopStatus::Cancelled => status::cancelled(lang),
    }
}

const fn class(status: StopStatus) -> &'static str {
    match status_shape(status) {
        Shape::Done => "status status--done",
        Shape::Out => "status status--out",
        Shape::Failed => "status status--failed",
        Shape::Draft | Shape::Cancelled => "status status--quiet",
        _ => "status",
    }
}

/// The state of a stop.
#[component]
pub fn Status(status: StopStatus) -> impl IntoView {
    let lang = use_lang();
    view! { <span class=class(status)><Mark shape=status_shape(status)/>{status_word(lang, status)}</span> }.into_any()
}

/// How many shapes can still be counted by eye; beyond, a bar tells more.
const COUNTABLE: usize = 20;

/// One shape per stop. Those who listen hear the sum.
#[component]
pub fn Punches(
    #[prop(into)] stops: Vec<StopStatus>,
    /// On the volunteer's page.
    #[prop(optional)]
    big: bool,
) -> impl IntoView {
    let lang = use_lang();
    let closed = stops.iter().filter(|status| status.is_closed()).count();
    let failed = stops.iter().filter(|status| **status == StopStatus::Failed).count();
    let sum = if failed == 0 {
        status::punches(lang, stops.len(), closed)
    } else {
        status::punches_failed(lang, stops.len(), closed, failed)
    };
    if stops.len() > COUNTABLE {
        return view! { <Progress label=sum done=closed total=stops.len() whole=true/> }.into_any();
    }
    let shapes: Vec<AnyView> = stops.iter().map(|status| punch(*status)).collect();
    view! { <p class=if big { "punches punches--big" } else { "punches" }><span class="vh">{sum}</span>{shapes}</p> }
        .into_any()
}

fn punch(status: StopStatus) -> AnyView {
    let class = match status_shape(status) {
        Shape::Done => "s status--done",
        Shape::Out => "s status--out",
        Shape::Failed => "s status--failed",
        Shape::Draft | Shape::Cancelled => "s status--quiet",
        _ => "s",
    };
    drawing(class, status_shape(status).href())
}
