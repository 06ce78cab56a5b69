//! A round as a bag in the pocket, and its stops as the volunteer counts them.

use super::words;
use crate::{
    dom::fresh_id,
    i18n::{Dates, Lang, now},
    routes::Route,
    session::Account,
    ui::{Glyph, Icon, Punches, Status, Street, Tag},
};
use cabas_kernel::{
    id::RoundId,
    words::{
        deliveries::{StopKind, StopStatus},
        rounds::RoundState,
    },
};
use cabas_messages::{common, my_rounds};
use cabas_model::me::{MyRound, MyStop};
use leptos::prelude::*;

/// Goods are loaded at the round's depot all together: these stops are one line, not visits. The round says where. A
/// pickup that brings nothing to anybody has its own place, and is a visit.
pub(super) fn is_loading(stop: &MyStop) -> bool {
    stop.kind == StopKind::Pickup && stop.address.is_none() && stop.recipient.is_none()
}

/// The stops one goes to, in their order.
pub(super) fn visits(round: &MyRound) -> Vec<&MyStop> {
    round.stops.iter().filter(|stop| !is_loading(stop) && stop.status != StopStatus::Cancelled).collect()
}

/// Where to go now: the stop one is on the way to, else the first that is open.
pub(super) fn next<'a>(visits: &[&'a MyStop]) -> Option<&'a MyStop> {
    let on_the_way = visits.iter().find(|stop| stop.status == StopStatus::Out);
    on_the_way.or_else(|| visits.iter().find(|stop| stop.status.is_open())).copied()
}

/// The bag: name, facts, then what is inside. Dashed while nobody carries it.
pub(super) fn bag(title: AnyView, facts: AnyView, offered: bool, body: Option<AnyView>) -> AnyView {
    let id = fresh_id("round");
    view! {
        <section class="bag" class:bag--nobody=offered aria-labelledby=id>
            <div class="bag__hem"><div class="bag__name" id=id.clone()>{title}</div> {facts}</div>
            {body}
        </section>
    }
    .into_any()
}

/// What is known of a round before it is opened: day, stops, load, mode, and when addresses open.
pub(super) fn facts(lang: Lang, account: Account, dates: &Dates, round: &MyRound, with_day: bool) -> AnyView {
    let (icon, mode) = words::mode(lang, round.mode);
    let weight = words::weight(lang, round.weight_g);
    let visits = visits(round);
    let statuses: Vec<StopStatus> = visits.iter().map(|stop| stop.status).collect();
    let left = statuses.iter().filter(|status| status.is_open()).count();
    let count = if round.offered || statuses.is_empty() {
        common::stops(lang, u64::from(round.stop_count))
    } else if round.state == RoundState::Closed {
        my_rounds::closed(lang).to_owned()
    } else if left == 0 {
        my_rounds::all_done(lang).to_owned()
    } else {
        my_rounds::left(lang, left, statuses.len())
    };
    let areas = words::areas(lang, round).filter(|_| round.offered);
    view! {
        {with_day.then(|| line(words::when(lang, dates, round)))}
        {words::organisation(account, round).map(line)}
        {(!statuses.is_empty()).then(|| view! { <Punches stops=statuses big=true/> }.into_any())}
        <p class="bag__line num"><b>{count}</b> <span>{weight}</span></p>
        {areas.map(|areas| word(Glyph::MapPin, areas))}
        {word(icon, mode)}
        {opening(lang, dates, round)}
    }
    .into_any()
}

/// A line of text.
pub(super) fn line(words: String) -> AnyView {
    view! { <p>{words}</p> }.into_any()
}

/// A line with the icon that says its kind.
pub(super) fn word(glyph: Glyph, words: impl Into<String>) -> AnyView {
    let words: String = words.into();
    view! { <p class="word num"><Icon glyph/><span>{words}</span></p> }.into_any()
}

/// When addresses open, as long as they have not.
fn opening(lang: Lang, dates: &Dates, round: &MyRound) -> Option<AnyView> {
    let at = round.opens_at.filter(|at| *at > now() && round.state == RoundState::Published)?;
    let sentence = words::opens(lang, dates, at);
    Some(word(Glyph::Lock, sentence))
}

/// The street, or what is known of the place while it is closed to the eye.
pub(super) fn place_words(lang: Lang, stop: &MyStop) -> String {
    match (&stop.address, &stop.area) {
        (Some(address), _) => address.street.clone(),
        (None, Some(area)) => my_rounds::area(lang, area),
        (None, None) => my_rounds::place_closed(lang).to_owned(),
    }
}

/// The same with the house number on its plate.
pub(super) fn place(lang: Lang, stop: &MyStop, big: bool) -> AnyView {
    let words = place_words(lang, stop);
    if stop.address.is_some() {
        view! { <Street line=words big/> }.into_any()
    } else {
        view! { <span class="street">{words}</span> }.into_any()
    }
}

/// Who, and what is brought: « Mme Nguyen, 1 × panier ».
pub(super) fn who_and_what(lang: Lang, stop: &MyStop) -> Option<String> {
    let who = stop.recipient.as_ref().map(|one| one.display_name.clone());
    let what = Some(words::packages(lang, &stop.packages)).filter(|what| !what.is_empty());
    let parts: Vec<String> = who.into_iter().chain(what).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The stop to go to now, large.
pub(super) fn next_stop(lang: Lang, dates: &Dates, round: RoundId, stop: &MyStop) -> AnyView {
    let href = Route::MyStop { round, id: stop.id }.path();
    view! {
        <div class="next">
            <p><Tag>{my_rounds::next(lang)}</Tag></p>
            <a class="place next__link" href=href>{place(lang, stop, true)}</a>
            {who_and_what(lang, stop).map(line)}
            <p class="stateline"><Status status=stop.status/> <span class="num">{dates.window(&stop.window)}</span></p>
        </div>
    }
    .into_any()
}

/// One stop as a row that the thumb opens.
pub(super) fn way(lang: Lang, dates: &Dates, round: RoundId, stop: &MyStop) -> AnyView {
    let href = Route::MyStop { round, id: stop.id }.path();
    let class = match stop.status {
        StopStatus::Failed => "way stop--failed",
        status if status.is_closed() => "way way--closed",
        _ => "way",
    };
    let when = stop.closed_at.map_or_else(|| dates.window(&stop.window), |at| dates.time(at));
    let reason = stop.failure_reason.map(|reason| words::reason(lang, reason).to_owned());
    view! {
        <li class=class>
            <a class="way__link stop__where" href=href>{place(lang, stop, false)}</a>
            {who_and_what(lang, stop).map(line)}
            {reason.map(line)}
            <p class="stateline"><Status status=stop.status/> <span class="num">{when}</span></p>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabas_kernel::{
        Window,
        id::{DeliveryId, StopId},
    };

    fn stop(status: StopStatus) -> MyStop {
        MyStop {
            id: StopId(uuid::Uuid::nil()),
            delivery_id: DeliveryId(uuid::Uuid::nil()),
            kind: StopKind::Dropoff,
            position: 0,
            status,
            window: Window { start: None, end: cabas_kernel::Ts::default() },
            masked: true,
            area: Some("69001".to_owned()),
            address: None,
            recipient: None,
            packages: Vec::new(),
            weight_g: None,
            comments: None,
            outcome_note: None,
            closed_at: None,
            failure_reason: None,
            can: Vec::new(),
        }
    }

    #[test]
    fn one_goes_where_one_is_already_going() {
        let stops = [stop(StopStatus::Delivered), stop(StopStatus::Assigned), stop(StopStatus::Out)];
        let visits: Vec<&MyStop> = stops.iter().collect();
        assert_eq!(next(&visits).map(|stop| stop.status), Some(StopStatus::Out));
    }

    #[test]
    fn else_to_the_first_open_one_and_nowhere_once_all_are_closed() {
        let stops = [stop(StopStatus::Failed), stop(StopStatus::Assigned)];
        let visits: Vec<&MyStop> = stops.iter().collect();
        assert_eq!(next(&visits).map(|stop| stop.status), Some(StopStatus::Assigned));
        let stops = [stop(StopStatus::Failed), stop(StopStatus::Delivered)];
        assert!(next(&stops.iter().collect::<Vec<_>>()).is_none());
    }

    #[test]
    fn loading_at_the_depot_is_no_visit() {
        let pickup = MyStop { kind: StopKind::Pickup, ..stop(StopStatus::Assigned) };
        assert!(is_loading(&pickup) && !is_loading(&stop(StopStatus::Assigned)));
    }

    #[test]
    fn a_pickup_with_a_place_of_its_own_is_a_visit() {
        let pickup = MyStop { kind: StopKind::Pickup, ..stop(StopStatus::Assigned) };
        assert!(!is_loading(&MyStop { address: Some(cabas_model::address::Address::default()), ..pickup }));
    }
}
