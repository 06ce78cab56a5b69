//! Live changes: what happened, by id and kind, in the transaction of its cause.

use crate::{Read, StoreError, Tx};
use cabas_kernel::{
    Ts,
    id::{MembershipId, OrganisationId},
    words::events::EventKind,
};
use cabas_model::events::LiveEvent;
use chrono::{NaiveDate, TimeDelta};
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use std::collections::BTreeSet;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "events")]
    pub(crate) struct Model {
        #[sea_orm(primary_key)]
        pub(crate) seq: i64,
        pub(crate) organisation_id: Uuid,
        pub(crate) kind: String,
        pub(crate) subject_id: Uuid,
        pub(crate) day: Option<Date>,
        pub(crate) audience_id: Option<Uuid>,
        pub(crate) created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

impl Tx {
    /// Announces a change to the organisation's dispatchers, and to one volunteer when it is about them.
    ///
    /// # Errors
    /// The database's own.
    pub async fn announce(
        &self,
        kind: EventKind,
        subject: impl Into<Uuid>,
        day: Option<NaiveDate>,
        audience: Option<MembershipId>,
    ) -> Result<(), StoreError> {
        row::Entity::insert(row::ActiveModel {
            organisation_id: Set(self.organisation().0),
            kind: Set(kind.as_str().to_owned()),
            subject_id: Set(subject.into()),
            day: Set(day),
            audience_id: Set(audience.map(Into::into)),
            created_at: Set(self.now().micros()),
            ..Default::default()
        })
        .exec_without_returning(&self.db())
        .await?;
        self.will_notify();
        Ok(())
    }

    /// The same to several people, each of whom hears it once; to the dispatchers alone when there are none.
    ///
    /// # Errors
    /// The database's own.
    pub async fn announce_to(
        &self,
        kind: EventKind,
        subject: impl Into<Uuid>,
        day: Option<NaiveDate>,
        audience: &BTreeSet<MembershipId>,
    ) -> Result<(), StoreError> {
        let subject = subject.into();
        self.announce(kind, subject, day, audience.first().copied()).await?;
        for other in audience.iter().skip(1) {
            self.announce(kind, subject, day, Some(*other)).await?;
        }
        Ok(())
    }
}

row! {
    struct EventRow {
        seq: i64,
        organisation_id: Uuid,
        kind: String,
        subject_id: Uuid,
        day: Option<NaiveDate>,
        created_at: i64,
    }
}

impl EventRow {
    fn into_event(self) -> Option<(i64, LiveEvent)> {
        let event = LiveEvent {
            id: self.created_at,
            organisation_id: OrganisationId(self.organisation_id),
            kind: self.kind.parse().ok()?,
            subject_id: self.subject_id,
            date: self.day,
            at: Ts::from_micros(self.created_at),
        };
        Some((self.seq, event))
    }
}

/// Events read at once, at most.
pub const AT_ONCE: usize = 500;

/// Up to [`AT_ONCE`] events after a number, oldest first: all of the organisation's, or those told to one volunteer. Each
/// with its own number, which counts the events of every organisation and stays inside.
///
/// # Errors
/// The database's own.
pub async fn after(read: &Read, seq: i64, only: Option<MembershipId>) -> Result<Vec<(i64, LiveEvent)>, StoreError> {
    let rows = fetch_all!(
        read,
        EventRow,
        "SELECT seq, organisation_id, kind, subject_id, day, created_at FROM events \
         WHERE organisation_id = $1 AND seq > $2 AND ($3 IS NULL OR audience_id = $3) ORDER BY seq LIMIT 500",
        read.organisation().0,
        seq,
        only.map(|m| m.0),
    )?;
    Ok(rows.into_iter().filter_map(EventRow::into_event).collect())
}

/// When the newest event of the organisation happened, as its `id` says it: 0 without any.
///
/// # Errors
/// The database's own.
pub async fn newest(read: &Read) -> Result<i64, StoreError> {
    let row: Option<(i64,)> = fetch_optional!(
        read,
        (i64,),
        "SELECT created_at FROM events WHERE organisation_id = $1 ORDER BY seq DESC LIMIT 1",
        read.organisation().0
    )?;
    Ok(row.map_or(0, |r| r.0))
}

/// How long events are kept.
pub const KEPT: TimeDelta = TimeDelta::days(30);

/// The number of the newest event older than an instant, whatever its organisation: where a replay that overlaps
/// begins (decisions 25). For the system's scope.
///
/// # Errors
/// The database's own.
pub async fn newest_before(read: &Read, at: Ts) -> Result<i64, StoreError> {
    let row: Option<(i64,)> = fetch_optional!(
        read,
        (i64,),
        "SELECT seq FROM events WHERE created_at < $1 ORDER BY created_at DESC, seq DESC LIMIT 1",
        at.micros()
    )?;
    Ok(row.map_or(0, |r| r.0))
}

impl Tx {
    /// Forgets events that nobody who listens can have missed: those older than thirty days.
    ///
    /// # Errors
    /// The database's own.
    pub async fn forget_old_events(&self) -> Result<u64, StoreError> {
        let limit = (self.now() - KEPT).micros();
        Ok(row::Entity::delete_many().filter(row::Column::CreatedAt.lt(limit)).exec(&self.db()).await?.rows_affected)
    }
}
