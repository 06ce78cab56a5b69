//! One household, typed.

use super::fields::RecipientField as F;
use crate::{
    address::{padded, split_address},
    country, diet,
    engine::{Identity, Kind},
    field::FieldSet,
    language,
    options::Options,
    parts::{Address, Position},
    phones, position,
    problem::ProblemCode,
    view::View,
    window, words,
};
use cabas_kernel::{
    Email, Phone, fold,
    words::recipients::{Allergen, Diet, RecipientStatus},
};
use chrono::NaiveDate;

/// Most telephone numbers of a household.
const MAX_PHONES: usize = 4;

/// A household as the sheet gives it. `None` and an empty list mean that the cell was empty or could not be read: an
/// update leaves what is stored.
#[derive(Clone, PartialEq)]
pub struct RecipientRow {
    /// The association's own number, at most 64 characters.
    pub external_ref: Option<String>,
    /// 1 to 120 characters.
    pub display_name: String,
    /// Empty when the row gives a position alone.
    pub address: Address,
    pub position: Option<Position>,
    /// At most four, each with a remark ("fille").
    pub phones: Vec<(Phone, Option<String>)>,
    /// What stood in telephone cells and is no number: to be kept in the internal note.
    pub unread_phones: Vec<String>,
    /// `None` when the cell is empty: one person when the household is created.
    pub household_size: Option<u8>,
    /// BCP 47.
    pub language: Option<String>,
    /// Slugs.
    pub tags: Vec<String>,
    /// Of the closed list; other words are warned of and left out.
    pub diet: Vec<Diet>,
    pub avoid: Vec<Allergen>,
    /// The package's slug or name, as written.
    pub package: Option<String>,
    pub quantity: Option<u16>,
    /// The round template's name.
    pub round: Option<String>,
    /// The place in it, the first being 1.
    pub position_in_round: Option<u16>,
    /// A member's e-mail, or their name.
    pub volunteer: Option<String>,
    /// Written for volunteers, at most 280 characters.
    pub delivery_note: Option<String>,
    /// Never shown to volunteers, at most 280 characters.
    pub internal_note: Option<String>,
    pub referrer: Option<Referrer>,
    pub status: Option<RecipientStatus>,
    pub paused_until: Option<NaiveDate>,
    pub no_sms: Option<bool>,
    pub self_pickup: Option<bool>,
}

/// A household is known by its number in logs.
impl std::fmt::Debug for RecipientRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecipientRow").field("external_ref", &self.external_ref).finish_non_exhaustive()
    }
}

/// Who sent the household.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Referrer {
    pub name: Option<String>,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
}

/// Reads a status by its code or by its name in six languages.
fn status_of(text: &str) -> Option<RecipientStatus> {
    Some(match fold(text).as_str() {
        "active" | "actif" | "en cours" | "aktiv" | "attivo" | "attiva" | "actief" | "activo" | "activa" => {
            RecipientStatus::Active
        }
        "paused" | "en pause" | "pause" | "suspendu" | "suspendue" | "suspended" | "pausiert" | "in pausa"
        | "sospeso" | "sospesa" | "gepauzeerd" | "en pausa" | "suspendido" | "suspendida" => RecipientStatus::Paused,
        "pending" | "en attente" | "attente" | "a valider" | "waiting" | "wartend" | "ausstehend" | "in attesa"
        | "in afwachting" | "wachtend" | "pendiente" | "en espera" => RecipientStatus::Pending,
        "stopped" | "arrete" | "arretee" | "termine" | "terminee" | "fini" | "sorti" | "sortie" | "ended"
        | "inactive" | "inactif" | "beendet" | "inaktiv" | "terminato" | "terminata" | "gestopt" | "inactief"
        | "terminado" | "terminada" | "inactivo" | "inactiva" => RecipientStatus::Stopped,
        "deceased" | "decede" | "decedee" | "verstorben" | "deceduto" | "deceduta" | "overleden" | "fallecido"
        | "fallecida" => RecipientStatus::Deceased,
        _ => return None,
    })
}

/// The household list as a kind of sheet.
pub(crate) struct Recipients;

impl Kind for Recipients {
    type Field = F;
    type Value = RecipientRow;

    fn missing(has: &FieldSet, _: &Options) -> Vec<&'static str> {
        let mut missing = Vec::new();
        if !(has.has(F::Name) || has.has(F::LastName) || has.has(F::FirstName)) {
            missing.push("name");
        }
        if !(has.has(F::Address) || has.has(F::Latlong) || (has.has(F::Latitude) && has.has(F::Longitude))) {
            missing.push("address");
        }
        missing
    }

    fn row(view: &mut View<'_, F>, _: &Options) -> Option<RecipientRow> {
        let external_ref = view.token(F::Ref, 64);
        let display_name = display_name(view);
        let position = position(view);
        let address = address(view);
        if address.text.is_empty() && !view.filled.has(F::Latlong) && !view.filled.has(F::Latitude) {
            view.error(ProblemCode::Required, F::Address);
        }
        let (phones, unread_phones) = telephones(view);
        let household_size = household_size(view);
        let (diet, avoid) = diets(view);
        let row = RecipientRow {
            external_ref,
            display_name: display_name.unwrap_or_default(),
            address,
            position,
            phones,
            unread_phones,
            household_size,
            language: language(view),
            tags: view.text(F::Tags).map(|t| words::tags(&t)).unwrap_or_default(),
            diet,
            avoid,
            package: view.limited(F::Package, 120),
            quantity: view.count(F::Quantity, 1, 1000),
            round: view.limited(F::Round, 120),
            position_in_round: view.count(F::Position, 1, 60_000),
            volunteer: view.limited(F::Volunteer, 254),
            delivery_note: view.limited(F::DeliveryNote, 280),
            internal_note: view.limited(F::InternalNote, 280),
            referrer: referrer(view),
            status: status(view),
            paused_until: window::day(view, F::PausedUntil),
            no_sms: view.yes_no(F::NoSms),
            self_pickup: view.yes_no(F::SelfPickup),
        };
        Some(row)
    }

    fn identities(view: &View<'_, F>, _: Option<&RecipientRow>, _: chrono_tz::Tz) -> Vec<Identity<F>> {
        view.string(F::Ref).map(|key| Identity { key, field: F::Ref, by: "ref" }).into_iter().collect()
    }
}

/// `name`, or first and last names joined; a bare "nom" beside "prénom" is the last name (decision 36).
fn display_name(view: &mut View<'_, F>) -> Option<String> {
    let (name, first, last) = (view.string(F::Name), view.string(F::FirstName), view.string(F::LastName));
    let joined = match (name, first, last) {
        (Some(name), Some(first), None) if !holds_words(&name, &first) => format!("{first} {name}"),
        (Some(name), ..) => name,
        (None, Some(first), Some(last)) => format!("{first} {last}"),
        (None, first, last) => first.or(last).unwrap_or_default(),
    };
    let (blamed, one_line) = (blamed(view), joined.split_whitespace().collect::<Vec<_>>().join(" "));
    if one_line.is_empty() {
        view.error(ProblemCode::Required, blamed);
        return None;
    }
    view.check_length(blamed, &one_line, 120).then_some(one_line)
}

fn blamed(view: &View<'_, F>) -> F {
    [F::Name, F::LastName, F::FirstName].into_iter().find(|f| view.has_column(*f)).unwrap_or(F::Name)
}

/// Says whether a name already holds the first name: "Diallo Awa" beside "Awa" is whole.
fn holds_words(name: &str, first: &str) -> bool {
    let name = fold(name);
    let words: Vec<&str> = name.split(' ').collect();
    words.len() > 1 && fold(first).split(' ').all(|w| words.contains(&w))
}

fn position(view: &mut View<'_, F>) -> Option<Position> {
    if let Some(text) = view.text(F::Latlong) {
        let read = position::pair(&text);
        if read.is_none() {
            view.error(ProblemCode::LatlongInvalid, F::Latlong);
        }
        return read;
    }
    if !(view.filled.has(F::Latitude) || view.filled.has(F::Longitude)) {
        return None;
    }
    let read =
        position::both(&view.text(F::Latitude).unwrap_or_default(), &view.text(F::Longitude).unwrap_or_default());
    if read.is_none() {
        view.error(ProblemCode::LatlongInvalid, F::Latitude);
    }
    read
}

fn address(view: &mut View<'_, F>) -> Address {
    let typed = view.string(F::Country);
    let code = typed.as_deref().and_then(country::code);
    let here = code.unwrap_or(view.ctx.country).to_owned();
    let mut address = Address { country: code.map(str::to_owned).or(typed), ..Address::default() };
    let street = view.street(F::HouseNumber, F::Address);
    let complement = view.string(F::Address2);
    address.region = view.limited(F::Region, 120);
    address.city = view.town(F::City, F::PostalCode, &here);
    address.postal_code = postal_code(view, &here);
    part_town(view, &mut address, &here);
    if address.city.is_none() && address.postal_code.is_none() {
        let split = split_address(&street, &here);
        if let (Some(from), Some(to)) = (&split.padded_from, &split.postal_code) {
            let message = format!("{from} → {to}");
            view.warn_with(ProblemCode::PostalCodePadded, F::Address, "read_as", message);
        }
        address.street = split.street.or_else(|| split.postal_code.is_none().then(|| split.text.clone()));
        address.postal_code = split.postal_code;
        address.city = split.city;
        address.region = address.region.or(split.region);
        address.country = address.country.or(split.country);
    } else if !street.is_empty() {
        let split = split_address(&street, &here);
        let town = |name: &Option<String>| name.as_deref().map(fold);
        let says_it_again = split.postal_code.is_some()
            && split.postal_code == address.postal_code
            && town(&split.city) == town(&address.city);
        address.street = if says_it_again { split.street } else { Some(split_lines(&street)) };
    }
    if let Some(complement) = complement {
        let street = address.street.take();
        address.street =
            Some([street, Some(split_lines(&complement))].into_iter().flatten().collect::<Vec<_>>().join(", "));
    }
    address.street = address.street.filter(|s| !s.is_empty());
    let town =
        [address.postal_code.as_deref(), address.city.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let lines = [address.street.as_deref(), Some(town.as_str()), address.country.as_deref()];
    address.text = lines.into_iter().flatten().filter(|l| !l.is_empty()).collect::<Vec<_>>().join(", ");
    if town.is_empty() && address.street.is_none() {
        address.text.clear();
    }
    address.entrance = view.token(F::Entrance, 120);
    address.floor = view.token(F::Floor, 40);
    address.apartment = view.token(F::Apartment, 40);
    address.door_code = view.token(F::DoorCode, 120);
    address.access_note = view.limited(F::AccessNote, 1000);
    address
}

/// Parts a postcode from its town where one column holds both, or the one for the other.
fn part_town(view: &mut View<'_, F>, address: &mut Address, country: &str) {
    if address.postal_code.is_some() {
        return;
    }
    if address.city.as_deref().is_some_and(|city| country::is_postcode(city, country)) {
        address.postal_code = address.city.take();
        return;
    }
    let split = split_address(address.city.as_deref().unwrap_or_default(), country);
    if let (None, Some(code), Some(city)) = (split.street, split.postal_code, split.city) {
        if split.padded_from.is_some() {
            view.warn_with(ProblemCode::PostalCodePadded, F::City, "read_as", code.as_str());
        }
        (address.postal_code, address.city) = (Some(code), Some(city));
    }
}

/// One line out of several.
fn split_lines(text: &str) -> String {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The postcode column; a code that a spreadsheet shortened is padded and said (decision 36).
fn postal_code(view: &mut View<'_, F>, country: &str) -> Option<String> {
    let text = one_piece(view.token(F::PostalCode, 20)?, country);
    match padded(&text, country) {
        Some(whole) => {
            view.warn_with(ProblemCode::PostalCodePadded, F::PostalCode, "read_as", whole.as_str());
            Some(whole)
        }
        None => Some(text),
    }
}

/// A postcode of five figures that was written with a blank: `33 000`.
fn one_piece(code: String, country: &str) -> String {
    let figures: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let is_whole = figures.len() == 5 && figures.bytes().all(|b| b.is_ascii_digit());
    if is_whole && country::has_five_digits(country) { figures } else { code }
}

/// Every telephone column in its order. What is no number is warned of and kept as text.
fn telephones(view: &mut View<'_, F>) -> (Vec<(Phone, Option<String>)>, Vec<String>) {
    const COLUMNS: [(F, F); MAX_PHONES] =
        [(F::Phone, F::PhoneNote), (F::Phone2, F::Phone2Note), (F::Phone3, F::Phone3Note), (F::Phone4, F::Phone4Note)];
    let mut kept: Vec<(Phone, Option<String>)> = Vec::new();
    let mut unread = Vec::new();
    for (field, note_field) in COLUMNS {
        let Some(text) = view.text(field) else { continue };
        let note = view.string(note_field);
        let found = phones::all(&text, view.ctx.phone);
        if !found.unread.is_empty() {
            view.warn(ProblemCode::PhoneInvalid, field);
        }
        unread.extend(found.unread);
        for (phone, remark) in found.phones {
            if kept.iter().any(|(known, _)| *known == phone) {
                continue;
            }
            if kept.len() == MAX_PHONES {
                unread.push(phone.as_str().to_owned());
                view.warn(ProblemCode::PhoneExtra, field);
                continue;
            }
            let remarks: Vec<String> = [note.clone(), remark].into_iter().flatten().collect();
            kept.push((phone, (!remarks.is_empty()).then(|| remarks.join(", "))));
        }
    }
    (kept, unread)
}

/// At least one. An empty cell in a file that counts people is said: one is what a new household gets.
fn household_size(view: &mut View<'_, F>) -> Option<u8> {
    if view.has_column(F::HouseholdSize) && !view.filled.has(F::HouseholdSize) {
        view.warn_with(ProblemCode::NumberMissing, F::HouseholdSize, "assumed", 1);
    }
    view.count(F::HouseholdSize, 1, 99)
}

/// Both columns may name diets and allergens; each word is looked up in the list of its column first.
fn diets(view: &mut View<'_, F>) -> (Vec<Diet>, Vec<Allergen>) {
    let (mut diets, mut avoid) = (Vec::new(), Vec::new());
    for field in [F::Diet, F::Avoid] {
        let Some(text) = view.string(field) else { continue };
        for word in words::list(&text).into_iter().filter(|w| !words::is_nothing(w)) {
            match diet::meaning(&word, field == F::Avoid) {
                Some(diet::Meaning::Diet(found)) => diets.extend(found),
                Some(diet::Meaning::Avoid(found)) => avoid.push(found),
                None => view.warn_with(ProblemCode::DietUnknown, field, "word", word),
            }
        }
    }
    diets.sort_unstable();
    diets.dedup();
    avoid.sort_unstable();
    avoid.dedup();
    (diets, avoid)
}

fn language(view: &mut View<'_, F>) -> Option<String> {
    let text = view.text(F::Language)?;
    let read = language::code(&text);
    if read.is_none() {
        view.warn(ProblemCode::LanguageUnknown, F::Language);
    }
    read
}

fn referrer(view: &mut View<'_, F>) -> Option<Referrer> {
    let name = view.limited(F::Referrer, 120);
    let phone = view.text(F::ReferrerPhone).and_then(|t| phones::one(&t, view.ctx.phone));
    if view.filled.has(F::ReferrerPhone) && phone.is_none() {
        view.warn(ProblemCode::PhoneInvalid, F::ReferrerPhone);
    }
    let email = view.text(F::ReferrerEmail).and_then(|t| Email::parse(&t).ok());
    if view.filled.has(F::ReferrerEmail) && email.is_none() {
        view.warn(ProblemCode::EmailInvalid, F::ReferrerEmail);
    }
    let referrer = Referrer { name, phone, email };
    (referrer != Referrer::default()).then_some(referrer)
}

fn status(view: &mut View<'_, F>) -> Option<RecipientStatus> {
    let text = view.text(F::Status)?;
    let read = status_of(&text);
    if read.is_none() {
        view.error(ProblemCode::StatusUnknown, F::Status);
    }
    read
}
