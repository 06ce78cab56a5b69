//! The audit log of writes: append-only, chained by a keyed hash (LG-1, decisions 17).

mod checkpoint;

pub use checkpoint::Checkpoint;
pub(crate) use checkpoint::Link;

use crate::{Actor, Read, Scope, Store, StoreError, Tx, vault::Key};
use cabas_kernel::Ts;
use cabas_model::{
    Page,
    audit::{AuditEntry, AuditKind},
};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*};
use serde_json::Value;
use std::collections::HashMap;

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

/// Chains the entries of both logs that have no hash yet, in the order of their numbers, up to [`CHAINED_AT_ONCE`] of
/// each; says whether there may be more. One chainer works at a time: on SQLite the writer is one, on PostgreSQL a lock
/// in the database is.
///
/// # Errors
/// The database's own.
pub async fn chain(store: &Store, reach: Reach) -> Result<bool, StoreError> {
    let reach = if store.postgres().is_none() && reach == Reach::Late { Reach::End } else { reach };
    let writes = chain_writes(store, reach).await?;
    let looks = store.looks().chain(&chain_key(store), reach).await?;
    Ok(i64::try_from(writes.max(looks)).is_ok_and(|most| most >= CHAINED_AT_ONCE))
}

/// Entries of a log that are chained at once, at most.
pub(crate) const CHAINED_AT_ONCE: i64 = 500;

/// How far back entries without a hash are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Behind the newest link: what came since.
    End,
    /// A little before it too. PostgreSQL gives numbers before commits, and whoever got a low one may commit after a high
    /// one; no transaction lives long enough for more than this to pass it. On SQLite one writes at a time, in order.
    Late,
    /// The whole log: what a crash left further behind.
    Whole,
}

fn chain_key(store: &Store) -> Key {
    store.vault().secrets().master.derive("audit")
}

const PENDING: &str = "SELECT e.seq AS entry_seq, e.organisation_id, e.actor_id, e.action, e.subject_id, \
     CAST(e.detail AS TEXT) AS detail, e.created_at FROM audit_entries e WHERE e.seq IN \
     (SELECT n.seq FROM audit_entries n LEFT JOIN audit_chain c ON c.entry_seq = n.seq \
      WHERE n.seq > $1 AND c.entry_seq IS NULL ORDER BY n.seq LIMIT $2) ORDER BY e.seq";
/// How far behind the newest link an entry may still wait.
const BEHIND: i64 = 10_000;

impl Reach {
    /// The number after which entries without a link are looked for.
    pub(crate) const fn after(self, newest: i64) -> i64 {
        match self {
            Self::End => newest,
            Self::Late => newest.saturating_sub(BEHIND),
            Self::Whole => 0,
        }
    }
}

const LINKED: &str = "SELECT c.position, c.hash, c.entry_seq, e.organisation_id, e.actor_id, e.action, e.subject_id, \
     CAST(e.detail AS TEXT) AS detail, e.created_at FROM audit_chain c \
     LEFT JOIN audit_entries e ON e.seq = c.entry_seq WHERE c.position > $1 ORDER BY c.position LIMIT 500";

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

row! {
    struct Linked {
        position: i64,
        hash: Vec<u8>,
        #[sqlx(flatten)]
        entry: Covered,
    }
}

async fn chain_writes(store: &Store, reach: Reach) -> Result<usize, StoreError> {
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
    if store.postgres().is_some() {
        tx.run("SELECT pg_advisory_xact_lock(20261)").await?;
    }
    let last = chain_row::Entity::find().order_by_desc(chain_row::Column::Position).one(&tx.db()).await?;
    let mut hash = last.map(|r| r.hash).unwrap_or_default();
    let chained: std::collections::HashSet<i64> = chain_row::Entity::find()
        .filter(chain_row::Column::EntrySeq.is_in(pending.iter().map(|p| p.entry_seq)))
        .all(&tx.db())
        .await?
        .into_iter()
        .map(|r| r.entry_seq)
        .collect();
    let mut rows = Vec::with_capacity(pending.len());
    for entry in pending.iter().filter(|p| !chained.contains(&p.entry_seq)) {
        hash = key.mac(&[&hash, &entry.canonical()]).to_vec();
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

/// What a check of the logs found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Entries of the log of writes whose hash was checked.
    pub writes: u64,
    /// Entries of the log of looks whose hash was checked.
    pub looks: u64,
    /// The first write that is not what was logged, or is gone.
    pub bad_write: Option<i64>,
    /// The first look that is not what was logged, or is gone.
    pub bad_look: Option<i64>,
}

impl Verdict {
    pub const fn is_whole(&self) -> bool {
        self.bad_write.is_none() && self.bad_look.is_none()
    }
}

/// Computes both chains again and compares. Entries without a link are not covered yet; the chainer covers them within a
/// second, and within ten those that commit after a higher number.
///
/// # Errors
/// The database's own.
pub async fn verify(store: &Store) -> Result<Verdict, StoreError> {
    let key = chain_key(store);
    let (looks, bad_look) = store.looks().verify(&key).await?;
    let (mut writes, mut after, mut hash) = (0, i64::MIN, Vec::new());
    loop {
        let read = store.read(Scope::System).await?;
        let rows = fetch_all!(read, Linked, LINKED, after)?;
        if rows.is_empty() {
            return Ok(Verdict { writes, looks, bad_write: None, bad_look });
        }
        for link in rows {
            hash = key.mac(&[&hash, &link.entry.canonical()]).to_vec();
            if hash != link.hash {
                return Ok(Verdict { writes, looks, bad_write: Some(link.entry.entry_seq), bad_look });
            }
            (writes, after) = (writes + 1, link.position);
        }
    }
}

/// Where a page of both logs begins: below these numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    write: i64,
    look: i64,
}

impl Position {
    pub const NEWEST: Self = Self { write: i64::MAX, look: i64::MAX };

    /// Reads what a page gave.
    pub fn parse(text: &str) -> Option<Self> {
        let (write, look) = text.split_once('.')?;
        Some(Self { write: write.parse().ok()?, look: look.parse().ok()? })
    }
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.write, self.look)
    }
}

row! {
    struct WriteRow {
        seq: i64,
        actor_id: Option<Uuid>,
        action: String,
        subject_id: Option<Uuid>,
        detail: Value,
        created_at: i64,
    }
}

/// The organisation's log, newest first: writes, looks, or both merged by their time.
///
/// # Errors
/// The database's own.
pub async fn list(
    read: Read,
    kind: Option<AuditKind>,
    from: Position,
    limit: u16,
) -> Result<Page<AuditEntry>, StoreError> {
    let wanted = i64::from(limit) + 1;
    let writes = match kind {
        Some(AuditKind::Look) => Vec::new(),
        _ => fetch_all!(
            read,
            WriteRow,
            "SELECT seq, actor_id, action, subject_id, detail, created_at FROM audit_entries \
             WHERE organisation_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3",
            read.organisation().0,
            from.write,
            wanted
        )?,
    };
    let names = names(&read).await?;
    let (store, organisation) = (read.store().clone(), read.organisation());
    // Nobody holds two connections: the log of looks has its own.
    drop(read);
    let looks = match kind {
        Some(AuditKind::Write) => Vec::new(),
        _ => store.looks().newest(organisation, from.look, wanted).await?,
    };
    let name = |id: Uuid| names.get(&id).cloned();
    let (mut writes, mut looks) = (writes.into_iter().peekable(), looks.into_iter().peekable());
    let (mut items, mut reached) = (Vec::new(), from);
    while items.len() < usize::from(limit) {
        let look_first = match (writes.peek(), looks.peek()) {
            (Some(write), Some(look)) => look.created_at > write.created_at,
            (None, Some(_)) => true,
            _ => false,
        };
        if look_first {
            let Some(look) = looks.next() else { break };
            reached.look = look.seq;
            let (id, actor) = (opaque(&store, b"look", look.seq), name(look.actor_id));
            items.push(look.entry(id, actor));
        } else {
            let Some(write) = writes.next() else { break };
            reached.write = write.seq;
            let (id, actor) = (opaque(&store, b"write", write.seq), write.actor_id.and_then(name));
            items.push(write.entry(id, actor));
        }
    }
    let more = writes.peek().is_some() || looks.peek().is_some();
    Ok(Page { items, next_cursor: more.then(|| reached.to_string()) })
}

/// What an entry is called outside the database: a keyed hash of its number.
fn opaque(store: &Store, log: &[u8], seq: i64) -> Uuid {
    let mac = store.vault().secrets().hashing.mac(&[b"audit entry", log, &seq.to_be_bytes()]);
    mac.get(..16).and_then(|bytes| Uuid::from_slice(bytes).ok()).unwrap_or_default()
}

impl WriteRow {
    fn entry(self, id: Uuid, actor: Option<String>) -> AuditEntry {
        let empty = self.detail.as_object().is_some_and(serde_json::Map::is_empty);
        AuditEntry {
            id,
            at: Ts::from_micros(self.created_at),
            kind: AuditKind::Write,
            actor,
            action: self.action,
            subject_id: self.subject_id,
            count: None,
            detail: (!empty).then(|| self.detail.to_string()),
        }
    }
}

/// What those who ever acted here are called: members and programs. Whoever was erased has no name.
async fn names(read: &Read) -> Result<HashMap<Uuid, String>, StoreError> {
    let rows: Vec<(Uuid, String)> = fetch_all!(
        read,
        (Uuid, String),
        "SELECT p.id, p.display_name FROM memberships m JOIN people p ON p.id = m.person_id \
         WHERE m.organisation_id = $1 AND p.erased_at IS NULL \
         UNION SELECT id, name FROM api_clients WHERE organisation_id = $1",
        read.organisation().0
    )?;
    Ok(rows.into_iter().collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_without_a_link_are_looked_for_behind_the_newest_a_little_before_it_or_everywhere() {
        let newest = 3 * BEHIND;
        assert_eq!(Reach::End.after(newest), newest);
        assert_eq!(Reach::Late.after(newest), newest - BEHIND);
        assert_eq!(Reach::Whole.after(newest), 0);
        // Numbers begin at 1: in a short log, a little before the newest is everywhere.
        assert!(Reach::Late.after(BEHIND) <= 0 && Reach::Late.after(0) <= 0 && Reach::End.after(0) == 0);
    }
}
