//! The same, sealed and ready to be written: all that costs time is done before the writer is taken.

use super::{
    row::{effect, subject},
    seals::Seals,
    work::{ChangedDelivery, ChangedHousehold, NewDepot, NewHousehold, NewRound, SheetDelivery, SheetStop, Work},
};
use crate::{
    StoreError,
    deliveries::row::{delivery, event, stop},
    deliveries::{DeliveryWords, StopSecrets, last_day, seal_stop, seal_words},
    organisations::row::depot,
    recipients::{
        self, Household, RecipientRecord,
        row::{key, lookup, recipient},
    },
    rounds::row::round,
    vault::{self, Key},
};
use cabas_kernel::{
    IdGen, Ts,
    id::{ImportId, MembershipId, RecipientId, RoundId},
    time::local_day,
    words::{
        deliveries::{DeliverySource, StopEventKind, StopStatus},
        rounds::{RoundState, TravelMode},
    },
};
use cabas_model::recipients::RecipientStatus;
use chrono_tz::Tz;
use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// Rows ready to be written.
#[derive(Default)]
pub struct Batch {
    pub(super) keys: Vec<key::ActiveModel>,
    pub(super) households: Vec<recipient::ActiveModel>,
    pub(super) lookups: Vec<lookup::ActiveModel>,
    pub(super) changed_households: Vec<recipient::ActiveModel>,
    pub(super) changed_lookups: Vec<lookup::ActiveModel>,
    pub(super) depots: Vec<depot::ActiveModel>,
    pub(super) rounds: Vec<round::ActiveModel>,
    pub(super) deliveries: Vec<delivery::ActiveModel>,
    pub(super) stops: Vec<stop::ActiveModel>,
    pub(super) events: Vec<event::ActiveModel>,
    pub(super) changed_deliveries: Vec<(ChangedDelivery, Option<Vec<u8>>)>,
    pub(super) effects: Vec<effect::ActiveModel>,
    /// Households whose standing the sheet changes, as it leaves them: their deliveries are looked at again (DL-15).
    pub(super) standing: Vec<RecipientRecord>,
    pub(super) seen: HashMap<RecipientId, i64>,
    pub(super) entered: HashMap<RoundId, i64>,
    pub(super) zone: Option<Tz>,
    pub(super) import: Option<ImportId>,
}

impl Batch {
    /// Takes the households whose standing the sheet changes.
    pub fn take_standing(&mut self) -> Vec<RecipientRecord> {
        std::mem::take(&mut self.standing)
    }

    /// Households come in the order of their ids, as they lie in the file: written by the order of the sheet, each would
    /// go to another page. The order of the sheet is noted beside, with what the application did.
    fn lie_as_written(&mut self) {
        self.keys.sort_unstable_by_key(|row| row.recipient_id.try_as_ref().copied());
        self.households.sort_unstable_by_key(|row| row.id.try_as_ref().copied());
        self.lookups.sort_unstable_by_key(|row| row.recipient_id.try_as_ref().copied());
    }
}

impl std::fmt::Debug for Batch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Batch({} effects)", self.effects.len())
    }
}

/// A household's record as it was, to be set back. Sealed with the household's own key.
#[derive(Serialize, Deserialize)]
pub(super) struct HouseholdBefore {
    pub(super) external_ref: Option<String>,
    pub(super) household_size: u8,
    pub(super) status: RecipientStatus,
    pub(super) usual_volunteer: Option<MembershipId>,
    pub(super) household: Household,
}

impl From<&RecipientRecord> for HouseholdBefore {
    fn from(r: &RecipientRecord) -> Self {
        Self {
            external_ref: r.external_ref.clone(),
            household_size: r.household_size,
            status: r.status,
            usual_volunteer: r.usual_volunteer,
            household: r.household.clone(),
        }
    }
}

/// Seals an import's work.
struct Sealing<'a> {
    seals: &'a Seals,
    import: ImportId,
    zone: Tz,
    now: Ts,
    ids: &'a Arc<dyn IdGen>,
    actor: Option<MembershipId>,
    batch: Batch,
    keys: HashMap<RecipientId, Key>,
}

impl Work {
    /// Seals everything and makes the rows. Nothing here waits: it belongs on a thread of its own.
    ///
    /// # Errors
    /// [`StoreError::Sealed`].
    pub fn seal(
        self,
        seals: &Seals,
        import: ImportId,
        zone: Tz,
        now: Ts,
        ids: &Arc<dyn IdGen>,
        actor: Option<MembershipId>,
    ) -> Result<Batch, StoreError> {
        let (seen, entered) = (self.seen, self.entered);
        let batch = Batch { seen, entered, zone: Some(zone), import: Some(import), ..Batch::default() };
        let mut sealing = Sealing { seals, import, zone, now, ids, actor, batch, keys: self.keys };
        for depot in self.depots {
            sealing.depot(depot)?;
        }
        for household in self.households {
            sealing.household(household)?;
        }
        for changed in &self.changed_households {
            sealing.changed_household(changed)?;
        }
        for round in self.rounds {
            sealing.round(round);
        }
        for delivery in self.deliveries {
            sealing.delivery(delivery)?;
        }
        for changed in self.changed_deliveries {
            let sealed = sealing.words(changed.id.0, changed.recipient, changed.words.as_ref())?;
            sealing.batch.changed_deliveries.push((changed, sealed));
        }
        sealing.batch.lie_as_written();
        Ok(sealing.batch)
    }
}

impl Sealing<'_> {
    fn effect(&mut self, line: u32, subject: &str, id: Uuid, version_after: i64, before: Option<Vec<u8>>) {
        let row = effect_row(self.import, self.seals, (line, subject, id, version_after, before));
        self.batch.effects.push(row);
    }

    fn household(&mut self, new: NewHousehold) -> Result<(), StoreError> {
        let organisation = self.seals.organisation;
        let (key, wrapped) = recipients::generate_key(&self.seals.key, new.id, organisation)?;
        let mut record = RecipientRecord {
            id: new.id,
            external_ref: None,
            household_size: 1,
            status: new.form.status,
            usual_volunteer: None,
            last_delivery: None,
            merged_into: None,
            version: 1,
            created_at: self.now,
            updated_at: self.now,
            household: Household::default(),
            key: key.clone(),
        };
        record.fill(new.form);
        record.household.set_absences(&new.absences);
        self.batch.keys.push(key::ActiveModel {
            recipient_id: Set(new.id.0),
            organisation_id: Set(organisation.0),
            wrapped_key: Set(wrapped),
        });
        self.batch.households.push(recipient::ActiveModel {
            id: Set(new.id.0),
            organisation_id: Set(organisation.0),
            import_id: Set(Some(self.import.0)),
            version: Set(1),
            created_at: Set(self.now.micros()),
            ..recipients::closed(&record, organisation, self.now)?
        });
        self.batch.lookups.extend(recipients::lookup_rows(&self.seals.key, organisation, &record));
        self.effect(new.line, subject::RECIPIENT, new.id.0, 1, None);
        self.keys.insert(new.id, key);
        Ok(())
    }

    fn changed_household(&mut self, changed: &ChangedHousehold) -> Result<(), StoreError> {
        let (organisation, after) = (self.seals.organisation, &changed.after);
        let before = vault::seal(&after.key, self.seals.before(after.id.0), &HouseholdBefore::from(&changed.before))?;
        self.batch.changed_households.push(saved(after, organisation, self.now)?);
        self.batch.changed_lookups.extend(recipients::lookup_rows(&self.seals.key, organisation, after));
        self.effect(changed.line, subject::RECIPIENT, after.id.0, after.version + 1, Some(before));
        if changed.before.stands_otherwise(after) {
            self.batch.standing.push(after.clone());
        }
        Ok(())
    }

    fn depot(&mut self, new: NewDepot) -> Result<(), StoreError> {
        let address = serde_json::to_value(&new.put.address).map_err(|e| StoreError::Settings(e.to_string()))?;
        self.batch.depots.push(depot::ActiveModel {
            id: Set(new.id.0),
            organisation_id: Set(self.seals.organisation.0),
            name: Set(new.put.name),
            address: Set(address),
            opening_hours: Set(new.put.opening_hours),
            removed_at: Set(None),
            version: Set(1),
            created_at: Set(self.now.micros()),
            updated_at: Set(self.now.micros()),
        });
        self.effect(new.line, subject::DEPOT, new.id.0, 1, None);
        Ok(())
    }

    fn round(&mut self, new: NewRound) {
        self.batch.rounds.push(round::ActiveModel {
            id: Set(new.id.0),
            organisation_id: Set(self.seals.organisation.0),
            name: Set(new.name),
            day: Set(new.day),
            depot_id: Set(new.depot.map(Into::into)),
            mode: Set(TravelMode::default().to_string()),
            max_load_g: Set(None),
            state: Set(RoundState::Draft.to_string()),
            assignee_id: Set(new.assignee.map(Into::into)),
            self_assign: Set(false),
            taken: Set(false),
            released_by: Set(None),
            published_at: Set(None),
            started_at: Set(None),
            closed_at: Set(None),
            import_id: Set(Some(self.import.0)),
            version: Set(1),
            created_at: Set(self.now.micros()),
            updated_at: Set(self.now.micros()),
        });
        self.effect(new.line, subject::ROUND, new.id.0, 1, None);
    }

    /// Words are sealed with the household's key; those of a stop that has none, with the organisation's.
    fn words(
        &self,
        delivery: Uuid,
        recipient: Option<RecipientId>,
        words: Option<&DeliveryWords>,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(words) = words.filter(|words| !words.is_empty()) else { return Ok(None) };
        seal_words(self.key_of(recipient)?, self.seals.organisation, delivery, words)
    }

    fn key_of(&self, recipient: Option<RecipientId>) -> Result<&Key, StoreError> {
        match recipient {
            Some(id) => self.keys.get(&id).ok_or(StoreError::Sealed),
            None => Ok(&self.seals.key),
        }
    }

    fn delivery(&mut self, new: SheetDelivery) -> Result<(), StoreError> {
        let words = DeliveryWords { comments: new.comments, tags: new.tags, metadata: new.metadata };
        let sealed = self.words(new.id.0, new.recipient, Some(&words))?;
        self.batch.deliveries.push(delivery::ActiveModel {
            id: Set(new.id.0),
            organisation_id: Set(self.seals.organisation.0),
            external_ref: Set(new.external_ref),
            recipient_id: Set(new.recipient.map(Into::into)),
            source: Set(DeliverySource::Import.to_string()),
            packages: Set(json!(new.packages)),
            weight_g: Set(new.weight.and_then(|w| i32::try_from(w.0).ok())),
            sealed: Set(sealed),
            rescheduled_from: Set(None),
            rescheduled_to: Set(None),
            import_id: Set(Some(self.import.0)),
            recurrence_id: Set(None),
            occurrence_date: Set(None),
            version: Set(1),
            created_at: Set(self.now.micros()),
            updated_at: Set(self.now.micros()),
        });
        let versions = 1 + i64::try_from(new.stops.len()).unwrap_or(i64::MAX);
        for (ordinal, stop) in (0..).zip(new.stops) {
            self.stop(new.id.0, new.recipient, ordinal, stop)?;
        }
        self.effect(new.line, subject::DELIVERY, new.id.0, versions, None);
        Ok(())
    }

    fn stop(
        &mut self,
        delivery: Uuid,
        recipient: Option<RecipientId>,
        ordinal: i16,
        new: SheetStop,
    ) -> Result<(), StoreError> {
        let organisation = self.seals.organisation;
        let secrets = StopSecrets { elsewhere: new.elsewhere, ..StopSecrets::default() };
        let sealed = seal_stop(self.key_of(recipient)?, organisation, new.id.0, &secrets)?;
        let status = match (new.draft, new.assignee) {
            (true, _) => StopStatus::Draft,
            (false, Some(_)) => StopStatus::Assigned,
            (false, None) => StopStatus::Ready,
        };
        self.batch.stops.push(stop::ActiveModel {
            id: Set(new.id.0),
            organisation_id: Set(organisation.0),
            delivery_id: Set(delivery),
            recipient_id: Set(recipient.map(Into::into)),
            depot_id: Set(new.depot.map(Into::into)),
            kind: Set(new.kind.to_string()),
            status: Set(status.to_string()),
            ordinal: Set(ordinal),
            window_start: Set(new.window.start.map(Ts::micros)),
            window_end: Set(new.window.end.micros()),
            promised_start: Set(None),
            promised_end: Set(None),
            first_day: Set(local_day(new.window.earliest(), self.zone)),
            last_day: Set(last_day(&new.window, self.zone)),
            area: Set(new.area),
            geo_state: Set(new.geo_state.to_string()),
            service_minutes: Set(new.service_minutes.and_then(|m| i16::try_from(m).ok()).unwrap_or(5)),
            external_ref: Set(new.external_ref),
            round_id: Set(new.round.map(|(id, _)| id.0)),
            position: Set(new.round.map_or(0, |(_, position)| position)),
            assignee_id: Set(new.assignee.map(Into::into)),
            started_at: Set(None),
            closed_at: Set(None),
            closed_by: Set(None),
            reported_at: Set(None),
            failure_reason: Set(None),
            needs_follow_up: Set(false),
            sealed: Set(sealed),
            version: Set(1),
            created_at: Set(self.now.micros()),
            updated_at: Set(self.now.micros()),
        });
        self.batch.events.push(event::ActiveModel {
            id: Set(self.ids.ordered()),
            organisation_id: Set(organisation.0),
            stop_id: Set(new.id.0),
            kind: Set(StopEventKind::Created.to_string()),
            actor_id: Set(self.actor.map(Into::into)),
            assignee_id: Set(new.assignee.map(Into::into)),
            reported_at: Set(None),
            from_status: Set(None),
            to_status: Set(status.to_string()),
            sealed_note: Set(None),
            created_at: Set(self.now.micros()),
        });
        Ok(())
    }
}

pub(super) type EffectValues<'a> = (u32, &'a str, Uuid, i64, Option<Vec<u8>>);

/// One line of what an application did; its number is given when it is written.
pub(super) fn effect_row(import: ImportId, seals: &Seals, values: EffectValues<'_>) -> effect::ActiveModel {
    let (line, subject, id, version_after, before) = values;
    effect::ActiveModel {
        import_id: Set(import.0),
        organisation_id: Set(seals.organisation.0),
        ordinal: Set(0),
        line: Set(i32::try_from(line).unwrap_or(i32::MAX)),
        subject: Set(subject.to_owned()),
        subject_id: Set(id),
        version_after: Set(version_after),
        sealed_before: Set(before),
    }
}

/// A changed record as it is written over the old one.
pub(super) fn saved(
    record: &RecipientRecord,
    organisation: cabas_kernel::id::OrganisationId,
    now: Ts,
) -> Result<recipient::ActiveModel, StoreError> {
    Ok(recipient::ActiveModel {
        id: Set(record.id.0),
        organisation_id: Set(organisation.0),
        version: Set(record.version + 1),
        created_at: Set(record.created_at.micros()),
        ..recipients::closed(record, organisation, now)?
    })
}
