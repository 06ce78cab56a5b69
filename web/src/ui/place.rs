//! Where: the house number on its enamel plate, and the street beside it.

use crate::i18n::use_lang;
use cabas_kernel::fold;
use cabas_messages::ui;
use leptos::prelude::*;

/// Cuts « 12 bis rue X » into number and street. Without a number in front, the whole is the street.
///
/// Ranges (« 3-5 »), letters (« 4B ») and « bis », « ter », « quater » belong to the number; a comma after it does not.
pub fn split_street(line: &str) -> (Option<&str>, &str) {
    let line = line.trim();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let Some((_, rest)) = line.split_at_checked(digits).filter(|_| digits > 0) else { return (None, line) };
    let mut end = digits.saturating_add(suffix(rest));
    // « 3-5 », « 3/5 »: the second number belongs to the first.
    let after = line.get(end..).unwrap_or_default();
    if let Some(range) = after.strip_prefix(['-', '/']) {
        let more = range.bytes().take_while(u8::is_ascii_digit).count();
        if more > 0 {
            end = end.saturating_add(1).saturating_add(more);
        }
    }
    let rest = line.get(end..).unwrap_or_default();
    let street = rest.trim_start_matches([' ', ',', '\u{a0}']);
    // « 8e étage », « 11novembre »: no number of a house. « 14 » alone: nothing to put beside the plate.
    if street.is_empty() || street.len() == rest.len() {
        return (None, line);
    }
    (line.get(..end), street)
}

/// By street, then by house number: neighbours stand together, and 9 before 10.
pub fn street_order(line: &str) -> (String, u32) {
    let (number, street) = split_street(line);
    let digits = number.map(|number| number.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default());
    (fold(street), digits.and_then(|digits| digits.parse().ok()).unwrap_or_default())
}

/// The length of « bis », « ter », « quater » or a letter after a number, blank before it included.
fn suffix(rest: &str) -> usize {
    let blank = rest.len().saturating_sub(rest.trim_start_matches([' ', '\u{a0}']).len());
    let word: &str =
        rest.get(blank..).unwrap_or_default().split([' ', ',', '\u{a0}', '-', '/']).next().unwrap_or_default();
    let known = ["bis", "ter", "quater", "quinquies"].iter().any(|known| word.eq_ignore_ascii_case(known));
    let letter = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    // « 4b » is a number, « 8e » an ordinal; « 12 A rue X » is a number, « 7 a » begins a sentence.
    let counts = if blank == 0 { word != "e" } else { word.bytes().all(|byte| byte.is_ascii_uppercase()) };
    if known || (letter && counts) { blank.saturating_add(word.len()) } else { 0 }
}

/// A house number, as on French streets. Those who listen hear « numéro 12 bis ».
#[component]
pub fn Plate(
    #[prop(into)] number: String,
    /// At the door: three times as large.
    #[prop(optional)]
    big: bool,
) -> impl IntoView {
    view! { <span class=if big { "plate plate--big" } else { "plate" }>{number}</span> }.into_any()
}

/// Plate and street, from one line of an address.
#[component]
pub fn Street(#[prop(into)] line: String, #[prop(optional)] big: bool) -> impl IntoView {
    let (number, street) = split_street(&line);
    let street = street.to_owned();
    let lang = use_lang();
    let plate = number.map(|number| {
        view! { <span class="vh">{ui::house_number(lang, number)}</span><span aria-hidden="true"><Plate number big/></span> }
    });
    view! { {plate} " " <span class="street">{street}</span> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::{split_street, street_order};

    #[test]
    fn the_number_comes_first_and_stays_whole() {
        assert_eq!(split_street("27 avenue Jean-Jaurès"), (Some("27"), "avenue Jean-Jaurès"));
        assert_eq!(split_street("12 bis rue X"), (Some("12 bis"), "rue X"));
        assert_eq!(split_street("12bis, rue X"), (Some("12bis"), "rue X"));
        assert_eq!(split_street("4B rue des Lilas"), (Some("4B"), "rue des Lilas"));
        assert_eq!(split_street("12 A rue X"), (Some("12 A"), "rue X"));
        assert_eq!(split_street("3-5 quai des Tanneurs"), (Some("3-5"), "quai des Tanneurs"));
        assert_eq!(split_street(" 8, impasse du Moulin "), (Some("8"), "impasse du Moulin"));
    }

    #[test]
    fn without_a_number_the_whole_is_the_street() {
        assert_eq!(split_street("place de la République"), (None, "place de la République"));
        assert_eq!(split_street("Résidence des 3 Chênes"), (None, "Résidence des 3 Chênes"));
        assert_eq!(split_street("8e étage"), (None, "8e étage"));
        assert_eq!(split_street("14"), (None, "14"));
        assert_eq!(split_street(""), (None, ""));
    }

    #[test]
    fn a_street_may_begin_with_a_number_of_its_own() {
        assert_eq!(split_street("5 11 Novembre"), (Some("5"), "11 Novembre"));
        assert_eq!(split_street("7 à la ferme"), (Some("7"), "à la ferme"));
    }

    #[test]
    fn neighbours_stand_together_in_the_order_of_their_numbers() {
        let mut lines = ["10 rue du Port", "2 bis allée des Érables", "9 Rue du Port", "allee des erables"];
        lines.sort_by_key(|line| street_order(line));
        assert_eq!(lines, ["allee des erables", "2 bis allée des Érables", "9 Rue du Port", "10 rue du Port"]);
    }
}
