//! The audit log of writes: append-only, chained by a keyed hash (LG-1, decisions 17).

mod anchor;
mod checkpoint;
mod walk;
mod writes;

pub(crate) use anchor::{Anchor, removal};
pub use checkpoint::Checkpoint;
pub(crate) use checkpoint::Link;
pub use walk::Fault;
pub(crate) use walk::{Chain, Entry, Step, hold};

use crate::{Read, Store, StoreError, Tx, vault::Key};
use cabas_kernel::Ts;
use cabas_model::{
    Page,
    audit::{AuditEntry, AuditKind},
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use serde_json::Value;
use std::collections::HashMap;
use writes::Writes;

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
    let writes = writes::chain(store, reach).await?;
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

/// What a check of the logs found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Entries of the log of writes whose hash was checked.
    pub writes: u64,
    /// Entries of the log of looks whose hash was checked.
    pub looks: u64,
    /// Where the log of writes is not what was logged.
    pub bad_write: Option<Fault>,
    /// Where the log of looks is not.
    pub bad_look: Option<Fault>,
    /// When entries were last removed for their age, from either.
    pub pruned_at: Option<Ts>,
}

impl Verdict {
    pub const fn is_whole(&self) -> bool {
        self.bad_write.is_none() && self.bad_look.is_none()
    }
}

/// Computes both chains again, from where they were pruned, and compares. Entries without a link are not covered yet; the
/// chainer covers them within a second, and within ten those that commit after a higher number.
///
/// # Errors
/// The database's own.
pub async fn verify(store: &Store) -> Result<Verdict, StoreError> {
    let key = chain_key(store);
    let looks = walk::verify(store.looks(), &key).await?;
    let writes = walk::verify(&Writes(store.clone()), &key).await?;
    Ok(Verdict {
        writes: writes.links,
        looks: looks.links,
        bad_write: writes.fault,
        bad_look: looks.fault,
        pruned_at: writes.pruned_at.max(looks.pruned_at),
    })
}

/// Removes from both logs what is older than twelve months, and leaves a signed anchor in each (LG-5). The newest entry
/// stays, however old it is.
///
/// # Errors
/// The database's own. What was removed until then stays removed, and the log whole.
pub(crate) async fn prune(store: &Store) -> Result<(), StoreError> {
    let (key, now) = (chain_key(store), store.now());
    walk::prune(&Writes(store.clone()), &key, now).await?;
    walk::prune(store.looks(), &key, now).await
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
