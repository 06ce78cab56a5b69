//! Messages to send, written by the transaction of their cause and sent by a worker (OB-1).

use crate::{
    Actor, Scope, Store, StoreError, Tx,
    vault::{self, Spot},
};
use cabas_kernel::Ts;
use chrono::TimeDelta;
use sea_orm::{
    ActiveValue::Set,
    QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde::{Serialize, de::DeserializeOwned};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) kind: String,
        pub(crate) sealed: Vec<u8>,
        pub(crate) attempts: i16,
        pub(crate) due_at: i64,
        pub(crate) leased_until: Option<i64>,
        pub(crate) done_at: Option<i64>,
        pub(crate) failed_at: Option<i64>,
        pub(crate) last_error: Option<String>,
        pub(crate) created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// After this many tries a message is given up, and said so in the metrics.
const TRIES: i16 = 12;
/// How long a worker may hold a message before another takes it over.
const LEASE: TimeDelta = TimeDelta::seconds(60);

/// A message whose lease is ours.
#[derive(Debug)]
pub struct Leased {
    pub id: Uuid,
    pub kind: String,
    pub attempts: i16,
    sealed: Vec<u8>,
}

fn spot(id: Uuid) -> Spot {
    Spot { table: "outbox", row: id, organisation: Uuid::nil() }
}

impl Tx {
    /// Puts a message in the outbox. It holds names and links, so it is sealed.
    ///
    /// # Errors
    /// The database's own.
    pub async fn send<T: Serialize>(&self, kind: &str, message: &T) -> Result<(), StoreError> {
        let id: Uuid = self.new_id();
        let now = self.now().micros();
        row::Entity::insert(row::ActiveModel {
            id: Set(id),
            kind: Set(kind.to_owned()),
            sealed: Set(vault::seal(&self.store().vault().system(), spot(id), message)?),
            attempts: Set(0),
            due_at: Set(now),
            created_at: Set(now),
            ..Default::default()
        })
        .exec_without_returning(&self.db())
        .await?;
        self.will_notify();
        Ok(())
    }
}

impl Leased {
    /// Says whether no other try follows one that ended so: the message was refused, or was tried often enough.
    pub fn is_given_up(&self, sent: &Sent) -> bool {
        match sent {
            Sent::Done => false,
            Sent::Retry(_) => self.attempts.saturating_add(1) >= TRIES,
            Sent::GiveUp(_) => true,
        }
    }

    /// The message.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] when it does not open.
    pub fn open<T: DeserializeOwned>(&self, store: &Store) -> Result<T, StoreError> {
        vault::open(&store.vault().system(), spot(self.id), &self.sealed)
    }
}

/// Takes up to `limit` due messages, so that no other worker sends them meanwhile.
///
/// # Errors
/// The database's own.
pub async fn lease(store: &Store, limit: u64) -> Result<Vec<Leased>, StoreError> {
    let now = store.now();
    {
        // A look first, without the writer: the outbox is nearly always empty.
        let read = store.read(Scope::System).await?;
        let due: Option<(i64,)> = fetch_optional!(
            read,
            (i64,),
            "SELECT due_at FROM outbox WHERE done_at IS NULL AND failed_at IS NULL AND due_at <= $1 LIMIT 1",
            now.micros()
        )?;
        if due.is_none() {
            return Ok(Vec::new());
        }
    }
    let tx = store.write(Scope::System, Actor::System).await?;
    let mut query = row::Entity::find()
        .filter(row::Column::DoneAt.is_null())
        .filter(row::Column::FailedAt.is_null())
        .filter(row::Column::DueAt.lte(now.micros()))
        .filter(row::Column::LeasedUntil.is_null().or(row::Column::LeasedUntil.lt(now.micros())))
        .order_by_asc(row::Column::DueAt)
        // Of one instant, in the order in which they were put here: ids rise.
        .order_by_asc(row::Column::Id)
        .limit(limit);
    if store.postgres().is_some() {
        query = query
            .lock_with_behavior(sea_orm::sea_query::LockType::Update, sea_orm::sea_query::LockBehavior::SkipLocked);
    }
    let rows = query.all(&tx.db()).await?;
    if !rows.is_empty() {
        row::Entity::update_many()
            .col_expr(row::Column::LeasedUntil, Expr::value((now + LEASE).micros()))
            .filter(row::Column::Id.is_in(rows.iter().map(|r| r.id)))
            .exec(&tx.db())
            .await?;
    }
    tx.commit().await?;
    Ok(rows.into_iter().map(|r| Leased { id: r.id, kind: r.kind, attempts: r.attempts, sealed: r.sealed }).collect())
}

/// How a try ended.
#[derive(Debug)]
pub enum Sent {
    Done,
    /// Try again later, with longer and longer pauses.
    Retry(String),
    /// Trying again is useless: the address is refused.
    GiveUp(String),
}

/// Notes how a try ended.
///
/// # Errors
/// The database's own.
pub async fn settle(store: &Store, message: &Leased, sent: &Sent) -> Result<(), StoreError> {
    let tx = store.write(Scope::System, Actor::System).await?;
    let now = tx.now();
    let attempts = message.attempts.saturating_add(1);
    let mut change = row::ActiveModel { attempts: Set(attempts), leased_until: Set(None), ..Default::default() };
    match sent {
        Sent::Done => {
            change.done_at = Set(Some(now.micros()));
            // What was sent is not kept: it held names and links.
            change.sealed = Set(Vec::new());
        }
        Sent::Retry(why) | Sent::GiveUp(why) => {
            change.last_error = Set(Some(why.clone()));
            if message.is_given_up(sent) {
                change.failed_at = Set(Some(now.micros()));
                change.sealed = Set(Vec::new());
            } else {
                change.due_at = Set((now + pause(attempts)).micros());
            }
        }
    }
    row::Entity::update_many().set(change).filter(row::Column::Id.eq(message.id)).exec(&tx.db()).await?;
    tx.commit().await
}

/// 2 s, 4 s, 8 s … at most an hour.
fn pause(attempts: i16) -> TimeDelta {
    let exponent = u32::try_from(attempts.clamp(0, 12)).unwrap_or(12);
    TimeDelta::seconds(std::cmp::min(2_i64.pow(exponent), 3600))
}

/// How many messages wait, and since when the oldest does.
///
/// # Errors
/// The database's own.
pub async fn backlog(store: &Store) -> Result<(i64, Option<Ts>), StoreError> {
    let read = store.read(Scope::System).await?;
    let row: Option<(i64, Option<i64>)> = fetch_optional!(
        read,
        (i64, Option<i64>),
        "SELECT COUNT(*), MIN(created_at) FROM outbox WHERE done_at IS NULL AND failed_at IS NULL"
    )?;
    Ok(row.map_or((0, None), |(n, oldest)| (n, oldest.map(Ts::from_micros))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_given_up_when_it_is_refused_or_was_tried_often_enough() {
        let leased = |attempts| Leased { id: Uuid::nil(), kind: "mail".to_owned(), attempts, sealed: Vec::new() };
        let busy = Sent::Retry("451".to_owned());
        assert!(!leased(TRIES - 2).is_given_up(&busy));
        assert!(leased(TRIES - 1).is_given_up(&busy));
        assert!(leased(0).is_given_up(&Sent::GiveUp("550".to_owned())));
        assert!(!leased(TRIES).is_given_up(&Sent::Done));
    }
}
