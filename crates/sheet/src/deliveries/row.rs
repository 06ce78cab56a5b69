//! One delivery, typed.

use super::fields::DeliveryField as F;
use crate::{
    engine::{Identity, Kind},
    field::FieldSet,
    number,
    options::Options,
    parts::{Address, PackageCount},
    problem::ProblemCode,
    tasks::{metadata, packages, split},
    view::View,
    window, words,
};
use cabas_kernel::{Grams, Window, fold, time::local_day};
use std::collections::BTreeMap;

/// One half of a delivery.
#[derive(Clone, PartialEq)]
pub struct DeliveryStop {
    /// `description` is its access note.
    pub address: Address,
    pub window: Window,
    pub comments: Option<String>,
    /// Slugs.
    pub tags: Vec<String>,
    pub metadata: BTreeMap<String, String>,
    pub external_ref: Option<String>,
}

/// A delivery as the sheet gives it. `None` and empty collections mean an empty cell: an update leaves what is stored.
#[derive(Clone, PartialEq)]
pub struct DeliveryRow {
    /// `None` only with [`Options::pickup_from_depot`]: the goods come from the organisation's depot.
    pub pickup: Option<DeliveryStop>,
    pub dropoff: DeliveryStop,
    /// On the drop-off.
    pub packages: Vec<PackageCount>,
    pub weight: Option<Grams>,
    /// The round to find or to create on the stops' day.
    pub tour_name: Option<String>,
    pub external_ref: Option<String>,
}

/// A delivery is known by its reference in logs.
impl std::fmt::Debug for DeliveryRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeliveryRow").field("external_ref", &self.external_ref).finish_non_exhaustive()
    }
}

/// The fields of one half.
struct Half {
    address: F,
    name: F,
    contact: F,
    description: F,
    telephone: F,
    comments: F,
    timeslot: F,
    tags: F,
    metadata: F,
    reference: F,
}

const PICKUP: Half = Half {
    address: F::PickupAddress,
    name: F::PickupName,
    contact: F::PickupContact,
    description: F::PickupDescription,
    telephone: F::PickupTelephone,
    comments: F::PickupComments,
    timeslot: F::PickupTimeslot,
    tags: F::PickupTags,
    metadata: F::PickupMetadata,
    reference: F::PickupRef,
};
const DROPOFF: Half = Half {
    address: F::DropoffAddress,
    name: F::DropoffName,
    contact: F::DropoffContact,
    description: F::DropoffDescription,
    telephone: F::DropoffTelephone,
    comments: F::DropoffComments,
    timeslot: F::DropoffTimeslot,
    tags: F::DropoffTags,
    metadata: F::DropoffMetadata,
    reference: F::DropoffRef,
};

impl Half {
    /// Reads a half; every fault is noted, the missing ones too.
    fn read(&self, view: &mut View<'_, F>) -> Option<DeliveryStop> {
        let country = view.ctx.country.to_owned();
        let text = view.string(self.address).unwrap_or_default();
        if text.is_empty() {
            view.error(ProblemCode::Required, self.address);
        }
        let mut address = split(view, self.address, &text, &country);
        address.name = view.limited(self.name, 120);
        address.contact_name = view.limited(self.contact, 120);
        address.access_note = view.limited(self.description, 1000);
        address.phone = view.phone(self.telephone);
        if !view.filled.has(self.timeslot) {
            view.error(ProblemCode::Required, self.timeslot);
        }
        let window = window::slot(view, self.timeslot);
        let metadata = metadata(view, self.metadata);
        let external_ref = view.token(self.reference, 64);
        Some(DeliveryStop {
            address,
            window: window?,
            comments: view.string(self.comments),
            tags: view.text(self.tags).map(|t| words::tags(&t)).unwrap_or_default(),
            metadata,
            external_ref,
        })
    }

    fn is_empty(&self, view: &View<'_, F>) -> bool {
        !view.filled.has(self.address) && !view.filled.has(self.timeslot)
    }
}

/// The deliveries sheet as a kind of sheet.
pub(crate) struct Deliveries;

impl Kind for Deliveries {
    type Field = F;
    type Value = DeliveryRow;

    fn missing(has: &FieldSet, options: &Options) -> Vec<&'static str> {
        let wanted = [
            ("pickup.address", F::PickupAddress, options.pickup_from_depot),
            ("dropoff.address", F::DropoffAddress, false),
        ];
        wanted.into_iter().filter(|(_, field, free)| !free && !has.has(*field)).map(|(name, ..)| name).collect()
    }

    fn row(view: &mut View<'_, F>, options: &Options) -> Option<DeliveryRow> {
        let from_depot = options.pickup_from_depot && PICKUP.is_empty(view);
        let pickup = if from_depot { None } else { PICKUP.read(view) };
        let dropoff = DROPOFF.read(view);
        let packages = packages(view, F::Packages);
        let weight = view.text(F::Weight).and_then(|t| number::weight(&t));
        if view.filled.has(F::Weight) && weight.is_none() {
            view.error(ProblemCode::WeightInvalid, F::Weight);
        }
        let tour_name = view.limited(F::TourName, 120);
        let external_ref = view.token(F::Ref, 64);
        // Without one of its halves the row carries an error already.
        Some(DeliveryRow { pickup, dropoff: dropoff?, packages, weight, tour_name, external_ref })
    }

    fn identities(view: &View<'_, F>, value: Option<&DeliveryRow>, zone: chrono_tz::Tz) -> Vec<Identity<F>> {
        let references = [(F::Ref, "delivery"), (F::PickupRef, "stop"), (F::DropoffRef, "stop")];
        let found = references.into_iter().filter_map(|(field, of)| {
            let reference = view.text(field)?;
            Some(Identity { key: format!("{of} {reference}"), field, by: "ref" })
        });
        let found: Vec<_> = found.collect();
        if !found.is_empty() {
            return found;
        }
        // Pickups are never compared: many rows share one depot (§7.7).
        let Some(row) = value else { return found };
        let day = local_day(row.dropoff.window.earliest(), zone);
        let address = &row.dropoff.address;
        let contact = address.contact_name.as_deref().or(address.name.as_deref()).map(fold).unwrap_or_default();
        vec![Identity {
            key: format!("{day} {} | {contact}", fold(&address.text)),
            field: F::DropoffAddress,
            by: "address",
        }]
    }
}
