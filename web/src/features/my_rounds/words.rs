//! Modes, weights, reasons and days in words.

use super::act::Deed;
use crate::{
    i18n::{Dates, Lang, list},
    session::Account,
    ui::{Glyph, Icon, status_word},
};
use cabas_kernel::{
    Grams, Ts,
    words::deliveries::{FailureReason, Outcome, StopKind, StopStatus},
};
use cabas_messages::my_rounds;
use cabas_model::{
    me::{MyPackage, MyRound, MyStop},
    organisations::Storage,
    rounds::TravelMode,
};
use leptos::prelude::*;

/// The dates of the place where a round runs.
pub(super) fn dates(lang: Lang, account: Account, round: &MyRound) -> Dates {
    let memberships = account.memberships();
    let zone = memberships.iter().find(|one| one.organisation_id == round.organisation_id).map(|one| one.zone.as_str());
    Dates::new(lang, zone.unwrap_or_default())
}

/// The name of the association, for those who carry for several.
pub(super) fn organisation(account: Account, round: &MyRound) -> Option<String> {
    let memberships = account.memberships();
    let of_round = memberships.iter().find(|one| one.organisation_id == round.organisation_id)?;
    (memberships.len() > 1).then(|| of_round.organisation_name.clone())
}

pub(super) fn mode(lang: Lang, mode: TravelMode) -> (Glyph, &'static str) {
    match mode {
        TravelMode::Foot => (Glyph::Walk, my_rounds::mode_foot(lang)),
        TravelMode::Bike => (Glyph::Bike, my_rounds::mode_bike(lang)),
        TravelMode::CargoBike => (Glyph::Bike, my_rounds::mode_cargo_bike(lang)),
        TravelMode::Car => (Glyph::Car, my_rounds::mode_car(lang)),
    }
}

/// « mardi 24 novembre, 9 h–12 h »
pub(super) fn when(lang: Lang, dates: &Dates, round: &MyRound) -> String {
    let day = dates.day_long(round.date);
    match &round.window {
        Some(window) => cabas_messages::dates::day_and_time(lang, &day, &dates.window(window)),
        None => day,
    }
}

/// « Les adresses s’ouvrent demain à 21 h. »
pub(super) fn opens(lang: Lang, dates: &Dates, at: Ts) -> String {
    let (day, time) = (dates.local_day(at), dates.time(at));
    match day.signed_duration_since(dates.today()).num_days() {
        0 => my_rounds::opens_today(lang, &time),
        1 => my_rounds::opens_tomorrow(lang, &time),
        _ => my_rounds::opens_on(lang, &dates.day_long(day), &time),
    }
}

/// « 21 kg », « 2,5 kg »; nothing for no weight.
pub(super) fn weight(lang: Lang, weight: Grams) -> Option<String> {
    // To the hundred grams: nobody carries more exactly.
    let tenths = weight.0.saturating_add(50) / 100;
    let (whole, part) = (tenths / 10, tenths % 10);
    let point = match lang {
        Lang::Fr => ",",
        Lang::En => ".",
    };
    let number = if part == 0 { whole.to_string() } else { [&whole.to_string(), point, &part.to_string()].concat() };
    (tenths > 0).then(|| my_rounds::kilos(lang, &number))
}

/// « 2 × panier, 1 × sac laitier, au frais »
pub(super) fn packages(lang: Lang, lines: &[MyPackage]) -> String {
    lines.iter().map(|line| package(lang, line)).collect::<Vec<_>>().join(", ")
}

/// « 2 × panier », « 1 × sac laitier, au frais »
pub(super) fn package(lang: Lang, line: &MyPackage) -> String {
    let words = my_rounds::package(lang, u64::from(line.quantity), &line.name);
    match cold(lang, line.storage) {
        Some(cold) => [&words, ", ", cold].concat(),
        None => words,
    }
}

/// How it must be kept, when it does not keep by itself.
fn cold(lang: Lang, storage: Storage) -> Option<&'static str> {
    match storage {
        Storage::Ambient => None,
        Storage::Fresh => Some(my_rounds::fresh(lang)),
        Storage::Frozen => Some(my_rounds::frozen(lang)),
    }
}

/// A line of what is loaded or handed over. The drawing tells from afar what must stay cold; the words say it too.
pub(super) fn package_line(lang: Lang, line: &MyPackage) -> AnyView {
    let glyph = if line.storage == Storage::Ambient { Glyph::Package } else { Glyph::Snowflake };
    view! { <li><Icon glyph/><span>{package(lang, line)}</span></li> }.into_any()
}

/// All that leaves the depot: what is brought, each kind once.
pub(super) fn load(stops: &[MyStop]) -> Vec<MyPackage> {
    let mut kinds: Vec<MyPackage> = Vec::new();
    let brought = stops.iter().filter(|stop| stop.kind == StopKind::Dropoff && stop.status != StopStatus::Cancelled);
    for line in brought.flat_map(|stop| &stop.packages) {
        match kinds.iter_mut().find(|known| known.slug == line.slug) {
            Some(known) => known.quantity = known.quantity.saturating_add(line.quantity),
            None => kinds.push(line.clone()),
        }
    }
    kinds
}

/// « 69001, 69004 et 69100 »
pub(super) fn areas(lang: Lang, round: &MyRound) -> Option<String> {
    (!round.areas.is_empty()).then(|| list(lang, &round.areas))
}

pub(super) fn reason(lang: Lang, reason: FailureReason) -> &'static str {
    match reason {
        FailureReason::NotHome => my_rounds::reason_not_home(lang),
        FailureReason::BadAddress => my_rounds::reason_bad_address(lang),
        FailureReason::Refused => my_rounds::reason_refused(lang),
        FailureReason::NotReady => my_rounds::reason_not_ready(lang),
        FailureReason::TooFar => my_rounds::reason_too_far(lang),
        FailureReason::Other => my_rounds::reason_other(lang),
    }
}

/// The state that a drop-off gets.
pub(super) const fn outcome(outcome: Outcome) -> StopStatus {
    match outcome {
        Outcome::Delivered => StopStatus::Delivered,
        Outcome::LeftAtDoor => StopStatus::LeftAtDoor,
        Outcome::HandedToThirdParty => StopStatus::HandedToThirdParty,
    }
}

/// What a deed is called while it waits: the word of the button that made it.
pub(super) fn deed(lang: Lang, deed: &Deed) -> &'static str {
    match deed {
        Deed::Take => my_rounds::take(lang),
        Deed::Release => my_rounds::release(lang),
        Deed::Start => my_rounds::start(lang),
        Deed::Close => my_rounds::finish(lang),
        Deed::Go(_) => my_rounds::go(lang),
        Deed::Load(_) => my_rounds::loaded(lang),
        Deed::Deliver(_, delivery) => match delivery.outcome {
            Outcome::Delivered => my_rounds::delivered(lang),
            Outcome::LeftAtDoor => my_rounds::outcome_left(lang),
            Outcome::HandedToThirdParty => my_rounds::outcome_third(lang),
        },
        Deed::Fail(_, why, _) => reason(lang, *why),
        Deed::Reopen(..) => my_rounds::correct(lang),
    }
}

/// What is said once it is done; going somewhere says itself.
pub(super) fn said(lang: Lang, deed: &Deed) -> Option<String> {
    let words = match deed {
        Deed::Go(_) => return None,
        Deed::Take => my_rounds::taken(lang),
        Deed::Release => my_rounds::released(lang),
        Deed::Start => my_rounds::started(lang),
        Deed::Close => my_rounds::finished(lang),
        Deed::Reopen(..) => my_rounds::reopened(lang),
        Deed::Fail(..) => my_rounds::failed(lang),
        Deed::Load(_) => return Some(my_rounds::closed_as(lang, status_word(lang, StopStatus::Loaded))),
        Deed::Deliver(_, delivery) => {
            return Some(my_rounds::closed_as(lang, status_word(lang, outcome(delivery.outcome))));
        }
    };
    Some(words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_written_to_the_hundred_grams() {
        assert_eq!(weight(Lang::Fr, Grams(21_000)).as_deref(), Some("21\u{a0}kg"));
        assert_eq!(weight(Lang::Fr, Grams(2_450)).as_deref(), Some("2,5\u{a0}kg"));
        assert_eq!(weight(Lang::En, Grams(2_449)).as_deref(), Some("2.4\u{a0}kg"));
        assert_eq!(weight(Lang::Fr, Grams(0)), None);
    }

    #[test]
    fn a_kind_of_parcel_has_its_name_and_says_what_must_stay_cold() {
        let line = |storage| MyPackage { slug: "sac".to_owned(), name: "Sac laitier".to_owned(), quantity: 2, storage };
        assert_eq!(package(Lang::Fr, &line(Storage::Ambient)), "2\u{a0}×\u{a0}Sac laitier");
        assert_eq!(package(Lang::Fr, &line(Storage::Fresh)), "2\u{a0}×\u{a0}Sac laitier, au frais");
        assert_eq!(package(Lang::En, &line(Storage::Frozen)), "2\u{a0}×\u{a0}Sac laitier, frozen");
    }
}
