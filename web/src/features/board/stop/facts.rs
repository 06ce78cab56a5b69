//! What is known of a stop, and its history.

use super::Panel;
use crate::{
    features::board::words,
    routes::Route,
    ui::{Glyph, Icon, Status, status_word},
};
use cabas_kernel::{id::DeliveryId, words::deliveries::StopEventKind};
use cabas_messages::{Lang, board};
use cabas_model::{
    address::Address,
    deliveries::{DeliveryDetails, REVIEW_NEEDED, StopDetails, StopEvent, StopKind},
};
use leptos::prelude::*;

pub(super) fn facts(panel: Panel, delivery: &DeliveryDetails) -> AnyView {
    let lang = panel.board.lang;
    let Some(stop) = panel.of(delivery) else { return view! { <p>{board::gone(lang)}</p> }.into_any() };
    let rows: Vec<AnyView> = rows(panel, delivery, stop)
        .into_iter()
        .map(|(label, words)| view! { <dt>{label}</dt> <dd>{words}</dd> }.into_any())
        .collect();
    let household = delivery.recipient.as_ref().map(|recipient| {
        view! {
            <dt>{board::household(lang)}</dt>
            <dd><a class="tap" href=Route::Recipient { id: recipient.id }.path()>{recipient.display_name.clone()}</a></dd>
        }
    });
    let nobody = delivery.recipient_erased.then(|| {
        view! { <dt>{board::household(lang)}</dt> <dd>{board::erased(lang)}</dd> }
    });
    view! {
        <p class="row"><Status status=stop.status/> <span class="num">{panel.board.dates().day_and_window(&stop.window)}</span></p>
        <dl class="facts">{household} {nobody} {rows} {postponed(lang, delivery)}</dl>
        {pickups(panel, delivery)}
        {history(panel, stop)}
    }
    .into_any()
}

fn rows(panel: Panel, delivery: &DeliveryDetails, stop: &StopDetails) -> Vec<(&'static str, String)> {
    let board = panel.board;
    let (lang, dates) = (board.lang, board.dates());
    let parcels = board.kinds.with(|kinds| words::parcels(lang, &delivery.packages, kinds));
    let weight = delivery.weight_g.map(|weight| words::weight(lang, weight));
    let goods: Vec<String> = parcels.into_iter().chain(weight).collect();
    let person = delivery.assignee_id.map(|person| {
        let day = board.shown_now();
        day.as_ref().and_then(|shown| shown.day.person(person)).unwrap_or(board::someone(lang)).to_owned()
    });
    let collects = board.stop_now(panel.stop).is_some_and(|stop| stop.self_pickup);
    let closed = stop.closed_at.map(|at| dates.moment(at));
    // The phone was without network: what it declared, when it differs from what the server saw.
    let reported = stop.reported_at.map(|at| dates.moment(at)).filter(|reported| Some(reported) != closed.as_ref());
    let rows = [
        (board::address(lang), Some(address(&stop.address)).filter(|address| !address.is_empty())),
        (board::access(lang), access(lang, &stop.address)),
        (board::goods(lang), Some(goods.join(", ")).filter(|goods| !goods.is_empty())),
        (board::tags(lang), Some(tags(lang, delivery)).filter(|tags| !tags.is_empty())),
        (board::handing_over(lang), collects.then(|| board::collects(lang).to_owned())),
        (board::comment(lang), delivery.comments.clone()),
        (board::metadata(lang), pairs(delivery, stop.kind)),
        (
            board::metadata_pickup(lang),
            (stop.kind == StopKind::Dropoff).then(|| pairs(delivery, StopKind::Pickup)).flatten(),
        ),
        (board::promised(lang), stop.promised.as_ref().map(|promised| dates.day_and_window(promised))),
        (board::round(lang), delivery.round_id.map(|id| board.round_words(id)).filter(|name| !name.is_empty())),
        (board::person(lang), person),
        (board::reason(lang), stop.failure_reason.map(|reason| words::reason(lang, reason).to_owned())),
        (board::outcome_note(lang), stop.outcome_note.clone()),
        (board::received_by(lang), stop.received_by.clone()),
        (board::closed_at(lang), closed),
        (board::reported_at(lang), reported),
        (board::follow_up(lang), stop.needs_follow_up.then(|| board::to_follow_up(lang).to_owned())),
    ];
    rows.into_iter().filter_map(|(label, words)| words.map(|words| (label, words))).collect()
}

/// Its labels as they are written, the one that a sheet is kept with in words.
fn tags(lang: Lang, delivery: &DeliveryDetails) -> String {
    let word = |tag: &String| if tag == REVIEW_NEEDED { board::review_needed(lang).to_owned() } else { tag.clone() };
    delivery.tags.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// What a sheet says besides of the stops of a kind, as it says it.
fn pairs(delivery: &DeliveryDetails, kind: StopKind) -> Option<String> {
    let of_kind = delivery.metadata.iter().filter(|pair| pair.kind == kind);
    let pairs: Vec<String> = of_kind.map(|pair| [pair.key.as_str(), "=", &pair.value].concat()).collect();
    (!pairs.is_empty()).then(|| pairs.join(", "))
}

/// The deliveries before and after this one: the chain is walked both ways (DL-20).
fn postponed(lang: Lang, delivery: &DeliveryDetails) -> Option<AnyView> {
    let link = |id: Option<DeliveryId>, words: &'static str| {
        id.map(|id| view! { <a class="tap" href=Route::Delivery { id }.path()>{words}</a> " " }.into_any())
    };
    let from = link(delivery.rescheduled_from, board::postponed_from(lang));
    let to = link(delivery.rescheduled_to, board::postponed_to(lang));
    let any = from.is_some() || to.is_some();
    any.then(|| view! { <dt>{board::postponed(lang)}</dt> <dd>{from}{to}</dd> }.into_any())
}

fn address(address: &Address) -> String {
    let town = [address.postal_code.as_str(), address.city.as_str()].join(" ");
    let parts = [address.name.as_deref(), Some(address.street.as_str()), Some(town.trim())];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Entrance, floor, door and code, in words.
pub(in crate::features::board) fn access(lang: Lang, address: &Address) -> Option<String> {
    let named = [
        address.entrance.as_deref().map(|entrance| board::entrance(lang, entrance)),
        address.floor.as_deref().map(|floor| floor_words(lang, floor)),
        address.apartment.as_deref().map(|door| board::apartment(lang, door)),
        address.door_code.as_deref().map(|code| board::door_code(lang, code)),
        address.access_note.clone(),
    ];
    let parts: Vec<String> = named.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// « étage 2 », but « rez-de-chaussée » as it is written.
fn floor_words(lang: Lang, floor: &str) -> String {
    if floor.starts_with(|c: char| c.is_ascii_digit()) { board::floor(lang, floor) } else { floor.to_owned() }
}

/// Where the goods come from, when that is written.
fn pickups(panel: Panel, delivery: &DeliveryDetails) -> Option<AnyView> {
    let lang = panel.board.lang;
    let lines: Vec<AnyView> = delivery
        .stops
        .iter()
        .filter(|stop| stop.kind == StopKind::Pickup)
        .map(|stop| {
            let (id, open) = (stop.id, stop.status.is_open());
            view! {
                <li class="row">
                    <span>{address(&stop.address)}</span> <Status status=stop.status/>
                    {open.then(|| super::acts::loaded(panel, id))}
                </li>
            }
            .into_any()
        })
        .collect();
    (!lines.is_empty()).then(|| view! { <h3>{board::pickups(lang)}</h3> <ul class="plain">{lines}</ul> }.into_any())
}

fn history(panel: Panel, stop: &StopDetails) -> AnyView {
    let lang = panel.board.lang;
    let lines: Vec<AnyView> = stop.history.iter().rev().map(|event| line(panel, event)).collect();
    let count = lines.len();
    view! {
        <details class="fold">
            <summary>{board::history(lang, count)}</summary>
            <ol class="looks">{lines}</ol>
        </details>
    }
    .into_any()
}

fn line(panel: Panel, event: &StopEvent) -> AnyView {
    let (lang, dates) = (panel.board.lang, panel.board.dates());
    let kind = event.kind.parse::<StopEventKind>().ok();
    let what = kind.map_or_else(|| status_word(lang, event.to), |kind| event_word(lang, kind));
    // What was reported, when that is more than the word says: « livré, devant la porte ».
    let to =
        matches!(kind, Some(StopEventKind::Completed | StopEventKind::Conflict)).then(|| status_word(lang, event.to));
    let reported = event.reported_at.map(|at| board::reported(lang, &dates.moment(at)));
    view! {
        <li>
            <Icon glyph=icon(kind)/>
            <b>{what}</b>
            {to.map(|to| view! { <span>{to}</span> })}
            {event.by.clone().map(|by| view! { <span>{by}</span> })}
            {event.note.clone().map(|note| view! { <span>{note}</span> })}
            <span class="soft num">{dates.moment(event.at)} {reported.map(|reported| [", ", &reported].concat())}</span>
        </li>
    }
    .into_any()
}

const fn icon(kind: Option<StopEventKind>) -> Glyph {
    match kind {
        Some(StopEventKind::Assigned | StopEventKind::Unassigned) => Glyph::User,
        Some(StopEventKind::Started) => Glyph::Navigation,
        Some(StopEventKind::Completed) => Glyph::Check,
        Some(StopEventKind::Failed | StopEventKind::Conflict) => Glyph::AlertTriangle,
        Some(StopEventKind::Reopened | StopEventKind::Restored) => Glyph::ArrowBackUp,
        Some(StopEventKind::Cancelled) => Glyph::X,
        Some(StopEventKind::Rescheduled) => Glyph::CalendarWeek,
        Some(StopEventKind::Created | StopEventKind::Published) | None => Glyph::History,
    }
}

fn event_word(lang: Lang, kind: StopEventKind) -> &'static str {
    match kind {
        StopEventKind::Created => board::event_created(lang),
        StopEventKind::Published => board::event_published(lang),
        StopEventKind::Assigned => board::event_assigned(lang),
        StopEventKind::Unassigned => board::event_unassigned(lang),
        StopEventKind::Started => board::event_started(lang),
        StopEventKind::Completed => board::event_completed(lang),
        StopEventKind::Failed => board::event_failed(lang),
        StopEventKind::Reopened => board::event_reopened(lang),
        StopEventKind::Cancelled => board::event_cancelled(lang),
        StopEventKind::Restored => board::event_restored(lang),
        StopEventKind::Rescheduled => board::event_rescheduled(lang),
        StopEventKind::Conflict => board::event_conflict(lang),
    }
}
