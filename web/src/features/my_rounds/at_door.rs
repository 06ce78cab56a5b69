//! What is needed at the door, and what is handed over there.

use super::{
    bag::{line, word},
    reach, words,
};
use crate::{
    i18n::{Lang, language},
    ui::{Glyph, Icon},
};
use cabas_kernel::words::deliveries::StopKind;
use cabas_messages::{common, my_rounds};
use cabas_model::{address::Address, me::MyStop};
use leptos::prelude::*;

/// One fact of the frame: its label and what it says.
type Fact = (Option<Glyph>, &'static str, String);

/// The town, then floor and code side by side, the rest below at full width. Only what is known is drawn.
pub(super) fn at_door(lang: Lang, address: &Address) -> AnyView {
    let floor = address.floor.clone().map(|floor| (Some(Glyph::Stairs), my_rounds::floor(lang), floor));
    let code = address.door_code.clone();
    let whole: Vec<Fact> = [
        (None, my_rounds::building(lang), joined(&[&address.name, &address.company])),
        (Some(Glyph::DoorEnter), my_rounds::entrance(lang), address.entrance.clone()),
        (Some(Glyph::Door), my_rounds::apartment(lang), address.apartment.clone()),
        (Some(Glyph::User), my_rounds::ask_for(lang), address.contact_name.clone()),
    ]
    .into_iter()
    .filter_map(|(icon, label, words)| Some((icon, label, words?)))
    .collect();
    // Alone, a fact has the line to itself.
    let alone = floor.is_some() != code.is_some();
    let first = floor.map(|floor| fact(floor, if alone { "whole" } else { "" }, ""));
    let second = code
        .map(|code| fact((Some(Glyph::Key), my_rounds::code(lang), code), if alone { "whole" } else { "" }, "code"));
    let rest: Vec<AnyView> = whole.into_iter().map(|one| fact(one, "whole", "")).collect();
    let any = first.is_some() || second.is_some() || !rest.is_empty();
    let town = [address.postal_code.as_str(), address.city.as_str()].join(" ");
    view! {
        <p class="num">{town}</p>
        {any.then(|| view! { <dl class="at-door">{first} {second} {rest}</dl> }.into_any())}
        {note(Glyph::MapPin, address.access_note.as_ref())}
    }
    .into_any()
}

fn fact((icon, label, words): Fact, class: &'static str, kind: &'static str) -> AnyView {
    view! { <div class=class><dt>{icon.map(|glyph| view! { <Icon glyph/> })} {label}</dt><dd class=kind>{words}</dd></div> }
        .into_any()
}

fn joined(parts: &[&Option<String>]) -> Option<String> {
    let parts: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What to hand over or to load, the notes, and how to speak to them.
pub(super) fn handover(lang: Lang, stop: &MyStop) -> AnyView {
    let lines: Vec<AnyView> = stop.packages.iter().map(|line| words::package_line(lang, line)).collect();
    let weight = stop.weight_g.and_then(|weight| words::weight(lang, weight));
    let title = match stop.kind {
        StopKind::Dropoff => my_rounds::handover(lang),
        StopKind::Pickup => my_rounds::pickup(lang),
    };
    let recipient = stop.recipient.as_ref();
    let people = recipient.map(|one| common::people(lang, u64::from(one.household_size)));
    // The reader's own language goes without saying.
    let other = recipient.and_then(|one| one.language.as_deref()).filter(|tag| Lang::from_tag(tag) != Some(lang));
    let spoken = other.and_then(|tag| language(lang, tag));
    let some = !lines.is_empty() || weight.is_some();
    view! {
        {some.then(|| view! {
            <section aria-labelledby="handover">
                <h2 id="handover">{title}</h2>
                <ul class="handover">{lines}</ul>
                {weight.map(line)}
            </section>
        }
        .into_any())}
        {note(Glyph::Note, stop.comments.as_ref())}
        {note(Glyph::Note, recipient.and_then(|one| one.delivery_note.as_ref()))}
        {people.map(|people| word(Glyph::Users, people))}
        {spoken.map(|name| word(Glyph::Language, my_rounds::speaks(lang, &name)))}
        {messages(lang, stop)}
    }
    .into_any()
}

fn note(glyph: Glyph, words: Option<&String>) -> Option<AnyView> {
    Some(word(glyph, words?.clone()))
}

/// A message already written, for each number; not to those who asked for none.
fn messages(lang: Lang, stop: &MyStop) -> Option<AnyView> {
    let recipient = stop.recipient.as_ref().filter(|one| !one.phones.is_empty())?;
    if recipient.no_sms {
        return Some(word(Glyph::Message, my_rounds::no_sms(lang)));
    }
    let several = recipient.phones.len() > 1;
    let links: Vec<AnyView> = recipient
        .phones
        .iter()
        .map(|phone| {
            let to =
                if several { my_rounds::sms_to(lang, &reach::named(phone)) } else { my_rounds::sms(lang).to_owned() };
            let href = reach::message(&phone.e164, my_rounds::sms_words(lang));
            view! { <a class="tap" href=href><Icon glyph=Glyph::Message/>{to}</a> }.into_any()
        })
        .collect();
    Some(view! { <p class="row">{links}</p> }.into_any())
}
