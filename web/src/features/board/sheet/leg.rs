//! One household on the sheet: where, who, what, and boxes to tick.

use super::{Choices, load::Sheet};
use crate::{
    features::board::{stop::access, words},
    ui::{Plate, Status, split_street},
};
use cabas_kernel::fold;
use cabas_messages::{board, common, status};
use cabas_model::{days::BoardStop, recipients::RecipientDetails};
use leptos::prelude::*;

pub(super) fn leg(choices: Choices, sheet: &Sheet, number: usize, stop: &BoardStop, window: String) -> AnyView {
    let lang = choices.lang;
    let (plate, street) = split_street(&stop.street);
    let (plate, street) = (plate.map(str::to_owned), street.to_owned());
    let town = words::town(stop);
    let name = stop.name.clone();
    let parcels = words::parcels(lang, &stop.packages, &sheet.kinds);
    let weight = stop.weight_g.map(|weight| words::weight(lang, weight));
    let comments = stop.comments.clone();
    let about = stop.clone();
    let who = move || {
        let details = choices
            .details
            .get()
            .then(|| about.recipient_id.and_then(|id| choices.households.with(|known| known.get(&id).cloned())));
        let details = details.flatten();
        let name = choices.names.get().then(|| name.clone());
        who(choices, &about, name, details.as_ref())
    };
    let done = if stop.status.is_open() {
        boxes(choices)
    } else {
        view! { <p class="leg__done"><Status status=stop.status/></p> }.into_any()
    };
    view! {
        <li class="leg">
            <span class="leg__n">{number}</span>
            <span class="leg__plate">{plate.map(|number| view! { <Plate number/> })}</span>
            <div class="leg__where">
                <p class="leg__street">{street}</p>
                {(!town.is_empty()).then(|| view! { <p>{town}</p> })}
                {who}
                {comments.map(|comments| view! { <p>{comments}</p> })}
            </div>
            <div class="leg__what">
                {parcels.map(|parcels| view! { <p><b>{parcels}</b></p> })}
                {weight.map(|weight| view! { <p>{weight}</p> })}
                <p>{window}</p>
            </div>
            {done}
        </li>
    }
    .into_any()
}

/// Whom to ask for, how to get in, how to call: what has been opened of it, and what is wanted of it.
fn who(choices: Choices, stop: &BoardStop, name: Option<String>, household: Option<&RecipientDetails>) -> AnyView {
    let lang = choices.lang;
    // A code belongs to an address: not printed beside another one.
    let same_place = household.is_some_and(|household| fold(&household.address.street) == fold(&stop.street));
    let entry = household.filter(|_| same_place).and_then(|household| access(lang, &household.address));
    let named: Vec<String> = name.into_iter().collect();
    let phones: Vec<String> = household.map(|household| phones(choices, household)).unwrap_or_default();
    let note = household.and_then(|household| household.delivery_note.clone());
    let size = household.map(|household| common::people(lang, household.household_size));
    let line = |words: Option<String>| words.map(|words| view! { <p>{words}</p> });
    view! {
        {(!named.is_empty()).then(|| view! { <p><b>{named.join(", ")}</b> {size.map(|size| [", ", &size].concat())}</p> })}
        {entry.map(|entry| view! { <p><b>{entry}</b></p> })}
        {line(Some(phones.join(" · ")).filter(|phones| !phones.is_empty()))}
        {line(note)}
    }
    .into_any()
}

fn phones(choices: Choices, household: &RecipientDetails) -> Vec<String> {
    let lang = choices.lang;
    if household.phones.is_empty() {
        return vec![board::no_phone(lang).to_owned()];
    }
    let one = |phone: &cabas_model::address::PhoneEntry| match &phone.note {
        Some(note) => board::phone_of(lang, &national(&phone.e164), note),
        None => national(&phone.e164),
    };
    household.phones.iter().map(one).collect()
}

/// A French number as it is dialled and read, two figures at a time; any other as it is kept.
fn national(e164: &str) -> String {
    let Some(rest) = e164.strip_prefix("+33").filter(|rest| rest.len() == 9) else { return e164.to_owned() };
    let mut text = String::from("0");
    for (index, digit) in rest.chars().enumerate() {
        text.push(digit);
        if index.is_multiple_of(2) && index < 8 {
            text.push('\u{a0}');
        }
    }
    text
}

/// As the states are called everywhere, each with a box: paper is typed back from it.
fn boxes(choices: Choices) -> AnyView {
    let lang = choices.lang;
    let words = [status::delivered(lang), board::box_door(lang), board::box_handed(lang), status::failed(lang)];
    let boxes: Vec<AnyView> = words
        .into_iter()
        .map(|words| view! { <span><span class="box" aria-hidden="true"></span>{words}</span> }.into_any())
        .collect();
    view! { <p class="leg__done">{boxes}</p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::national;

    #[test]
    fn a_number_is_written_as_it_is_dialled() {
        assert_eq!(national("+33612345678"), "06\u{a0}12\u{a0}34\u{a0}56\u{a0}78");
        assert_eq!(national("+41221234567"), "+41221234567");
    }
}
