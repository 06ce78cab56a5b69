//! Causes and reasons in words and shapes.

use crate::{
    i18n::Lang,
    ui::{Glyph, Icon, Mark, Shape},
};
use cabas_kernel::words::deliveries::FailureReason;
use cabas_messages::{board, follow_ups};
use cabas_model::follow_ups::{FollowUpCause, FollowUpSummary};
use leptos::prelude::*;

/// What it is about, as one would say it: the household, else the round.
pub(super) fn subject(lang: Lang, follow_up: &FollowUpSummary) -> String {
    match (&follow_up.recipient_name, &follow_up.round_name) {
        (Some(name), _) => name.clone(),
        (None, Some(name)) => follow_ups::round(lang, name),
        (None, None) => follow_ups::somebody(lang).to_owned(),
    }
}

/// The cause, by shape and word; the reason of a failure after it.
pub(super) fn cause(lang: Lang, follow_up: &FollowUpSummary) -> AnyView {
    let reason = follow_up.reason.as_deref().and_then(|reason| self::reason(lang, reason));
    let (drawing, class, word) = match follow_up.cause {
        FollowUpCause::Failed => (mark(Shape::Failed), "status status--failed", follow_ups::cause_failed(lang)),
        FollowUpCause::Comment => (icon(Glyph::Message), "status", follow_ups::cause_comment(lang)),
        FollowUpCause::Welfare => (icon(Glyph::Bell), "status status--failed", follow_ups::cause_welfare(lang)),
        FollowUpCause::Address => (icon(Glyph::MapPinQuestion), "status", follow_ups::cause_address(lang)),
        FollowUpCause::Incident => (icon(Glyph::AlertTriangle), "status", follow_ups::cause_incident(lang)),
        FollowUpCause::Conflict => (icon(Glyph::ArrowsExchange), "status", follow_ups::cause_conflict(lang)),
        FollowUpCause::Inactive => (icon(Glyph::Home), "status", follow_ups::cause_inactive(lang)),
        FollowUpCause::Released => (icon(Glyph::ArrowBackUp), "status", follow_ups::cause_released(lang)),
        FollowUpCause::Apart => (icon(Glyph::ArrowBackUp), "status", follow_ups::cause_apart(lang)),
    };
    view! { <p><span class=class>{drawing}{word}</span> {reason.map(|reason| view! { ", " {reason} })}</p> }.into_any()
}

fn mark(shape: Shape) -> AnyView {
    view! { <Mark shape/> }.into_any()
}

fn icon(glyph: Glyph) -> AnyView {
    view! { <Icon glyph/> }.into_any()
}

/// As the board says it. A reason this version does not know is left out: the cause and the comment stay.
fn reason(lang: Lang, code: &str) -> Option<&'static str> {
    Some(match code.parse().ok()? {
        FailureReason::NotHome => board::reason_not_home(lang),
        FailureReason::BadAddress => board::reason_bad_address(lang),
        FailureReason::Refused => board::reason_refused(lang),
        FailureReason::NotReady => board::reason_not_ready(lang),
        FailureReason::TooFar => board::reason_too_far(lang),
        FailureReason::Other => board::reason_other(lang),
    })
}
