//! « Le panier », and who stands around the household.

use super::{
    around::Around,
    door::{fact, phone, text},
    words,
};
use crate::{
    i18n::{Lang, use_dates},
    ui::{Glyph, Icon, Status},
};
use cabas_messages::recipients;
use cabas_model::recipients::{Contact, DeliveryType, DietBasis, RecipientDetails, Referrer};
use leptos::prelude::*;

pub(super) fn parcel(lang: Lang, around: LocalResource<Around>, record: &RecipientDetails) -> AnyView {
    let rhythm = match record.delivery_type {
        DeliveryType::Ongoing => recipients::rhythm_ongoing(lang),
        DeliveryType::Episodic => recipients::rhythm_episodic(lang),
    };
    view! {
        <section class="sheet stack" aria-labelledby="parcel">
            <h2 id="parcel">{recipients::parcel(lang)}</h2>
            <dl class="facts">
                {fact(recipients::usual(lang), Some(usual(lang, around, record)))}
                {fact(recipients::rhythm(lang), Some(rhythm))}
                {fact(recipients::avoid(lang), words::allergens(lang, &record.avoid))}
                {fact(recipients::diet(lang), words::diets(lang, &record.diet))}
                {fact(recipients::form_basis(lang), record.diet_basis.as_ref().map(|basis| word(lang, basis)))}
                {fact(recipients::usual_volunteer(lang), volunteer(lang, around, record))}
                {fact(recipients::last(lang), Some(last(lang, record)))}
            </dl>
            {record.self_pickup.then(|| view! { <p class="word"><Icon glyph=Glyph::Walk/><span>{recipients::self_pickup(lang)}</span></p> })}
            {record.special_handling.then(|| view! { <p class="word"><Icon glyph=Glyph::AlertTriangle/><span>{recipients::special_handling(lang)}</span></p> })}
        </section>
    }
    .into_any()
}

/// By whose word the diet is kept, and since when.
fn word(lang: Lang, basis: &DietBasis) -> String {
    let how = words::basis(lang, basis.kind);
    basis.on.map_or_else(|| how.to_owned(), |day| recipients::basis_since(lang, &use_dates().day_full(day), how))
}

fn usual(lang: Lang, around: LocalResource<Around>, record: &RecipientDetails) -> AnyView {
    let Some(parcel) = record.default_package.clone() else {
        return view! { <span class="soft">{recipients::usual_none(lang)}</span> }.into_any();
    };
    let words = move || {
        let kind = around.get().unwrap_or_default().kind(&parcel.slug);
        recipients::usual_parcel(lang, u64::from(parcel.quantity), &kind)
    };
    view! { <span>{words}</span> }.into_any()
}

/// Whose rounds usually lead here. Nothing until the team is known.
fn volunteer(lang: Lang, around: LocalResource<Around>, record: &RecipientDetails) -> Option<AnyView> {
    let id = record.usual_volunteer_id?;
    let name = move || {
        around
            .get()
            .map(|around| around.member(id).map_or_else(|| recipients::gone_volunteer(lang).to_owned(), str::to_owned))
    };
    Some(view! { <span>{name}</span> }.into_any())
}

fn last(lang: Lang, record: &RecipientDetails) -> AnyView {
    match &record.last_delivery {
        None => view! { <span class="soft">{recipients::never(lang)}</span> }.into_any(),
        Some(last) => {
            let day = use_dates().day(last.date);
            view! { <span class="row row--tight"><span class="num">{day}</span> <Status status=words::stop(last.status)/></span> }
                .into_any()
        }
    }
}

/// Who sent them, whom to reach, and what sorts them.
pub(super) fn surroundings(lang: Lang, record: &RecipientDetails) -> AnyView {
    let dates = use_dates();
    let opened = recipients::created(lang, &dates.day_full(dates.local_day(record.created_at)));
    let contacts = (!record.contacts.is_empty()).then(|| {
        let lines: Vec<AnyView> =
            record.contacts.iter().map(|one| view! { <li>{contact(one)}</li> }.into_any()).collect();
        view! { <ul class="stack stack--tight">{lines}</ul> }
    });
    let tags = Some(record.tags.iter().map(|tag| tag.replace('-', " ")).collect::<Vec<_>>().join(", "));
    view! {
        <section class="sheet stack" aria-labelledby="around">
            <h2 id="around">{recipients::around(lang)}</h2>
            <dl class="facts">
                {fact(recipients::referrer(lang), record.referrer.as_ref().map(referrer))}
                {fact(recipients::contacts(lang), contacts)}
                {fact(recipients::birth_year(lang), record.birth_year.map(|year| year.to_string()))}
                {text(recipients::tags(lang), tags.as_ref())}
            </dl>
            <p class="soft">{opened}</p>
        </section>
    }
    .into_any()
}

fn referrer(one: &Referrer) -> AnyView {
    let email = one.email.clone().map(|email| {
        view! { <br/> <a class="tap" href=["mailto:", &email].concat()>{email.clone()}</a> }
    });
    view! { <span>{one.name.clone()}</span> {one.phone.as_deref().map(|number| view! { <br/> {phone(number, None)} })} {email} }
        .into_any()
}

fn contact(one: &Contact) -> AnyView {
    let relation = Some(one.relation.clone()).filter(|words| !words.is_empty());
    view! {
        <b>{one.name.clone()}</b> {relation.map(|words| [", ", &words].concat())}
        <br/> {phone(&one.phone, None)}
        {one.remark.clone().filter(|words| !words.is_empty()).map(|words| view! { <br/> <span class="soft">{words}</span> })}
    }
    .into_any()
}
