//! The form's fields, in the groups of the record.

use super::{
    answers::{AGREED, Answers, Parcel},
    around::Around,
    rows::{MOST, Rows},
    words,
};
use crate::{
    dom,
    i18n::{Lang, compare},
    ui::{Boxes, Button, ButtonKind, Checkbox, Choice, Field, Glyph, Icon, PositionField, Select, TextArea},
};
use cabas_messages::recipients;
use cabas_model::recipients::{Allergen, DeliveryType, Diet, RecipientStatus};
use leptos::prelude::*;

/// Languages offered: those of the federation, and the most spoken at the doors it knows.
const LANGUAGES: [&str; 34] = [
    "fr", "am", "ar", "bm", "bn", "de", "en", "es", "fa", "ff", "hi", "ht", "hy", "it", "ka", "ku", "ln", "mg", "nl",
    "ps", "pt", "ro", "ru", "so", "sq", "sr", "sw", "ta", "ti", "tr", "uk", "ur", "vi", "zh",
];

pub(super) fn household(lang: Lang, answers: &Answers, is_new: bool) -> AnyView {
    let status = is_new.then(|| {
        let choices = vec![
            Choice::new(RecipientStatus::Active, recipients::form_status_active(lang)),
            Choice::new(RecipientStatus::Pending, recipients::form_status_pending(lang)),
        ];
        view! { <Select pointer="/status" label=recipients::form_status(lang) value=answers.status choices=Signal::stored(choices)/> }
    });
    view! {
        <section class="sheet stack" aria-labelledby="form-household">
            <h2 id="form-household">{recipients::form_household(lang)}</h2>
            <Field pointer="/display_name" label=recipients::form_name(lang) hint=recipients::form_name_hint(lang) value=answers.name autocomplete="off"/>
            <div class="halves">
                <Field pointer="/household_size" label=recipients::form_size(lang) value=answers.size inputmode="numeric" autocomplete="off"/>
                <Select pointer="/language" label=recipients::form_language(lang) optional=true value=answers.language choices=languages(lang, answers)/>
            </div>
            <div class="halves">
                <Field pointer="/birth_year" label=recipients::form_year(lang) hint=recipients::form_year_hint(lang) optional=true value=answers.birth_year inputmode="numeric" autocomplete="off"/>
                <Field pointer="/external_ref" label=recipients::form_ref(lang) hint=recipients::form_ref_hint(lang) optional=true value=answers.code autocomplete="off"/>
            </div>
            {status}
        </section>
    }
    .into_any()
}

/// By name in the reader's language; that of the record too, when it is another one.
fn languages(lang: Lang, answers: &Answers) -> Signal<Vec<Choice>> {
    let own = answers.language.get_untracked();
    let more = (!own.is_empty() && !LANGUAGES.contains(&own.as_str())).then_some(own);
    let tags = LANGUAGES.into_iter().map(str::to_owned).chain(more);
    let mut choices: Vec<Choice> = tags.map(|tag| Choice::new(&tag, words::language(lang, &tag))).collect();
    choices.sort_by(|a, b| compare(lang, &a.label, &b.label));
    choices.insert(0, Choice::new("", recipients::form_language_none(lang)));
    Signal::stored(choices)
}

pub(super) fn door(lang: Lang, answers: &Answers, is_new: bool) -> AnyView {
    let door = answers.door;
    view! {
        <section class="sheet stack" aria-labelledby="form-door">
            <h2 id="form-door">{recipients::door(lang)}</h2>
            {(!is_new).then(|| view! { <p class="soft">{recipients::form_moved(lang)}</p> })}
            <Field pointer="/address/street" label=recipients::form_street(lang) hint=recipients::form_street_hint(lang) value=door.street autocomplete="off"/>
            <div class="halves">
                <Field pointer="/address/postal_code" label=recipients::form_code(lang) optional=true value=door.postal_code autocomplete="off"/>
                <Field pointer="/address/city" label=recipients::form_city(lang) optional=true value=door.city autocomplete="off"/>
            </div>
            <Field pointer="/address/name" label=recipients::place(lang) hint=recipients::form_place_hint(lang) optional=true value=door.place autocomplete="off"/>
            <div class="halves">
                <Field pointer="/address/entrance" label=recipients::entrance(lang) optional=true value=door.entrance autocomplete="off"/>
                <Field pointer="/address/floor" label=recipients::floor(lang) optional=true value=door.floor autocomplete="off"/>
            </div>
            <div class="halves">
                <Field pointer="/address/apartment" label=recipients::apartment(lang) optional=true value=door.apartment autocomplete="off"/>
                <Field pointer="/address/door_code" label=recipients::door_code(lang) optional=true value=door.code autocomplete="off"/>
            </div>
            <Field pointer="/address/contact_name" label=recipients::ask_for(lang) hint=recipients::form_ask_for_hint(lang) optional=true value=door.ask_for autocomplete="off"/>
            <Field pointer="/address/access_note" label=recipients::access(lang) hint=recipients::form_access_hint(lang) optional=true value=door.access autocomplete="off"/>
            <PositionField value=door.position/>
        </section>
    }
    .into_any()
}

pub(super) fn phones(lang: Lang, answers: &Answers) -> AnyView {
    let phones = answers.phones;
    let rows: Vec<AnyView> = phones
        .rows
        .into_iter()
        .enumerate()
        .map(|(place, row)| {
            let [number, note] = row.0;
            let shown = phones.shows(place);
            let name = place.saturating_add(1).to_string();
            let one = move || {
                shown.get().then(|| {
                    let remove = recipients::form_phone_remove(lang, &name);
                    view! {
                        <div class="stack stack--tight" id=["phone-", &name].concat()>
                            <div class="halves">
                                <Field pointer=pointer("/phones", place, "e164") label=recipients::form_phone(lang, &name) value=number kind="tel" autocomplete="off"/>
                                <Field pointer=pointer("/phones", place, "note") label=recipients::form_phone_note(lang, &name) hint=recipients::form_phone_note_hint(lang) optional=true value=note autocomplete="off"/>
                            </div>
                            {take_away(phones, place, "#add-phone button", remove)}
                        </div>
                    }
                })
            };
            one.into_any()
        })
        .collect();
    view! {
        <section class="sheet stack" aria-labelledby="form-phones">
            <h2 id="form-phones">{recipients::form_phones(lang)}</h2>
            {rows}
            <div id="add-phone">{add(phones, "phone", recipients::form_phone_add(lang))}</div>
            <Checkbox label=recipients::form_no_sms(lang) checked=answers.no_sms/>
            <Checkbox label=recipients::form_no_contact(lang) checked=answers.no_contact/>
        </section>
    }
    .into_any()
}

fn pointer(list: &str, place: usize, field: &str) -> String {
    [list, "/", &place.to_string(), "/", field].concat()
}

/// Takes a row away; focus goes to the button that brings one.
fn take_away<const FIELDS: usize>(rows: Rows<FIELDS>, place: usize, then: &'static str, words: String) -> AnyView {
    let press = move || {
        dom::focus_soon(then);
        rows.remove(place);
    };
    view! { <p><Button kind=ButtonKind::Text icon=Glyph::X on_press=press>{words}</Button></p> }.into_any()
}

/// Brings a row, with focus in it, while there is room.
fn add<const FIELDS: usize>(rows: Rows<FIELDS>, kind: &'static str, words: &'static str) -> AnyView {
    let press = move || {
        let place = rows.grow().saturating_add(1);
        request_animation_frame(move || {
            let field = document().query_selector(&["#", kind, "-", &place.to_string(), " input"].concat());
            if let Ok(Some(field)) = field {
                dom::focus(wasm_bindgen::JsCast::unchecked_ref(&field));
            }
        });
    };
    (move || rows.may_grow().then(|| view! { <Button icon=Glyph::Plus on_press=press>{words}</Button> })).into_any()
}

/// `drawn` changes when the answers were filled anew: boxes and lists of choices read theirs once.
pub(super) fn parcel(lang: Lang, answers: &Answers, around: LocalResource<Around>, drawn: RwSignal<u32>) -> AnyView {
    let parcel = answers.parcel;
    let rhythms = vec![
        Choice::new(DeliveryType::Ongoing, recipients::rhythm_ongoing(lang)),
        Choice::new(DeliveryType::Episodic, recipients::rhythm_episodic(lang)),
    ];
    let has_parcel = Memo::new(move |_| !parcel.kind.with(String::is_empty));
    view! {
        <section class="sheet stack" aria-labelledby="form-parcel">
            <h2 id="form-parcel">{recipients::parcel(lang)}</h2>
            <div class="halves">
                <Select pointer="/default_package/slug" label=recipients::form_kind(lang) optional=true value=parcel.kind choices=kinds(lang, parcel, around, drawn)/>
                {move || has_parcel.get().then(|| view! {
                    <Field pointer="/default_package/quantity" label=recipients::form_quantity(lang) value=parcel.quantity inputmode="numeric" autocomplete="off"/>
                })}
            </div>
            <div class="halves">
                <Select pointer="/delivery_type" label=recipients::rhythm(lang) value=parcel.rhythm choices=Signal::stored(rhythms)/>
                <Select pointer="/usual_volunteer_id" label=recipients::form_volunteer(lang) optional=true value=parcel.volunteer choices=volunteers(lang, parcel, around, drawn)/>
            </div>
            {move || {
                drawn.get();
                boxes(lang, parcel)
            }}
            <div class="stack stack--tight">
                <Checkbox label=recipients::form_self_pickup(lang) checked=parcel.self_pickup/>
                <Checkbox label=recipients::form_special(lang) checked=parcel.special/>
            </div>
        </section>
    }
    .into_any()
}

fn boxes(lang: Lang, parcel: Parcel) -> AnyView {
    let asks = Memo::new(move |_| parcel.asks());
    let word = move || {
        asks.get().then(|| {
            let agreed = vec![Choice::new(AGREED, recipients::form_basis_words(lang))];
            view! { <Boxes pointer="/diet_basis" label=recipients::form_basis(lang) value=parcel.basis choices=agreed/> }
        })
    };
    let avoid = Allergen::ALL.iter().map(|one| Choice::new(one, words::allergen(lang, *one))).collect::<Vec<_>>();
    let diet = Diet::ALL.iter().map(|one| Choice::new(one, words::diet(lang, *one))).collect::<Vec<_>>();
    view! {
        <div class="halves">
            <Boxes pointer="/avoid" label=recipients::avoid(lang) hint=recipients::form_avoid_hint(lang) value=parcel.avoid choices=avoid/>
            <Boxes pointer="/diet" label=recipients::diet(lang) value=parcel.diet choices=diet/>
        </div>
        {word}
    }
    .into_any()
}

/// Kinds in use, and the record's own even when it is not any more.
fn kinds(lang: Lang, parcel: Parcel, around: LocalResource<Around>, drawn: RwSignal<u32>) -> Signal<Vec<Choice>> {
    Signal::derive(move || {
        drawn.get();
        let own = parcel.kind.get_untracked();
        let around = around.get().unwrap_or_default();
        let used = around.kinds.iter().filter(|kind| kind.active || kind.slug == own);
        let mut choices: Vec<Choice> = used.map(|kind| Choice::new(&kind.slug, kind.name.clone())).collect();
        with_own(&mut choices, &own, || around.kind(&own));
        choices.insert(0, Choice::new("", recipients::form_kind_none(lang)));
        choices
    })
}

/// Those who carry, and the record's own even when they do not any more.
fn volunteers(lang: Lang, parcel: Parcel, around: LocalResource<Around>, drawn: RwSignal<u32>) -> Signal<Vec<Choice>> {
    Signal::derive(move || {
        drawn.get();
        let own = parcel.volunteer.get_untracked();
        let around = around.get().unwrap_or_default();
        let mut choices: Vec<Choice> =
            around.volunteers().map(|one| Choice::new(one.id, one.display_name.clone())).collect();
        with_own(&mut choices, &own, || {
            let known = own.parse().ok().and_then(|id| around.member(id));
            known.unwrap_or_else(|| recipients::gone_volunteer(lang)).to_owned()
        });
        choices.sort_by(|a, b| compare(lang, &a.label, &b.label));
        choices.insert(0, Choice::new("", recipients::form_volunteer_none(lang)));
        choices
    })
}

fn with_own(choices: &mut Vec<Choice>, own: &str, label: impl FnOnce() -> String) {
    if !own.is_empty() && !choices.iter().any(|choice| choice.value == own) {
        choices.push(Choice::new(own, label()));
    }
}

/// The word for the door and the one that never leaves, each with its promise.
pub(super) fn notes(lang: Lang, answers: &Answers) -> AnyView {
    view! {
        <section class="sheet stack" aria-labelledby="form-delivery-note">
            <h2 id="form-delivery-note"><Icon glyph=Glyph::DoorEnter/> " " {recipients::delivery_note(lang)}</h2>
            <TextArea pointer="/delivery_note" label=recipients::delivery_note(lang) hint=recipients::form_delivery_note_hint(lang) optional=true value=answers.delivery_note/>
        </section>
        <section class="sheet sheet--ink stack" aria-labelledby="form-internal-note">
            <h2 id="form-internal-note"><Icon glyph=Glyph::Lock/> " " {recipients::internal_note(lang)}</h2>
            <TextArea pointer="/internal_note" label=recipients::internal_note(lang) hint=recipients::form_internal_note_hint(lang) optional=true value=answers.internal_note/>
        </section>
    }
    .into_any()
}

pub(super) fn circle(lang: Lang, answers: &Answers) -> AnyView {
    let [name, phone, email] = answers.referrer;
    let contacts: Vec<AnyView> =
        (0..MOST).zip(answers.contacts.rows).map(|(place, row)| contact(lang, answers, place, row.0)).collect();
    view! {
        <section class="sheet stack" aria-labelledby="form-circle">
            <h2 id="form-circle">{recipients::around(lang)}</h2>
            <fieldset class="stack">
                <legend><b>{recipients::form_referrer(lang)}</b></legend>
                <Field pointer="/referrer/name" label=recipients::form_referrer_name(lang) optional=true value=name autocomplete="off"/>
                <div class="halves">
                    <Field pointer="/referrer/phone" label=recipients::form_referrer_phone(lang) optional=true value=phone kind="tel" autocomplete="off"/>
                    <Field pointer="/referrer/email" label=recipients::form_referrer_email(lang) optional=true value=email kind="email" autocomplete="off"/>
                </div>
            </fieldset>
            {contacts}
            <div id="add-contact">{add(answers.contacts, "contact", recipients::form_contact_add(lang))}</div>
            <Field pointer="/tags" label=recipients::form_tags(lang) hint=recipients::form_tags_hint(lang) optional=true value=answers.tags autocomplete="off"/>
        </section>
    }
    .into_any()
}

fn contact(lang: Lang, answers: &Answers, place: usize, fields: [RwSignal<String>; 4]) -> AnyView {
    let [name, relation, phone, remark] = fields;
    let contacts = answers.contacts;
    let shown = contacts.shows(place);
    let number = place.saturating_add(1).to_string();
    let one = move || {
        shown.get().then(|| {
            let of = |field| pointer("/contacts", place, field);
            let remove = recipients::form_contact_remove(lang, &number);
            view! {
                <fieldset class="stack" id=["contact-", &number].concat()>
                    <legend><b>{recipients::form_contact(lang, &number)}</b></legend>
                    <div class="halves">
                        <Field pointer=of("name") label=recipients::form_contact_name(lang, &number) value=name autocomplete="off"/>
                        <Field pointer=of("phone") label=recipients::form_contact_phone(lang, &number) value=phone kind="tel" autocomplete="off"/>
                    </div>
                    <div class="halves">
                        <Field pointer=of("relation") label=recipients::form_contact_relation(lang, &number) hint=recipients::form_contact_relation_hint(lang) optional=true value=relation autocomplete="off"/>
                        <Field pointer=of("remark") label=recipients::form_contact_remark(lang, &number) optional=true value=remark autocomplete="off"/>
                    </div>
                    {take_away(contacts, place, "#add-contact button", remove)}
                </fieldset>
            }
        })
    };
    one.into_any()
}
