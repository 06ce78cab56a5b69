//! An organisation at work: Maud plans, Samir and Nadia carry, households wait on Tuesday 24 November 2026.

use crate::{imports::settled, support::round_of};
use cabas_client::{Client, SheetOptions};
use cabas_kernel::{
    Role, Window,
    id::{DeliveryId, RecipientId, RoundId},
    time::instant,
};
use cabas_model::{
    address::Address,
    deliveries::{AssignDelivery, CreateDelivery, DeliveryDetails, StopDetails},
    imports::{ImportDetails, ImportKind, ImportMode, ImportState},
    organisations::PutDepot,
    recipients::CreateRecipient,
    rounds::AssignRound,
};
use cabas_store::{Actor, Scope, rounds::RoundRecord};
use cabas_testkit::{Member, Organisation, TestApp};
use chrono::NaiveDate;
use chrono_tz::{Europe::Paris, Tz};

pub(crate) const ZONE: Tz = Paris;

pub(crate) struct Town {
    pub(crate) app: TestApp,
    pub(crate) org: Organisation,
    pub(crate) maud: Member,
    pub(crate) samir: Member,
    pub(crate) nadia: Member,
}

impl Town {
    pub(crate) async fn new() -> Self {
        Self::at(TestApp::start().await).await
    }

    pub(crate) async fn at(app: TestApp) -> Self {
        let org = app.organisation("Les Halles").await;
        let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
        let samir = app.member(org.id, "samir@exemple.fr", &[Role::Volunteer], Some(maud.node)).await;
        let nadia = app.member(org.id, "nadia@exemple.fr", &[Role::Volunteer], Some(maud.node)).await;
        Self { app, org, maud, samir, nadia }
    }

    /// Maud's client.
    pub(crate) fn client(&self) -> &Client {
        &self.maud.client
    }

    pub(crate) async fn household(&self, name: &str) -> RecipientId {
        self.client().create_recipient(self.org.id, &household(name)).await.unwrap().body.id
    }

    /// A delivery to a new household of this name, on the 24th from 10:00 to 12:00.
    pub(crate) async fn delivery(&self, name: &str) -> DeliveryId {
        let recipient = self.household(name).await;
        self.client().create_delivery(self.org.id, &delivery(recipient)).await.unwrap().id
    }

    pub(crate) async fn read(&self, id: DeliveryId) -> DeliveryDetails {
        self.client().read_delivery(self.org.id, id).await.unwrap().body
    }

    /// The same, given to somebody by itself.
    pub(crate) async fn given(&self, name: &str, to: &Member) -> DeliveryDetails {
        let id = self.delivery(name).await;
        let ask = AssignDelivery { member_id: Some(to.id) };
        self.client().assign_delivery(self.org.id, id, &ask).await.unwrap()
    }

    /// The depot where all rounds load.
    pub(crate) async fn quay(&self) {
        let address = household("Quai").address;
        let depot = PutDepot { name: "Quai".into(), address, opening_hours: None, is_default: true };
        self.org.admin.client.create_depot(self.org.id, &depot).await.unwrap();
    }

    /// A published round of the 24th, carried by somebody.
    pub(crate) async fn round(&self, to: &Member, deliveries: &[DeliveryId]) -> RoundId {
        let ask = round_of("Nord", day(24), deliveries);
        let id = self.client().create_round(self.org.id, &ask).await.unwrap().body.id;
        let to = AssignRound { member_id: Some(to.id) };
        self.client().assign_round(self.org.id, id, "*", &to).await.unwrap();
        self.client().publish_round(self.org.id, id).await.unwrap();
        id
    }

    /// Applies a sheet of the 24th, no row of which is refused; what came of it.
    pub(crate) async fn bring(&self, kind: ImportKind, text: &str) -> ImportDetails {
        let options = SheetOptions { mode: ImportMode::Apply, date: Some(day(24)), ..SheetOptions::dry_run(kind) };
        let made = self.client().create_import(self.org.id, "liste.csv", text.into(), &options).await.unwrap();
        let import = settled(self.client(), self.org.id, made.id).await;
        assert_eq!((import.state, import.counts.rejected), (ImportState::Completed, 0));
        import
    }

    /// A round as the store holds it, and its stops' deliveries in order.
    pub(crate) async fn stored(&self, id: RoundId) -> (RoundRecord, Vec<DeliveryId>) {
        let tx = self.app.store().write(Scope::Organisation(self.org.id), Actor::System).await.unwrap();
        let stops = tx.stops_of_round(id).await.unwrap();
        (tx.round(id).await.unwrap().unwrap(), stops.into_iter().map(|s| s.delivery).collect())
    }
}

pub(crate) fn household(name: &str) -> CreateRecipient {
    CreateRecipient {
        display_name: name.into(),
        household_size: 2,
        address: Address {
            street: format!("12 rue de {name}"),
            postal_code: "75011".into(),
            city: "Paris".into(),
            ..Address::default()
        },
        may_contact: true,
        ..CreateRecipient::default()
    }
}

pub(crate) fn delivery(to: RecipientId) -> CreateDelivery {
    CreateDelivery {
        external_ref: None,
        recipient_id: to,
        window: window(24, 10, 12),
        promised: None,
        pickup: None,
        packages: None,
        weight_g: None,
        comments: None,
        tags: Vec::new(),
        draft: false,
    }
}

/// A day of November 2026.
pub(crate) fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, n).unwrap()
}

/// Hours of a day of November 2026, by the wall.
pub(crate) fn window(d: u32, from: u32, to: u32) -> Window {
    let at = |hour| instant(day(d).and_hms_opt(hour, 0, 0).unwrap(), ZONE);
    Window { start: Some(at(from)), end: at(to) }
}

/// The drop-off of a delivery.
pub(crate) fn dropoff(delivery: &DeliveryDetails) -> &StopDetails {
    delivery.stops.last().unwrap()
}

/// The history of a stop, as words.
pub(crate) fn lines(stop: &StopDetails) -> Vec<&str> {
    stop.history.iter().map(|line| line.kind.as_str()).collect()
}
