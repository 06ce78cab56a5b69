use super::{round, town};
use crate::features::board::{
    columns::{Head, Shown},
    message::text,
};
use cabas_messages::Lang;
use std::sync::Arc;

const LINK: &str = "https://cabas.example.org/my-rounds/0198f3a4-6b1c-7d2e-8f90-a1b2c3d4e5f6";

/// The message of round A, and what its stops would give away.
fn message(hours: Option<&str>) -> (String, Vec<String>) {
    let day = town();
    let layout = day.layout.clone();
    let shown = Shown::new(Arc::new(day), layout);
    let head = Head::of(&shown, shown.day.round(round(1)).unwrap());
    let stops = shown.layout.of(round(1)).iter().filter_map(|id| shown.day.stop(*id));
    let private = stops.flat_map(|stop| [stop.name.clone(), stop.street.clone(), stop.postal_code.clone()]).collect();
    (text(Lang::Fr, &head, "mardi 24 novembre", hours.map(str::to_owned), LINK), private)
}

#[test]
fn a_message_says_when_how_many_and_where_to_open_the_round() {
    let (words, _) = message(Some("9\u{a0}h–11\u{a0}h"));
    let before = "Bonjour. Voici la tournée\u{a0}: Tournée 1, mardi 24 novembre, 9\u{a0}h–11\u{a0}h, 3 arrêts. ";
    assert_eq!(words, [before, LINK].concat());
    assert!(words.chars().count() <= 160, "{words}");
}

#[test]
fn without_hours_a_message_says_the_day() {
    assert!(message(None).0.contains("mardi 24 novembre, 3 arrêts."));
}

#[test]
fn a_message_tells_nothing_of_the_households() {
    let (words, private) = message(Some("9\u{a0}h–11\u{a0}h"));
    assert_eq!(private.len(), 9);
    assert!(private.iter().all(|secret| !words.contains(secret)), "{words}");
}
