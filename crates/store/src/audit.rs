//! The audit log of writes: append-only, chained by a keyed hash (LG-1, decisions 17).

use crate::{Actor, Scope, Store, StoreError, Tx};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*};
use serde_json::Value;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_entries")]
    pub(crate) struct Model {
        #[sea_orm(primary_key)]
        pub(crate) seq: i64,
        pub(crate) organisation_id: Option<Uuid>,
        pub(crate) actor_id: Option<Uuid>,
        pub(crate) action: String,
        pub(crate) subject_id: Option<Uuid>,
        #[sea_orm(column_type = "JsonBinary")]
        pub(crate) detail: Json,
        pub(crate) created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

impl Tx {
    /// Notes an act in the audit log, in the same transaction. `detail` holds ids, states and counts, never what a
    /// household is called or where it lives.
    ///
    /// # Errors
    /// The database's own.
    pub async fn audit(&self, action: &str, subject: impl Into<Uuid>, detail: Value) -> Result<(), StoreError> {
        let organisation = self.organisation().0;
        row::Entity::insert(row::ActiveModel {
            organisation_id: Set((!organisation.is_nil()).then_some(organisation)),
            actor_id: Set(self.actor().id()),
            action: Set(action.to_owned()),
            subject_id: Set(Some(subject.into())),
            detail: Set(detail),
            created_at: Set(self.now().micros()),
            ..Default::default()
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(())
    }
}

/// Chains the entries that have no hash yet, in the order of their numbers; gives how many. One chainer works at a
/// time: on SQLite the writer is one, on PostgreSQL a lock in the database is.
///
/// # Errors
/// The database's own.
pub async fn chain(store: &Store) -> Result<usize, StoreError> {
    let main = chain_log(store, &MAIN).await?;
    Ok(main)
}

/// A log and its chain.
struct Log {
    pending: &'static str,
}

const MAIN: Log = Log {
    pending: "SELECT e.seq, e.organisation_id, e.actor_id, e.action, e.subject_id, e.detail, e.created_at FROM audit_entries e \
              LEFT JOIN audit_chain c ON c.entry_seq = e.seq WHERE c.entry_seq IS NULL ORDER BY e.seq LIMIT 500",
};

#[derive(sqlx::FromRow)]
struct Pending {
    seq: i64,
    organisation_id: Option<Uuid>,
    actor_id: Option<Uuid>,
    action: String,
    subject_id: Option<Uuid>,
    detail: Value,
    created_at: i64,
}

impl Pending {
    fn canonical(&self) -> Vec<u8> {
        serde_json::json!([
            self.seq,
            self.organisation_id,
            self.actor_id,
            self.action,
            self.subject_id,
            self.detail,
            self.created_at
        ])
        .to_string()
        .into_bytes()
    }
}

async fn chain_log(store: &Store, log: &Log) -> Result<usize, StoreError> {
    let pending: Vec<Pending> = {
        let read = store.read(Scope::System).await?;
        fetch_all!(read, Pending, log.pending)?
    };
    if pending.is_empty() {
        return Ok(0);
    }
    let key = store.vault().secrets().master.derive("audit");
    let tx = store.write(Scope::System, Actor::System).await?;
    if store.postgres().is_some() {
        tx.run("SELECT pg_advisory_xact_lock(20261)").await?;
    }
    let last = chain_row::Entity::find().order_by_desc(chain_row::Column::Position).one(&tx.db()).await?;
    let mut hash = last.map(|r| r.hash).unwrap_or_default();
    let chained: std::collections::HashSet<i64> = chain_row::Entity::find()
        .filter(chain_row::Column::EntrySeq.is_in(pending.iter().map(|p| p.seq)))
        .all(&tx.db())
        .await?
        .into_iter()
        .map(|r| r.entry_seq)
        .collect();
    let mut rows = Vec::with_capacity(pending.len());
    for entry in pending.iter().filter(|p| !chained.contains(&p.seq)) {
        hash = key.mac(&[&hash, &entry.canonical()]).to_vec();
        rows.push(chain_row::ActiveModel { entry_seq: Set(entry.seq), hash: Set(hash.clone()), ..Default::default() });
    }
    let count = rows.len();
    if count > 0 {
        chain_row::Entity::insert_many(rows).exec_without_returning(&tx.db()).await?;
    }
    tx.commit().await?;
    Ok(count)
}

mod chain_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_chain")]
    pub(crate) struct Model {
        #[sea_orm(primary_key)]
        pub(crate) position: i64,
        pub(crate) entry_seq: i64,
        pub(crate) hash: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
