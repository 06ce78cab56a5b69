//! Two days of the town, lived through the API like any others: deliveries, rounds, what the volunteers reported.

use super::{Filled, Outcome, PlannedRound, Town};
use crate::platform::{self, Config, Running};
use cabas_client::Client;
use cabas_kernel::{
    Ts, Window,
    id::{MembershipId, OrganisationId, RoundId},
    time::{instant, wall},
};
use cabas_model::{
    PageQuery,
    deliveries::{CreateDeliveries, FailureReason, Outcome as How, StopKind},
    me::{CompleteStop, FailStop},
    rounds::{AssignRound, CreateRound, PatchRound},
    sessions::CreateSession,
};
use cabas_store::Store;
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta, Timelike};
use chrono_tz::Tz;
use std::{collections::HashMap, sync::Arc};

/// Until this hour the first day is today; later it is tomorrow, so that whoever tries the demo at night still sees
/// what a volunteer sees on the day.
const LATE: u32 = 20;
/// The hour at which a day begins.
const MORNING: u32 = 8;

/// Serves for the time of filling, on loopback and a port of its own, and stops again. Mails stay in the outbox of
/// the data folder: nobody of the town has a mailbox.
pub(super) async fn live(config: &Config, store: Store, town: &Town, filled: &Filled) -> Outcome<()> {
    let mut config = config.clone();
    config.bind = ([127, 0, 0, 1], 0).into();
    config.mail = platform::MailTarget::Dir(config.data_dir.join("mail"));
    let now = store.now();
    let running = platform::start(Arc::new(config), store).await?;
    let done = plan(&running, town, filled, now).await;
    running.stop().await;
    done
}

struct Desk<'a> {
    origin: String,
    client: Client,
    organisation: OrganisationId,
    filled: &'a Filled,
    members: HashMap<String, MembershipId>,
    zone: Tz,
    /// The hour of the town's clock at which its days begin.
    begins: u32,
}

async fn plan(running: &Running, town: &Town, filled: &Filled, now: Ts) -> Outcome<()> {
    let origin = format!("http://{}", running.address);
    let first = town.people.first().ok_or("the town is empty")?;
    let client = sign_in(&origin, filled, &first.email).await?;
    let organisation = filled.organisation;
    client.create_depot(organisation, &town.depot).await?;
    for kind in &town.package_kinds {
        client.create_package_kind(organisation, kind).await?;
    }
    for slot in &town.time_slots {
        client.create_time_slot(organisation, slot).await?;
    }
    let members = client.list_members(organisation, &PageQuery { limit: Some(100), cursor: None }).await?;
    let members = members.items.into_iter().map(|m| (m.email, m.id)).collect();
    let zone: Tz = client.read_organisation(organisation).await?.body.zone.parse().unwrap_or(Tz::UTC);
    let today = wall(now, zone);
    let desk = Desk { origin, client, organisation, filled, members, zone, begins: today.hour().min(MORNING) };
    let late = today.hour() >= LATE;
    let base = if late { next(today.date(), 1) } else { today.date() };
    for round in &town.rounds {
        desk.carry(round, next(base, round.day), !late && round.day == 0).await?;
    }
    desk.deliveries(town.unplanned, base).await?;
    Ok(())
}

fn next(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(day)
}

async fn sign_in(origin: &str, filled: &Filled, email: &str) -> Outcome<Client> {
    let client = Client::new(origin);
    let ask = CreateSession {
        email: Some(email.to_owned()),
        password: filled.passphrases.get(email).cloned(),
        ..CreateSession::default()
    };
    let session = client.create_session(&ask).await?;
    Ok(client.with_token(session.access_token))
}

impl Desk<'_> {
    /// Ten hours from eight in the morning, in the town's own time: a span that is open to its volunteers for most of a
    /// day. Who makes the town earlier finds it begun: nothing is delivered before its time.
    fn morning(&self, day: NaiveDate) -> Window {
        let start = instant(day.and_time(NaiveTime::MIN) + TimeDelta::hours(self.begins.into()), self.zone);
        Window { start: Some(start), end: start + TimeDelta::hours(10) }
    }

    async fn deliveries(
        &self,
        (from, until): (usize, usize),
        day: NaiveDate,
    ) -> Outcome<Vec<cabas_kernel::id::DeliveryId>> {
        let recipient_ids = self.filled.households.get(from..until).unwrap_or_default().to_vec();
        let ask = CreateDeliveries { recipient_ids, window: self.morning(day), comments: None };
        Ok(self.client.create_deliveries(self.organisation, &ask).await?.ids)
    }

    async fn carry(&self, planned: &PlannedRound, day: NaiveDate, begun: bool) -> Outcome<()> {
        let ask = CreateRound {
            name: planned.name.clone(),
            date: day,
            delivery_ids: self.deliveries(planned.households, day).await?,
            mode: planned.mode,
            depot_id: None,
            max_load_g: None,
        };
        let round = self.client.create_round(self.organisation, &ask).await?.body.id;
        if let Some(email) = &planned.who {
            let member_id = self.members.get(email).copied();
            self.client.assign_round(self.organisation, round, "*", &AssignRound { member_id }).await?;
        } else {
            let open = PatchRound { self_assign: Some(true), ..PatchRound::default() };
            self.client.patch_round(self.organisation, round, "*", &open).await?;
        }
        if planned.publish {
            self.client.publish_round(self.organisation, round).await?;
        }
        match &planned.who {
            Some(email) if begun && planned.delivered > 0 => self.report(email, round, planned).await,
            _ => Ok(()),
        }
    }

    /// What the volunteer's phone said this morning.
    async fn report(&self, email: &str, round: RoundId, planned: &PlannedRound) -> Outcome<()> {
        let phone = sign_in(&self.origin, self.filled, email).await?;
        phone.start_my_round(round).await?;
        let stops = self.client.read_round(self.organisation, round).await?.body.stops;
        let mut doors = stops.into_iter().filter(|s| s.kind == StopKind::Dropoff).map(|s| s.id);
        for (n, stop) in doors.by_ref().take(planned.delivered).enumerate() {
            let outcome = if n == 1 { How::HandedToThirdParty } else { How::Delivered };
            let received_by = (n == 1).then(|| "la voisine du 2e".to_owned());
            let ask = CompleteStop { outcome: Some(outcome), received_by, ..CompleteStop::default() };
            phone.complete_my_stop(stop, &ask).await?;
        }
        if let Some(stop) = doors.next().filter(|_| planned.problem) {
            let note = Some("Personne à la porte ni au téléphone. Le panier est revenu au hangar.".to_owned());
            phone.fail_my_stop(stop, &FailStop { reason: FailureReason::NotHome, note, at: None }).await?;
        }
        Ok(())
    }
}
