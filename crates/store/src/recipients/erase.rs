//! Erasing a household: its key, and whatever stands about it in any table (CR-4, PR-5). What is left are its deliveries,
//! of nobody: when, how much, how they ended.

use super::{
    RecipientRecord,
    row::{distinct, key, lookup, pair, recipient},
};
use crate::{
    StoreError, Tx,
    deliveries::row::{delivery, event, stop},
    follow_ups::row::follow_up,
    recurrences::row::{exception, recurrence},
};
use cabas_kernel::{
    Phone, fold,
    id::{DeliveryId, FollowUpId, ImportId, RecipientId, RoundId},
    words::{follow_ups::FollowUpStatus, recipients::RecipientStatus},
};
use sea_orm::{
    ActiveValue::Set,
    Condition, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use std::collections::BTreeSet;

/// What belongs to one household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belongings {
    pub id: RecipientId,
    /// Its record, and those that were joined to it: they speak of the same people.
    pub records: Vec<RecipientId>,
    /// Its record was joined to another one itself.
    pub merged: bool,
    pub deliveries: Vec<DeliveryId>,
    /// Those that a stop of its deliveries is in.
    pub rounds: Vec<RoundId>,
}

/// What an erasure ended along the way.
#[derive(Debug)]
pub struct Erased {
    /// What waited about it to be looked at.
    pub follow_ups: Vec<FollowUpId>,
    /// Sheets that waited to be applied.
    pub previews: Vec<ImportId>,
}

impl Tx {
    /// What belongs to a household; none when it is not of this organisation, or was erased.
    ///
    /// # Errors
    /// The database's own.
    pub async fn belongings(&self, id: RecipientId) -> Result<Option<Belongings>, StoreError> {
        if self.recipient_key(id).await?.is_none() {
            return Ok(None);
        }
        let organisation = self.organisation().0;
        let rows: Vec<(Uuid, Option<Uuid>)> = recipient::Entity::find()
            .select_only()
            .columns([recipient::Column::Id, recipient::Column::MergedInto])
            .filter(recipient::Column::OrganisationId.eq(organisation))
            .filter(Condition::any().add(recipient::Column::Id.eq(id.0)).add(recipient::Column::MergedInto.eq(id.0)))
            .order_by_asc(recipient::Column::Id)
            .into_tuple()
            .all(&self.db())
            .await?;
        let merged = rows.iter().any(|(row, into)| *row == id.0 && into.is_some());
        let records: Vec<Uuid> = rows.into_iter().map(|(row, _)| row).collect();
        let deliveries: Vec<Uuid> = delivery::Entity::find()
            .select_only()
            .column(delivery::Column::Id)
            .filter(delivery::Column::OrganisationId.eq(organisation))
            .filter(delivery::Column::RecipientId.is_in(records.iter().copied()))
            .order_by_asc(delivery::Column::Id)
            .into_tuple()
            .all(&self.db())
            .await?;
        let rounds: Vec<Uuid> = stop::Entity::find()
            .select_only()
            .column(stop::Column::RoundId)
            .distinct()
            .filter(stop::Column::OrganisationId.eq(organisation))
            .filter(stop::Column::DeliveryId.is_in(deliveries.iter().copied()))
            .filter(stop::Column::RoundId.is_not_null())
            .into_tuple()
            .all(&self.db())
            .await?;
        let rounds: BTreeSet<Uuid> = rounds.into_iter().collect();
        Ok(Some(Belongings {
            id,
            records: records.into_iter().map(RecipientId).collect(),
            merged,
            deliveries: deliveries.into_iter().map(DeliveryId).collect(),
            rounds: rounds.into_iter().map(RoundId).collect(),
        }))
    }

    /// Erases a household: its key, the keyed hashes it was found by, its words in every table, the references others
    /// gave it, and the sheets that may hold them. Stops are to be held already, so that none is opened meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Collision`] when something else came to belong to it since `all` was read.
    pub async fn erase_household(&self, all: &Belongings) -> Result<Erased, StoreError> {
        let records: Vec<Uuid> = all.records.iter().map(|id| id.0).collect();
        // Whoever points at it from now on waits, and finds no key then.
        recipient::Entity::find()
            .filter(recipient::Column::OrganisationId.eq(self.organisation().0))
            .filter(recipient::Column::Id.is_in(records.iter().copied()))
            .order_by_asc(recipient::Column::Id)
            .lock_exclusive()
            .all(&self.db())
            .await?;
        let now = self.belongings(all.id).await?;
        if now.is_none_or(|now| now.records != all.records || now.deliveries != all.deliveries) {
            return Err(StoreError::Collision(DbErr::RecordNotUpdated));
        }
        let names: Vec<String> = self.recipients(&all.records).await?.iter().flat_map(names).collect();
        let deliveries: Vec<Uuid> = all.deliveries.iter().map(|id| id.0).collect();
        let follow_ups = self.erase_words(&records, &deliveries).await?;
        self.erase_recurrences(&records).await?;
        self.erase_records(&records).await?;
        let subjects = records.into_iter().chain(deliveries).collect();
        self.forget_titles_naming(&names).await?;
        Ok(Erased { follow_ups, previews: self.forget_sheets(subjects).await? })
    }

    /// Erases what was said about the deliveries of some records; gives what waited to be looked at, and does no more.
    async fn erase_words(&self, records: &[Uuid], deliveries: &[Uuid]) -> Result<Vec<FollowUpId>, StoreError> {
        let (organisation, now) = (self.organisation().0, self.now().micros());
        delivery::Entity::update_many()
            .set(delivery::ActiveModel {
                external_ref: Set(None),
                sealed: Set(None),
                updated_at: Set(now),
                ..Default::default()
            })
            .col_expr(delivery::Column::Version, Expr::col(delivery::Column::Version).add(1))
            .filter(delivery::Column::OrganisationId.eq(organisation))
            .filter(delivery::Column::Id.is_in(deliveries.iter().copied()))
            .exec(&self.db())
            .await?;
        stop::Entity::update_many()
            .set(stop::ActiveModel {
                external_ref: Set(None),
                needs_follow_up: Set(false),
                sealed: Set(None),
                updated_at: Set(now),
                ..Default::default()
            })
            .col_expr(stop::Column::Version, Expr::col(stop::Column::Version).add(1))
            .filter(stop::Column::OrganisationId.eq(organisation))
            .filter(stop::Column::DeliveryId.is_in(deliveries.iter().copied()))
            .exec(&self.db())
            .await?;
        let stops: Vec<Uuid> = stop::Entity::find()
            .select_only()
            .column(stop::Column::Id)
            .filter(stop::Column::OrganisationId.eq(organisation))
            .filter(stop::Column::DeliveryId.is_in(deliveries.iter().copied()))
            .into_tuple()
            .all(&self.db())
            .await?;
        event::Entity::update_many()
            .set(event::ActiveModel { sealed_note: Set(None), ..Default::default() })
            .filter(event::Column::OrganisationId.eq(organisation))
            .filter(event::Column::StopId.is_in(stops.iter().copied()))
            .exec(&self.db())
            .await?;
        self.erase_follow_ups(records, &stops).await
    }

    /// What came round is over, and says nothing any more.
    async fn erase_recurrences(&self, records: &[Uuid]) -> Result<(), StoreError> {
        let (organisation, now) = (self.organisation().0, self.now().micros());
        let theirs = || recurrence::Column::RecipientId.is_in(records.iter().copied());
        let rules: Vec<Uuid> = recurrence::Entity::find()
            .select_only()
            .column(recurrence::Column::Id)
            .filter(recurrence::Column::OrganisationId.eq(organisation))
            .filter(theirs())
            .into_tuple()
            .all(&self.db())
            .await?;
        exception::Entity::delete_many()
            .filter(exception::Column::OrganisationId.eq(organisation))
            .filter(exception::Column::RecurrenceId.is_in(rules))
            .exec(&self.db())
            .await?;
        recurrence::Entity::update_many()
            .set(recurrence::ActiveModel {
                assignee_id: Set(None),
                sealed: Set(None),
                drought: Set(None),
                updated_at: Set(now),
                ..Default::default()
            })
            .col_expr(
                recurrence::Column::CancelledAt,
                Expr::col(recurrence::Column::CancelledAt).if_null(Expr::value(now)),
            )
            .col_expr(recurrence::Column::Version, Expr::col(recurrence::Column::Version).add(1))
            .filter(recurrence::Column::OrganisationId.eq(organisation))
            .filter(theirs())
            .exec(&self.db())
            .await?;
        Ok(())
    }

    async fn erase_follow_ups(&self, records: &[Uuid], stops: &[Uuid]) -> Result<Vec<FollowUpId>, StoreError> {
        let (organisation, now) = (self.organisation().0, self.now().micros());
        let about = || {
            Condition::any()
                .add(follow_up::Column::RecipientId.is_in(records.iter().copied()))
                .add(follow_up::Column::StopId.is_in(stops.iter().copied()))
        };
        follow_up::Entity::update_many()
            .set(follow_up::ActiveModel { sealed: Set(None), updated_at: Set(now), ..Default::default() })
            .col_expr(follow_up::Column::Version, Expr::col(follow_up::Column::Version).add(1))
            .filter(follow_up::Column::OrganisationId.eq(organisation))
            .filter(about())
            .exec(&self.db())
            .await?;
        let waiting: Vec<Uuid> = follow_up::Entity::find()
            .select_only()
            .column(follow_up::Column::Id)
            .filter(follow_up::Column::OrganisationId.eq(organisation))
            .filter(follow_up::Column::Status.eq(FollowUpStatus::Open.as_str()))
            .filter(about())
            .into_tuple()
            .all(&self.db())
            .await?;
        follow_up::Entity::update_many()
            .set(follow_up::ActiveModel {
                status: Set(FollowUpStatus::Handled.to_string()),
                handled_by: Set(self.actor().member().map(Into::into)),
                handled_at: Set(Some(now)),
                ..Default::default()
            })
            .filter(follow_up::Column::OrganisationId.eq(organisation))
            .filter(follow_up::Column::Id.is_in(waiting.iter().copied()))
            .exec(&self.db())
            .await?;
        Ok(waiting.into_iter().map(FollowUpId).collect())
    }

    /// Erases the records themselves. How many live there stays: what was given is counted by it.
    async fn erase_records(&self, records: &[Uuid]) -> Result<(), StoreError> {
        let (organisation, now) = (self.organisation().0, self.now().micros());
        key::Entity::delete_many()
            .filter(key::Column::OrganisationId.eq(organisation))
            .filter(key::Column::RecipientId.is_in(records.iter().copied()))
            .exec(&self.db())
            .await?;
        lookup::Entity::delete_many()
            .filter(lookup::Column::OrganisationId.eq(organisation))
            .filter(lookup::Column::RecipientId.is_in(records.iter().copied()))
            .exec(&self.db())
            .await?;
        distinct::Entity::delete_many()
            .filter(distinct::Column::OrganisationId.eq(organisation))
            .filter(
                Condition::any()
                    .add(distinct::Column::LowId.is_in(records.iter().copied()))
                    .add(distinct::Column::HighId.is_in(records.iter().copied())),
            )
            .exec(&self.db())
            .await?;
        pair::Entity::delete_many()
            .filter(pair::Column::OrganisationId.eq(organisation))
            .filter(pair::Column::RecipientId.is_in(records.iter().copied()))
            .exec(&self.db())
            .await?;
        recipient::Entity::update_many()
            .set(recipient::ActiveModel {
                external_ref: Set(None),
                sealed: Set(Vec::new()),
                status: Set(RecipientStatus::Stopped.to_string()),
                area: Set(String::new()),
                usual_volunteer_id: Set(None),
                last_status: Set(None),
                last_day: Set(None),
                import_id: Set(None),
                erased_at: Set(Some(now)),
                updated_at: Set(now),
                ..Default::default()
            })
            .col_expr(recipient::Column::Version, Expr::col(recipient::Column::Version).add(1))
            .filter(recipient::Column::OrganisationId.eq(organisation))
            .filter(recipient::Column::Id.is_in(records.iter().copied()))
            .exec(&self.db())
            .await?;
        Ok(())
    }
}

/// What a household would be called in the titles of a sheet, had its row been taken for them; folded.
fn names(record: &RecipientRecord) -> Vec<String> {
    let household = &record.household;
    let phones = household.numbers();
    // Written with the country's prefix or with a zero: the last nine digits are the same.
    let digits = phones.iter().map(Phone::as_str).map(|e164| e164.get(e164.len().saturating_sub(9)..));
    let texts = [Some(household.display_name.as_str()), Some(household.address.street.as_str())];
    texts.into_iter().chain(digits).flatten().map(fold).filter(|name| !name.is_empty()).collect()
}
