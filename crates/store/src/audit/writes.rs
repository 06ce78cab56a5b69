//! The chain of writes: each link's hash covers an entry and the link before it (LG-1).

use super::{Anchor, CHAINED_AT_ONCE, Chain, Entry, Reach, Step, chain_key, hold, removal};
use crate::{Actor, Scope, Store, StoreError, Tx, vault::Key};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*};
use std::collections::HashSet;

const PENDING: &str = "SELECT e.seq AS entry_seq, e.organisation_id, e.actor_id, e.action, e.subject_id, \
     CAST(e.detail AS TEXT) AS detail, e.created_at FROM audit_entries e WHERE e.seq IN \
     (SELECT n.seq FROM audit_entries n LEFT JOIN audit_chain c ON c.entry_seq = n.seq \
      WHERE n.seq > $1 AND c.entry_seq IS NULL ORDER BY n.seq LIMIT $2) ORDER BY e.seq";
const LINKED: &str = "SELECT c.position, c.hash, c.entry_seq, e.organisation_id, e.actor_id, e.action, e.subject_id, \
     CAST(e.detail AS TEXT) AS detail, e.created_at FROM audit_chain c \
     LEFT JOIN audit_entries e ON e.seq = c.entry_seq WHERE c.position > $1 ORDER BY c.position LIMIT $2";

row! {
    /// An entry as its hash covers it. All but its number is optional: of an entry that is gone only the link is left.
    struct Covered {
        entry_seq: i64,
        organisation_id: Option<Uuid>,
        actor_id: Option<Uuid>,
        action: Option<String>,
        subject_id: Option<Uuid>,
        detail: Option<String>,
        created_at: Option<i64>,
    }
}

impl Covered {
    fn canonical(&self) -> Vec<u8> {
        serde_json::json!([
            self.entry_seq,
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

impl Entry for Covered {
    fn number(&self) -> i64 {
        self.entry_seq
    }

    fn made_at(&self) -> Option<i64> {
        self.created_at
    }

    fn follow(&self, key: &Key, before: &[u8]) -> Vec<u8> {
        key.mac(&[before, &self.canonical()]).to_vec()
    }
}

row! {
    struct Linked {
        position: i64,
        hash: Vec<u8>,
        entry: Covered,
    }
}

/// Chains the writes that have no hash yet; gives how many.
pub(super) async fn chain(store: &Store, reach: Reach) -> Result<usize, StoreError> {
    let pending: Vec<Covered> = {
        let read = store.read(Scope::System).await?;
        let newest: Option<(i64,)> =
            fetch_optional!(read, (i64,), "SELECT COALESCE(MAX(entry_seq), 0) FROM audit_chain")?;
        let from = reach.after(newest.map_or(0, |(newest,)| newest));
        fetch_all!(read, Covered, PENDING, from, CHAINED_AT_ONCE)?
    };
    if pending.is_empty() {
        return Ok(0);
    }
    let key = chain_key(store);
    let tx = store.write(Scope::System, Actor::System).await?;
    lock(&tx).await?;
    let last = chain_row::Entity::find().order_by_desc(chain_row::Column::Position).one(&tx.db()).await?;
    let mut hash = last.map(|r| r.hash).unwrap_or_default();
    let chained: HashSet<i64> = chain_row::Entity::find()
        .filter(chain_row::Column::EntrySeq.is_in(pending.iter().map(|p| p.entry_seq)))
        .all(&tx.db())
        .await?
        .into_iter()
        .map(|r| r.entry_seq)
        .collect();
    let mut rows = Vec::with_capacity(pending.len());
    for entry in pending.iter().filter(|p| !chained.contains(&p.entry_seq)) {
        hash = entry.follow(&key, &hash);
        rows.push(chain_row::ActiveModel {
            entry_seq: Set(entry.entry_seq),
            hash: Set(hash.clone()),
            ..Default::default()
        });
    }
    let count = rows.len();
    if count > 0 {
        chain_row::Entity::insert_many(rows).exec_without_returning(&tx.db()).await?;
    }
    tx.commit().await?;
    Ok(count)
}

/// One chains or prunes at a time: on SQLite the writer is one, on PostgreSQL whoever holds this lock is.
async fn lock(tx: &Tx) -> Result<(), StoreError> {
    if tx.store().postgres().is_some() {
        tx.run("SELECT pg_advisory_xact_lock(20261)").await?;
    }
    Ok(())
}

/// The log of writes, of which the store holds the tables.
pub(super) struct Writes(pub(super) Store);

impl Chain for Writes {
    const LOG: &'static str = "writes";

    async fn anchor(&self) -> Result<Option<Anchor>, StoreError> {
        let read = self.0.read(Scope::System).await?;
        fetch_optional!(
            read,
            Anchor,
            "SELECT position, hash, made_at, signature FROM audit_anchors ORDER BY position DESC LIMIT 1"
        )
    }

    async fn steps(&self, key: &Key, after: i64, before: &[u8], limit: i64) -> Result<Vec<Step>, StoreError> {
        let read = self.0.read(Scope::System).await?;
        let links = fetch_all!(read, Linked, LINKED, after, limit)?;
        Ok(hold(links.into_iter().map(|link| (link.position, link.hash, link.entry)), key, before))
    }

    async fn cut(&self, anchor: &Anchor, from: i64) -> Result<(), StoreError> {
        let tx = self.0.write(Scope::System, Actor::System).await?;
        lock(&tx).await?;
        let standing = anchor_row::Entity::find().order_by_desc(anchor_row::Column::Position).one(&tx.db()).await?;
        if standing.map_or(0, |row| row.position) != from {
            return Ok(());
        }
        anchor_row::Entity::insert(anchor_row::ActiveModel {
            position: Set(anchor.position),
            hash: Set(anchor.hash.clone()),
            made_at: Set(anchor.made_at),
            signature: Set(anchor.signature.clone()),
        })
        .exec_without_returning(&tx.db())
        .await?;
        tx.run(&removal("audit")).await?;
        tx.commit().await
    }
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

mod anchor_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_anchors")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) position: i64,
        pub(crate) hash: Vec<u8>,
        pub(crate) made_at: i64,
        pub(crate) signature: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
