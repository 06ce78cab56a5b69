//! States, modes, weights and parcels in words and shapes.

use super::{columns::Load, moves::Refusal};
use crate::{
    dom::origin,
    i18n::Lang,
    routes::Route,
    ui::{Glyph, Shape, letter},
};
use cabas_kernel::{Grams, id::RoundId};
use cabas_messages::{board, problems};
use cabas_model::{
    days::BoardStop,
    deliveries::{FailureReason, Outcome, PackageLine},
    rounds::{RoundState, TravelMode},
};
use std::collections::HashMap;

/// Class, shape and word of a round's state.
pub(super) fn state(lang: Lang, state: RoundState) -> (&'static str, Shape, &'static str) {
    match state {
        RoundState::Draft => ("status status--quiet", Shape::Draft, board::state_draft(lang)),
        RoundState::Published => ("status", Shape::Assigned, board::state_published(lang)),
        RoundState::Running => ("status status--out", Shape::Out, board::state_running(lang)),
        RoundState::Closed => ("status status--done", Shape::Done, board::state_closed(lang)),
    }
}

/// Drawing and words of a way to go.
pub(super) fn mode(lang: Lang, mode: TravelMode) -> (Glyph, &'static str) {
    match mode {
        TravelMode::Foot => (Glyph::Walk, board::mode_foot(lang)),
        TravelMode::Bike => (Glyph::Bike, board::mode_bike(lang)),
        TravelMode::CargoBike => (Glyph::Bike, board::mode_cargo_bike(lang)),
        TravelMode::Car => (Glyph::Car, board::mode_car(lang)),
    }
}

/// Stops of households that are erased: they are called so, and lead to no record.
pub(super) fn erased(lang: Lang, stops: &mut [BoardStop]) {
    for stop in stops.iter_mut().filter(|stop| stop.recipient_id.is_some() && stop.name.is_empty()) {
        stop.recipient_id = None;
        board::erased(lang).clone_into(&mut stop.name);
        board::erased_address(lang).clone_into(&mut stop.street);
    }
}

/// « A, Les Halles »
pub(super) fn round(lang: Lang, index: usize, name: &str) -> String {
    board::round_name(lang, &letter(index), name)
}

/// Where whoever carries a round opens it on their phone. It says nothing to anybody else.
pub(super) fn link(id: RoundId) -> String {
    [origin(), Route::MyRound { id }.path()].concat()
}

/// « 2,5 kg », to a tenth.
pub(super) fn weight(lang: Lang, weight: Grams) -> String {
    board::kilos(lang, &kilograms(lang, weight, 1))
}

/// Kilograms as people write them, to so many decimals (three at most), without noughts at the end.
pub(super) fn kilograms(lang: Lang, weight: Grams, decimals: usize) -> String {
    let unit = match decimals {
        0 => 1000,
        1 => 100,
        2 => 10,
        _ => 1,
    };
    let rounded = weight.0.saturating_add(unit / 2) / unit * unit;
    let (whole, part) = (rounded / 1000, rounded % 1000);
    let digits = part.saturating_add(1000).to_string();
    let digits = digits.get(1..).unwrap_or_default().trim_end_matches('0');
    let mark = match lang {
        Lang::Fr => ",",
        Lang::En => ".",
    };
    if digits.is_empty() { whole.to_string() } else { [&whole.to_string(), mark, digits].concat() }
}

/// « 41 kg sur 60 », « au moins 41 kg »; nothing when no weight is known and none is the limit.
pub(super) fn load(lang: Lang, load: Load, max: Option<Grams>) -> Option<String> {
    if load.known == Grams(0) && max.is_none() {
        return None;
    }
    let known = kilograms(lang, load.known, 1);
    Some(match (load.unknown, max) {
        (0, None) => board::kilos(lang, &known),
        (_, None) => board::kilos_at_least(lang, &known),
        (0, Some(max)) => board::kilos_of(lang, &known, &kilograms(lang, max, 1)),
        (_, Some(max)) => board::kilos_at_least_of(lang, &known, &kilograms(lang, max, 1)),
    })
}

/// « 3 × panier, 1 × sac frais »; a kind that is no longer known keeps its short name.
pub(super) fn parcels(lang: Lang, lines: &[PackageLine], kinds: &HashMap<String, String>) -> Option<String> {
    let one = |line: &PackageLine| {
        let name = kinds.get(&line.slug).unwrap_or(&line.slug);
        board::parcel(lang, line.quantity, name)
    };
    (!lines.is_empty()).then(|| lines.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// « 69003 Lyon »
pub(super) fn town(stop: &BoardStop) -> String {
    [stop.postal_code.as_str(), stop.city.as_str()].join(" ").trim().to_owned()
}

pub(super) fn reason(lang: Lang, reason: FailureReason) -> &'static str {
    match reason {
        FailureReason::NotHome => board::reason_not_home(lang),
        FailureReason::BadAddress => board::reason_bad_address(lang),
        FailureReason::Refused => board::reason_refused(lang),
        FailureReason::NotReady => board::reason_not_ready(lang),
        FailureReason::TooFar => board::reason_too_far(lang),
        FailureReason::Other => board::reason_other(lang),
    }
}

pub(super) fn outcome(lang: Lang, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Delivered => board::outcome_delivered(lang),
        Outcome::LeftAtDoor => board::outcome_left_at_door(lang),
        Outcome::HandedToThirdParty => board::outcome_handed(lang),
    }
}

/// Why a stop stays where it is.
pub(super) fn refusal(lang: Lang, refusal: Refusal) -> String {
    let code = match refusal {
        Refusal::Started => "stop_already_started",
        Refusal::RoundClosed => "round_closed",
        Refusal::SelfPickup => "self_pickup",
        Refusal::Draft => return board::refused_draft(lang).to_owned(),
        Refusal::Cancelled => return board::refused_cancelled(lang).to_owned(),
    };
    problems::sentence(lang, code, &[]).unwrap_or_default()
}

/// The first letter of a sentence or a title.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::board::tests::{drop_off, pickup};
    use cabas_kernel::id::RecipientId;

    #[test]
    fn a_stop_of_an_erased_household_is_called_so_and_leads_to_no_record() {
        let of = |stop: BoardStop| BoardStop { recipient_id: Some(RecipientId(uuid::Uuid::from_u128(7))), ..stop };
        let gone = BoardStop { name: String::new(), street: String::new(), ..drop_off(2) };
        let mut stops = [of(drop_off(1)), of(gone), of(pickup(2))];
        let before = stops.clone();
        erased(Lang::Fr, &mut stops);
        assert!(
            stops[0] == before[0] && stops[2] == before[2],
            "a household that is there, and a depot, are as they were"
        );
        assert_eq!((stops[1].name.as_str(), stops[1].recipient_id), ("Foyer effacé", None));
        assert_eq!(stops[1].street, "Adresse effacée");
    }

    #[test]
    fn kilograms_are_written_short() {
        let written = |grams, decimals| kilograms(Lang::Fr, Grams(grams), decimals);
        assert_eq!((written(41_000, 1), written(2_500, 1)), ("41".to_owned(), "2,5".to_owned()));
        assert_eq!((written(2_449, 1), written(2_450, 1)), ("2,4".to_owned(), "2,5".to_owned()));
        assert_eq!((written(999, 1), written(125, 3)), ("1".to_owned(), "0,125".to_owned()));
        assert_eq!(kilograms(Lang::En, Grams(2_500), 1), "2.5");
    }

    #[test]
    fn a_load_says_what_is_not_known() {
        let of =
            |known, unknown, max: Option<u32>| load(Lang::Fr, Load { known: Grams(known), unknown }, max.map(Grams));
        assert_eq!(of(41_000, 0, Some(60_000)).as_deref(), Some("41\u{a0}kg sur 60"));
        assert_eq!(of(41_000, 2, None).as_deref(), Some("au moins 41\u{a0}kg"));
        assert_eq!(of(0, 2, None), None);
    }

    #[test]
    fn parcels_are_named_as_the_association_names_them() {
        let kinds = HashMap::from([("panier".to_owned(), "Panier".to_owned())]);
        let line = |slug: &str, quantity| PackageLine { slug: slug.to_owned(), quantity };
        let words = parcels(Lang::Fr, &[line("panier", 2), line("sac-frais", 1)], &kinds);
        assert_eq!(words.as_deref(), Some("2 × Panier, 1 × sac-frais"));
        assert_eq!(parcels(Lang::Fr, &[], &kinds), None);
    }

    #[test]
    fn titles_begin_with_a_capital() {
        assert_eq!(capitalised("élan"), "Élan");
        assert_eq!(capitalised(""), "");
    }
}
