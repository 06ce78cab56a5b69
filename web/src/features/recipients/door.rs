//! « À la porte »: where it is, how one gets in, whom to call, and the word that volunteers read.

use super::words;
use crate::{
    i18n::{self, Lang},
    ui::{Glyph, Icon, Street},
};
use cabas_messages::recipients;
use cabas_model::{
    address::{Address, GeoState, PhoneEntry},
    recipients::RecipientDetails,
};
use leptos::prelude::*;

/// One line of facts; nothing when there is nothing to say.
pub(super) fn fact(term: &'static str, words: Option<impl IntoView + 'static>) -> Option<AnyView> {
    words.map(|words| view! { <dt>{term}</dt> <dd>{words}</dd> }.into_any())
}

/// The same for a text, its lines kept.
pub(super) fn text(term: &'static str, words: Option<&String>) -> Option<AnyView> {
    fact(
        term,
        words.filter(|words| !words.is_empty()).map(|words| view! { <span class="lines">{words.clone()}</span> }),
    )
}

pub(super) fn door(lang: Lang, record: &RecipientDetails) -> AnyView {
    let address = &record.address;
    view! {
        <section class="sheet stack" aria-labelledby="door">
            <h2 id="door">{recipients::door(lang)}</h2>
            <p class="lead"><Street line=address.street.clone()/> <br/> {town(address)}</p>
            {position(lang, address.geo_state)}
            <hr class="seam"/>
            <dl class="facts">
                {text(recipients::place(lang), address.name.as_ref())}
                {text(recipients::company(lang), address.company.as_ref())}
                {text(recipients::entrance(lang), address.entrance.as_ref())}
                {text(recipients::floor(lang), address.floor.as_ref())}
                {text(recipients::apartment(lang), address.apartment.as_ref())}
                {fact(recipients::door_code(lang), address.door_code.clone().map(|code| view! { <b class="num">{code}</b> }))}
                {text(recipients::ask_for(lang), address.contact_name.as_ref())}
                {text(recipients::access(lang), address.access_note.as_ref())}
                {fact(recipients::phones(lang), Some(phones(lang, &record.phones)))}
                {fact(recipients::language(lang), record.language.as_deref().map(|tag| words::language(lang, tag)))}
                {fact(recipients::delivery_note(lang), record.delivery_note.clone().map(|note| view! {
                    <span class="lines">{note}</span> <br/> <span class="soft">{recipients::delivery_note_promise(lang)}</span>
                }))}
            </dl>
            {record.no_sms.then(|| view! { <p class="word"><Icon glyph=Glyph::Message/><span>{recipients::no_sms(lang)}</span></p> })}
            {(!record.may_contact).then(|| view! { <p class="word"><Icon glyph=Glyph::Phone/><span>{recipients::no_contact(lang)}</span></p> })}
        </section>
    }
    .into_any()
}

/// « 99120 Valmère »
pub(super) fn town(address: &Address) -> String {
    [address.postal_code.as_str(), address.city.as_str()].join(" ").trim().to_owned()
}

fn position(lang: Lang, state: GeoState) -> Option<AnyView> {
    let words = match state {
        GeoState::Located => return None,
        GeoState::Approximate => recipients::approximate_words(lang),
        GeoState::ToConfirm | GeoState::NotFound => recipients::to_place_words(lang),
    };
    Some(view! { <p class="word"><Icon glyph=Glyph::MapPinQuestion/><span>{words}</span></p> }.into_any())
}

fn phones(lang: Lang, phones: &[PhoneEntry]) -> AnyView {
    if phones.is_empty() {
        return view! { <span class="soft">{recipients::phones_none(lang)}</span> }.into_any();
    }
    let lines: Vec<AnyView> =
        phones.iter().map(|one| view! { <li>{phone(&one.e164, one.note.as_deref())}</li> }.into_any()).collect();
    view! { <ul>{lines}</ul> }.into_any()
}

/// A number to press, and whose it is.
pub(super) fn phone(e164: &str, note: Option<&str>) -> AnyView {
    let note = note.filter(|note| !note.is_empty()).map(|note| ["(", note, ")"].concat());
    view! { <a class="tap num" href=["tel:", e164].concat()>{i18n::phone(e164)}</a> {note.map(|note| view! { " " <span>{note}</span> })} }
        .into_any()
}
