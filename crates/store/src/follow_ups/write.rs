//! Opening follow-ups, giving them to somebody, ticking them.

use super::{row::follow_up, sealed::Words};
use crate::{StoreError, Tx, deliveries::row::stop};
use cabas_kernel::{
    Ts,
    id::{FollowUpId, MembershipId, RecipientId, RoundId, StopId},
    words::{
        deliveries::FailureReason,
        follow_ups::{FollowUpCause, FollowUpStatus},
    },
};
use sea_orm::{
    ActiveValue::Set,
    PaginatorTrait, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

/// Something to look at: about a stop, a round, or a household alone.
#[derive(Clone, Default)]
pub struct NewFollowUp {
    pub stop: Option<StopId>,
    pub round: Option<RoundId>,
    pub recipient: Option<RecipientId>,
    pub reason: Option<FailureReason>,
    pub comment: Option<String>,
    pub reported_by: Option<MembershipId>,
}

/// A follow-up, as rules see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUpRecord {
    pub id: FollowUpId,
    pub stop: Option<StopId>,
    pub recipient: Option<RecipientId>,
    pub status: FollowUpStatus,
    pub owner: Option<MembershipId>,
    pub due_at: Option<Ts>,
    pub version: i64,
}

fn record(row: follow_up::Model) -> Result<FollowUpRecord, StoreError> {
    Ok(FollowUpRecord {
        id: FollowUpId(row.id),
        stop: row.stop_id.map(StopId),
        recipient: row.recipient_id.map(RecipientId),
        status: row.status.parse().map_err(|_| StoreError::Settings("unknown status of a follow-up".into()))?,
        owner: row.owner_id.map(MembershipId),
        due_at: row.due_at.map(Ts::from_micros),
        version: row.version,
    })
}

impl Tx {
    /// Puts something in the inbox of dispatchers until it is ticked (DL-23).
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_follow_up(&self, cause: FollowUpCause, new: NewFollowUp) -> Result<FollowUpId, StoreError> {
        let now = self.now().micros();
        let id: FollowUpId = self.new_id();
        let words = Words { comment: new.comment, note: None };
        let sealed = match self.words_key(new.recipient).await? {
            Some(key) => words.seal(&key, self.organisation(), id.0)?,
            None => None,
        };
        follow_up::Entity::insert(follow_up::ActiveModel {
            id: Set(id.0),
            organisation_id: Set(self.organisation().0),
            stop_id: Set(new.stop.map(Into::into)),
            round_id: Set(new.round.map(Into::into)),
            recipient_id: Set(new.recipient.map(Into::into)),
            cause: Set(cause.to_string()),
            status: Set(FollowUpStatus::Open.to_string()),
            reason: Set(new.reason.map(|r| r.to_string())),
            sealed: Set(sealed),
            reported_by: Set(new.reported_by.map(Into::into)),
            owner_id: Set(None),
            due_at: Set(None),
            handled_by: Set(None),
            handled_at: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        })
        .exec_without_returning(&self.db())
        .await?;
        if let Some(stop) = new.stop {
            self.set_needs_follow_up(stop, true).await?;
        }
        Ok(id)
    }

    /// One follow-up of the organisation, held until the transaction ends.
    ///
    /// # Errors
    /// The database's own.
    pub async fn follow_up(&self, id: FollowUpId) -> Result<Option<FollowUpRecord>, StoreError> {
        let found = follow_up::Entity::find_by_id(id.0)
            .filter(follow_up::Column::OrganisationId.eq(self.organisation().0))
            .lock_exclusive()
            .one(&self.db())
            .await?;
        found.map(record).transpose()
    }

    /// What waits about the deliveries of a household that receives nothing (DL-15), held until the transaction ends.
    ///
    /// # Errors
    /// The database's own.
    pub async fn open_flags(&self, recipient: RecipientId) -> Result<Vec<FollowUpRecord>, StoreError> {
        let found = follow_up::Entity::find()
            .filter(follow_up::Column::OrganisationId.eq(self.organisation().0))
            .filter(follow_up::Column::RecipientId.eq(recipient.0))
            .filter(follow_up::Column::Cause.eq(FollowUpCause::Inactive.as_str()))
            .filter(follow_up::Column::Status.eq(FollowUpStatus::Open.as_str()))
            .lock_exclusive()
            .all(&self.db())
            .await?;
        found.into_iter().map(record).collect()
    }

    /// Saves whose it is and until when.
    ///
    /// # Errors
    /// The database's own.
    pub async fn save_follow_up(&self, record: &FollowUpRecord) -> Result<(), StoreError> {
        let change = follow_up::ActiveModel {
            owner_id: Set(record.owner.map(Into::into)),
            due_at: Set(record.due_at.map(Ts::micros)),
            ..Default::default()
        };
        self.change_follow_up(record, change).await
    }

    /// Ticks it; by nobody when what it said came to be no longer true. A stop without any open follow-up needs none
    /// any more.
    ///
    /// # Errors
    /// The database's own.
    pub async fn handle_follow_up(
        &self,
        record: &FollowUpRecord,
        note: Option<String>,
        by: Option<MembershipId>,
    ) -> Result<(), StoreError> {
        let mut change = follow_up::ActiveModel {
            status: Set(FollowUpStatus::Handled.to_string()),
            handled_by: Set(by.map(Into::into)),
            handled_at: Set(Some(self.now().micros())),
            ..Default::default()
        };
        if note.is_some()
            && let Some(key) = self.words_key(record.recipient).await?
        {
            let row = follow_up::Entity::find_by_id(record.id.0).one(&self.db()).await?;
            let sealed = row.and_then(|r| r.sealed);
            let words = Words::open(&key, self.organisation(), record.id.0, sealed.as_deref())?;
            change.sealed = Set(Words { note, ..words }.seal(&key, self.organisation(), record.id.0)?);
        }
        self.change_follow_up(record, change).await?;
        match record.stop {
            Some(stop) => self.set_needs_follow_up(stop, self.open_follow_ups_of(stop, None).await? > 0).await,
            None => Ok(()),
        }
    }

    /// How many open follow-ups a stop has, of one cause or of any.
    ///
    /// # Errors
    /// The database's own.
    pub async fn open_follow_ups_of(&self, stop: StopId, cause: Option<FollowUpCause>) -> Result<u64, StoreError> {
        let mut query = follow_up::Entity::find()
            .filter(follow_up::Column::OrganisationId.eq(self.organisation().0))
            .filter(follow_up::Column::StopId.eq(stop.0))
            .filter(follow_up::Column::Status.eq(FollowUpStatus::Open.as_str()));
        if let Some(cause) = cause {
            query = query.filter(follow_up::Column::Cause.eq(cause.as_str()));
        }
        Ok(query.count(&self.db()).await?)
    }

    async fn change_follow_up(
        &self,
        record: &FollowUpRecord,
        mut change: follow_up::ActiveModel,
    ) -> Result<(), StoreError> {
        change.version = Set(record.version + 1);
        change.updated_at = Set(self.now().micros());
        follow_up::Entity::update_many()
            .set(change)
            .filter(follow_up::Column::OrganisationId.eq(self.organisation().0))
            .filter(follow_up::Column::Id.eq(record.id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    async fn set_needs_follow_up(&self, stop: StopId, needs: bool) -> Result<(), StoreError> {
        stop::Entity::update_many()
            .set(stop::ActiveModel { needs_follow_up: Set(needs), ..Default::default() })
            .col_expr(stop::Column::Version, Expr::col(stop::Column::Version).add(1))
            .filter(stop::Column::OrganisationId.eq(self.organisation().0))
            .filter(stop::Column::Id.eq(stop.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }
}
