//! What an application will write, in plain values.

use crate::{deliveries::DeliveryWords, recipients::RecipientRecord, vault::Key};
use cabas_domain::recipients::Pause;
use cabas_kernel::{
    Grams, Window,
    id::{DeliveryId, DepotId, MembershipId, RecipientId, RoundId, StopId},
    words::{address::GeoState, deliveries::StopKind},
};
use cabas_model::{
    address::Address,
    deliveries::{Metadatum, PackageLine},
    organisations::PutDepot,
    recipients::CreateRecipient,
};
use chrono::NaiveDate;
use std::collections::HashMap;

/// All that an application writes. Each thing carries the line it comes from.
#[derive(Default)]
pub struct Work {
    pub households: Vec<NewHousehold>,
    pub changed_households: Vec<ChangedHousehold>,
    pub depots: Vec<NewDepot>,
    pub rounds: Vec<NewRound>,
    /// The rounds there were that stops enter, with the version each had when the rows were compared.
    pub entered: HashMap<RoundId, i64>,
    pub deliveries: Vec<SheetDelivery>,
    pub changed_deliveries: Vec<ChangedDelivery>,
    /// The keys of the households that exist and that deliveries speak of.
    pub keys: HashMap<RecipientId, Key>,
    /// The version each of them had when the rows were compared: another one means that they must be compared again.
    pub seen: HashMap<RecipientId, i64>,
}

impl std::fmt::Debug for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Work")
            .field("households", &self.households.len())
            .field("changed_households", &self.changed_households.len())
            .field("deliveries", &self.deliveries.len())
            .field("changed_deliveries", &self.changed_deliveries.len())
            .finish_non_exhaustive()
    }
}

pub struct NewHousehold {
    pub line: u32,
    pub id: RecipientId,
    /// Checked as the API checks its own; telephones in E.164.
    pub form: CreateRecipient,
    pub absences: Vec<Pause>,
}

pub struct ChangedHousehold {
    pub line: u32,
    pub before: RecipientRecord,
    pub after: RecipientRecord,
}

pub struct NewDepot {
    pub line: u32,
    pub id: DepotId,
    pub put: PutDepot,
}

pub struct NewRound {
    pub line: u32,
    pub id: RoundId,
    pub name: String,
    pub day: NaiveDate,
    pub depot: Option<DepotId>,
    /// Whose it is, when it was made for what the sheet gives them.
    pub assignee: Option<MembershipId>,
}

/// A delivery of a sheet, or a stop that stands alone.
pub struct SheetDelivery {
    pub line: u32,
    pub id: DeliveryId,
    pub external_ref: Option<String>,
    /// None for a pickup that stands alone.
    pub recipient: Option<RecipientId>,
    pub packages: Vec<PackageLine>,
    pub weight: Option<Grams>,
    pub tags: Vec<String>,
    pub comments: Option<String>,
    pub metadata: Vec<Metadatum>,
    pub stops: Vec<SheetStop>,
}

pub struct SheetStop {
    pub id: StopId,
    pub kind: StopKind,
    pub window: Window,
    pub depot: Option<DepotId>,
    /// Where it is, when it is neither at the household nor at a depot.
    pub elsewhere: Option<Address>,
    pub area: String,
    pub geo_state: GeoState,
    pub external_ref: Option<String>,
    pub service_minutes: Option<u16>,
    /// Its address is unusable.
    pub draft: bool,
    /// The round it goes into, and its place there.
    pub round: Option<(RoundId, i16)>,
    pub assignee: Option<MembershipId>,
}

/// What a sheet changes of a delivery that exists; what is absent stays.
pub struct ChangedDelivery {
    pub line: u32,
    pub id: DeliveryId,
    /// The versions of the delivery and of its stops, added up, when the row was compared.
    pub seen: i64,
    pub external_ref: Option<String>,
    pub packages: Option<Vec<PackageLine>>,
    pub weight: Option<Option<Grams>>,
    /// All that is written about it, when some of it changes: it is sealed as a whole.
    pub words: Option<DeliveryWords>,
    /// Whose key seals the words.
    pub recipient: Option<RecipientId>,
    pub stops: Vec<ChangedStop>,
}

pub struct ChangedStop {
    pub id: StopId,
    pub window: Option<Window>,
    pub external_ref: Option<String>,
    pub service_minutes: Option<u16>,
    pub round: Option<(RoundId, i16)>,
    pub assignee: Option<MembershipId>,
}
