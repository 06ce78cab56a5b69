//! One household on the sheet: where, who, what, and boxes to tick.

use super::{State, load::Sheet};
use crate::{
    features::board::{stop::access, words},
    i18n::{phone, plain},
    ui::{Plate, Status, split_street},
};
use cabas_messages::{board, common, status};
use cabas_model::{days::BoardStop, recipients::RecipientDetails};
use leptos::prelude::*;

pub(super) fn leg(state: State, sheet: &Sheet, number: usize, stop: &BoardStop, window: String) -> AnyView {
    let lang = state.lang;
    let (plate, street) = split_street(&stop.street);
    let (plate, street) = (plate.map(str::to_owned), street.to_owned());
    let parcels = words::parcels(lang, &stop.packages, &sheet.kinds);
    let weight = stop.weight_g.map(|weight| words::weight(lang, weight));
    let about = stop.clone();
    let who = move || {
        let opened = |id| state.households.with(|known| known.get(&id).cloned());
        let household = about.recipient_id.filter(|_| state.details.get()).and_then(opened);
        who(state, &about, state.names.get(), household.as_ref())
    };
    let done = if stop.status.is_open() {
        boxes(state, stop.alone)
    } else {
        view! { <p class="leg__done"><Status status=stop.status/></p> }.into_any()
    };
    view! {
        <li class="leg">
            <span class="leg__n">{number}</span>
            <span class="leg__plate">{plate.map(|number| view! { <Plate number/> })}</span>
            <div class="leg__where">
                <p class="leg__street">{street}</p>
                {who}
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

/// Whom to ask for, how to get in, how to call: what has been opened of it, and what is wanted of it. Three lines at
/// most, so that twelve households stand on one page.
fn who(state: State, stop: &BoardStop, with_name: bool, household: Option<&RecipientDetails>) -> AnyView {
    let lang = state.lang;
    // A code belongs to an address: not printed beside another one.
    let same_place = household.is_some_and(|household| plain(&household.address.street) == plain(&stop.street));
    let entry = household.filter(|_| same_place).and_then(|household| access(lang, &household.address));
    let name = with_name.then(|| stop.name.clone());
    let size = household.map(|household| common::people(lang, household.household_size));
    let town = Some(words::town(stop)).filter(|town| !town.is_empty());
    let whom: Vec<String> = size.into_iter().chain(town).collect();
    let phones = household.map(|household| phones(state, household)).unwrap_or_default().join(" · ");
    let note = household.and_then(|household| household.delivery_note.clone());
    let said: Vec<String> = note.into_iter().chain(stop.comments.clone()).collect();
    view! {
        <p>{name.map(|name| view! { <b>{name}</b> {(!whom.is_empty()).then_some(" · ")} })} {whom.join(" · ")}</p>
        {(entry.is_some() || !phones.is_empty())
            .then(|| view! { <p>{entry.map(|entry| view! { <b>{entry}</b> {(!phones.is_empty()).then_some(" · ")} })} {phones.clone()}</p> })}
        {(!said.is_empty()).then(|| view! { <p>{said.join(" · ")}</p> })}
    }
    .into_any()
}

fn phones(state: State, household: &RecipientDetails) -> Vec<String> {
    let lang = state.lang;
    if household.phones.is_empty() {
        return vec![board::no_phone(lang).to_owned()];
    }
    let one = |entry: &cabas_model::address::PhoneEntry| match &entry.note {
        Some(note) => board::phone_of(lang, &phone(&entry.e164), note),
        None => phone(&entry.e164),
    };
    household.phones.iter().map(one).collect()
}

/// As the states are called everywhere, each with a box: paper is typed back from it.
fn boxes(state: State, alone: bool) -> AnyView {
    let lang = state.lang;
    let words = if alone {
        vec![status::loaded(lang), status::failed(lang)]
    } else {
        vec![status::delivered(lang), board::box_door(lang), board::box_handed(lang), status::failed(lang)]
    };
    let boxes: Vec<AnyView> = words
        .into_iter()
        .map(|words| view! { <span><span class="box" aria-hidden="true"></span>{words}</span> }.into_any())
        .collect();
    view! { <p class="leg__done">{boxes}</p> }.into_any()
}
