//! One stop, typed.

use super::fields::TaskField as F;
use crate::{
    address::split_address,
    country,
    engine::{Identity, Kind},
    field::FieldSet,
    number,
    options::Options,
    parts::{Address, PackageCount, Position},
    position,
    problem::ProblemCode,
    view::View,
    window, words,
};
use cabas_kernel::{Grams, Window, fold, time::local_day, words::deliveries::StopKind};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A stop given to a person on a day.
#[derive(Clone, PartialEq, Eq)]
pub struct Assignment {
    /// A member's e-mail, or their name.
    pub person: String,
    pub date: NaiveDate,
}

/// A single stop as the sheet gives it. `None` and empty collections mean an empty cell: an update leaves what is
/// stored.
#[derive(Clone, PartialEq)]
pub struct TaskRow {
    pub kind: StopKind,
    /// `description` is its access note.
    pub address: Address,
    /// Wins over the address text when it is there.
    pub position: Option<Position>,
    /// The whole import day when the file says nothing: see [`crate::Row::filled`].
    pub window: Window,
    pub comments: Option<String>,
    pub delivery_note: Option<String>,
    pub group: Option<String>,
    /// Slugs.
    pub tags: Vec<String>,
    pub packages: Vec<PackageCount>,
    pub weight: Option<Grams>,
    pub assign: Option<Assignment>,
    pub external_ref: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub service_minutes: Option<u16>,
}

/// A stop is known by its reference in logs.
impl std::fmt::Debug for TaskRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TaskRow")
            .field("kind", &self.kind)
            .field("external_ref", &self.external_ref)
            .finish_non_exhaustive()
    }
}

/// Characters of a cell of pairs, at most: they are kept with the stop.
const METADATA: u32 = 1000;

/// The tasks sheet as a kind of sheet.
pub(crate) struct Tasks;

impl Kind for Tasks {
    type Field = F;
    type Value = TaskRow;

    fn missing(has: &FieldSet, _: &Options) -> Vec<&'static str> {
        let placed = has.has(F::Address) || has.has(F::Latlong) || (has.has(F::Latitude) && has.has(F::Longitude));
        if placed { Vec::new() } else { vec!["address|latlong"] }
    }

    fn row(view: &mut View<'_, F>, _: &Options) -> Option<TaskRow> {
        let kind = kind(view);
        let position = position(view);
        let address = address(view);
        if address.text.is_empty() && !(view.filled.has(F::Latlong) || view.filled.has(F::Latitude)) {
            view.error(ProblemCode::Required, F::Address);
        }
        let window = time_window(view);
        let packages = packages(view, F::Packages);
        let weight = weight(view, kind);
        let assign = assignment(view);
        let external_ref = view.token(F::Ref, 64);
        let mut metadata = metadata(view, F::Metadata);
        metadata.extend(view.metadata());
        let service_minutes = view.count(F::ServiceMinutes, 0, 600);
        Some(TaskRow {
            kind,
            address,
            position,
            window: window?,
            comments: view.string(F::Comments),
            delivery_note: view.limited(F::DeliveryNote, 280),
            group: view.limited(F::Group, 120),
            tags: view.text(F::Tags).map(|t| words::tags(&t)).unwrap_or_default(),
            packages,
            weight,
            assign,
            external_ref,
            metadata,
            service_minutes,
        })
    }

    fn identities(view: &View<'_, F>, value: Option<&TaskRow>, zone: chrono_tz::Tz) -> Vec<Identity<F>> {
        if let Some(reference) = view.string(F::Ref) {
            return vec![Identity { key: format!("ref {reference}"), field: F::Ref, by: "ref" }];
        }
        let Some(row) = value else { return Vec::new() };
        let (day, place) = (local_day(row.window.earliest(), zone), place(&row.address, row.position));
        let contact = row.address.contact_name.as_deref().map(fold).unwrap_or_default();
        let key = format!("{} {day} {place} | {contact}", row.kind);
        vec![Identity { key, field: F::Address, by: "address" }]
    }
}

/// The normalised place that tells one row from another.
fn place(address: &Address, position: Option<Position>) -> String {
    match position {
        Some(at) if address.text.is_empty() => format!("{:.6} {:.6}", at.lat, at.lon),
        _ => fold(&address.text),
    }
}

/// Pickup or dropoff. Absent means dropoff; unknown too, with a warning.
fn kind(view: &mut View<'_, F>) -> StopKind {
    let Some(text) = view.text(F::Type) else {
        return if view.yes_no(F::Pickup) == Some(true) { StopKind::Pickup } else { StopKind::Dropoff };
    };
    match fold(&text).replace(' ', "").as_str() {
        "pickup" | "retrait" | "enlevement" | "collecte" | "ramasse" | "abholung" | "ritiro" | "ophalen"
        | "recogida" => StopKind::Pickup,
        "dropoff" | "livraison" | "depot" | "delivery" | "lieferung" | "consegna" | "levering" | "entrega" => {
            StopKind::Dropoff
        }
        _ => {
            view.warn_with(ProblemCode::TypeUnknown, F::Type, "read_as", "dropoff");
            StopKind::Dropoff
        }
    }
}

fn position(view: &mut View<'_, F>) -> Option<Position> {
    let (field, read) = if let Some(text) = view.text(F::Latlong) {
        (F::Latlong, position::pair(&text))
    } else if view.filled.has(F::Latitude) || view.filled.has(F::Longitude) {
        let lon = view.text(F::Longitude).unwrap_or_default();
        (F::Latitude, position::both(&view.text(F::Latitude).unwrap_or_default(), &lon))
    } else {
        return None;
    };
    if read.is_none() {
        view.error(ProblemCode::LatlongInvalid, field);
    }
    read
}

fn address(view: &mut View<'_, F>) -> Address {
    let typed = view.string(F::Country);
    let code = typed.as_deref().and_then(country::code);
    let here = code.unwrap_or(view.ctx.country).to_owned();
    let street = view.street(F::HouseNumber, F::Address);
    let street = [Some(street).filter(|s| !s.is_empty()), view.string(F::Address2)];
    let town = [view.string(F::PostalCode), view.string(F::City)].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let street = street.into_iter().flatten().collect::<Vec<_>>().join(", ");
    // A street that ends with its postcode and town need not hear of them twice; the Rue de Paris does of Paris.
    let is_said = if country::is_postcode(&town, &here) {
        street.split(|c: char| !c.is_alphanumeric()).any(|word| word == town)
    } else {
        town.contains(|c: char| c.is_ascii_digit()) && fold(&street).ends_with(&fold(&town))
    };
    let town = if is_said { String::new() } else { town };
    let whole = [street, town].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ");
    let mut address = split(view, F::Address, &whole, &here);
    // Columns of their own say it better than the cut does.
    let town = view.town(F::City, F::PostalCode, &here);
    let has_code = town.as_deref().is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()));
    if town.as_deref().is_some_and(|town| country::is_postcode(town, &here)) {
        address.postal_code = address.postal_code.or(town);
    } else {
        address.city = if has_code { address.city.or(town) } else { town.or(address.city) };
    }
    address.region = view.limited(F::Region, 120).or(address.region);
    address.country = code.map(str::to_owned).or(typed).or(address.country);
    address.name = view.limited(F::AddressName, 120);
    address.access_note = view.limited(F::Description, 1000);
    address.contact_name = view.limited(F::ContactName, 120);
    address.phone = view.phone(F::Telephone);
    address.floor = view.token(F::Floor, 40);
    address
}

/// Splits an address cell; a padded postcode is said.
pub(crate) fn split<G: crate::field::Field>(view: &mut View<'_, G>, field: G, text: &str, country: &str) -> Address {
    let split = split_address(text, country);
    if let (Some(_), Some(to)) = (&split.padded_from, &split.postal_code) {
        view.warn_with(ProblemCode::PostalCodePadded, field, "read_as", to.as_str());
    }
    Address {
        text: split.text,
        street: split.street,
        postal_code: split.postal_code,
        city: split.city,
        region: split.region,
        country: split.country,
        ..Address::default()
    }
}

/// A time slot, or `after` and `before`: never both.
fn time_window(view: &mut View<'_, F>) -> Option<Window> {
    let has_slot = view.filled.has(F::Timeslot);
    if has_slot && (view.filled.has(F::After) || view.filled.has(F::Before)) {
        view.error(ProblemCode::TimeslotAndWindow, F::Timeslot);
    }
    if has_slot { window::slot(view, F::Timeslot) } else { window::between(view, F::After, F::Before) }
}

/// `slug=quantity` pairs; a pair that cannot be read refuses the row.
pub(crate) fn packages<G: crate::field::Field>(view: &mut View<'_, G>, field: G) -> Vec<PackageCount> {
    let Some(text) = view.text(field) else { return Vec::new() };
    words::packages(&text).unwrap_or_else(|pair| {
        view.error_with(ProblemCode::PackageQuantity, field, "pair", pair);
        Vec::new()
    })
}

/// `key=value` pairs; one that cannot be read refuses the row.
pub(crate) fn metadata<G: crate::field::Field>(view: &mut View<'_, G>, field: G) -> BTreeMap<String, String> {
    let Some(text) = view.limited(field, METADATA) else { return BTreeMap::new() };
    words::metadata(&text).unwrap_or_else(|pair| {
        view.error_with(ProblemCode::MetadataSyntax, field, "pair", pair);
        BTreeMap::new()
    })
}

/// Kilograms, on drop-offs.
fn weight(view: &mut View<'_, F>, kind: StopKind) -> Option<Grams> {
    let text = view.text(F::Weight)?;
    let read = number::weight(&text);
    match (read, kind) {
        (None, _) => view.error(ProblemCode::WeightInvalid, F::Weight),
        (Some(_), StopKind::Pickup) => view.warn(ProblemCode::WeightIgnored, F::Weight),
        (Some(_), StopKind::Dropoff) => {}
    }
    read.filter(|_| kind == StopKind::Dropoff)
}

/// `person:date`; the date takes the forms of §2.1.
fn assignment(view: &mut View<'_, F>) -> Option<Assignment> {
    let text = view.text(F::Assign)?.into_owned();
    match text.split_once(':') {
        Some((person, date)) if !person.trim().is_empty() && !date.trim().is_empty() => {
            let date = window::day_in(view, F::Assign, date)?;
            Some(Assignment { person: person.trim().to_owned(), date })
        }
        _ => {
            view.error(ProblemCode::AssignSyntax, F::Assign);
            None
        }
    }
}
