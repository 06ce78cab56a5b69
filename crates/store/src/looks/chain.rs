//! The chain of looks: each link's hash covers a look and the link before it (LG-3).

use super::{LookLog, LookTarget};
use crate::{
    Scope, StoreError,
    audit::{Anchor, CHAINED_AT_ONCE, Chain, Entry, Link, Reach, Step, hold, removal},
    sqlite::select,
    vault::Key,
};
use chrono::NaiveDate;
use rusqlite::{Connection, params};
use sqlx::{Executor, PgPool, Postgres, Transaction};
use uuid::Uuid;

row! {
    /// A look as its hash covers it; all but its number is optional, as in the log of writes.
    struct Covered {
        entry_seq: i64,
        organisation_id: Option<Uuid>,
        actor_id: Option<Uuid>,
        purpose: Option<String>,
        subject_id: Option<Uuid>,
        day: Option<NaiveDate>,
        recipient_ids: Option<Vec<u8>>,
        created_at: Option<i64>,
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
        let facts = serde_json::json!([
            self.entry_seq,
            self.organisation_id,
            self.actor_id,
            self.purpose,
            self.subject_id,
            self.day,
            self.created_at
        ]);
        let households = self.recipient_ids.as_deref().unwrap_or_default();
        key.mac(&[before, facts.to_string().as_bytes(), households]).to_vec()
    }
}

row! {
    struct Linked {
        position: i64,
        hash: Vec<u8>,
        entry: Covered,
    }
}

const PENDING: &str = "SELECT e.seq AS entry_seq, e.organisation_id, e.actor_id, e.purpose, e.subject_id, e.day, \
     e.recipient_ids, e.created_at FROM look_entries e WHERE e.seq IN \
     (SELECT n.seq FROM look_entries n LEFT JOIN look_chain c ON c.entry_seq = n.seq \
      WHERE n.seq > $1 AND c.entry_seq IS NULL ORDER BY n.seq LIMIT $2) ORDER BY e.seq";
const NEWEST: &str = "SELECT COALESCE(MAX(entry_seq), 0) FROM look_chain";
const LINKED: &str = "SELECT c.position, c.hash, c.entry_seq, e.organisation_id, e.actor_id, e.purpose, e.subject_id, \
     e.day, e.recipient_ids, e.created_at FROM look_chain c LEFT JOIN look_entries e ON e.seq = c.entry_seq \
     WHERE c.position > $1 ORDER BY c.position LIMIT $2";
const LAST: &str = "SELECT hash FROM look_chain ORDER BY position DESC LIMIT 1";

/// The new links, in order: the numbers of the looks, and the hashes.
fn links(key: &Key, last: Option<(Vec<u8>,)>, pending: &[Covered]) -> (Vec<i64>, Vec<Vec<u8>>) {
    let mut before = last.map(|(hash,)| hash).unwrap_or_default();
    let links = pending.iter().map(|look| {
        before = look.follow(key, &before);
        (look.entry_seq, before.clone())
    });
    links.unzip()
}

/// Chains the looks of the file that have no hash yet, over the connection that writes; gives how many.
fn chain_file(connection: &mut Connection, key: &Key, reach: Reach) -> Result<usize, rusqlite::Error> {
    let tx = connection.transaction()?;
    let newest = select::<(i64,)>(&tx, NEWEST, &[])?.pop().map_or(0, |(newest,)| newest);
    let from = reach.after(newest);
    let pending = select(&tx, PENDING, &[&from, &CHAINED_AT_ONCE])?;
    if pending.is_empty() {
        return Ok(0);
    }
    let (numbers, hashes) = links(key, select(&tx, LAST, &[])?.pop(), &pending);
    for (number, hash) in numbers.iter().zip(hashes) {
        tx.prepare_cached("INSERT INTO look_chain (entry_seq, hash) VALUES (?1, ?2)")?
            .execute(params![number, hash])?;
    }
    tx.commit()?;
    Ok(numbers.len())
}

/// One chains or prunes at a time, as in the log of writes.
async fn begin(pool: &PgPool) -> Result<Transaction<'static, Postgres>, StoreError> {
    let mut tx = pool.begin_with(sqlx::AssertSqlSafe(Scope::System.begin())).await?;
    tx.execute("SELECT pg_advisory_xact_lock(20262)").await?;
    Ok(tx)
}

async fn chain_table(pool: &PgPool, key: &Key, reach: Reach) -> Result<usize, StoreError> {
    let mut tx = begin(pool).await?;
    let (newest,): (i64,) = sqlx::query_as(NEWEST).fetch_one(&mut *tx).await?;
    let from = reach.after(newest);
    let pending: Vec<Covered> = sqlx::query_as(PENDING).bind(from).bind(CHAINED_AT_ONCE).fetch_all(&mut *tx).await?;
    if pending.is_empty() {
        return Ok(0);
    }
    let (numbers, hashes) = links(key, sqlx::query_as(LAST).fetch_optional(&mut *tx).await?, &pending);
    sqlx::query(
        "INSERT INTO look_chain (entry_seq, hash) SELECT l.seq, l.hash \
         FROM unnest($1::bigint[], $2::bytea[]) WITH ORDINALITY AS l (seq, hash, place) ORDER BY l.place",
    )
    .bind(numbers)
    .bind(hashes)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(pending.len())
}

impl LookLog {
    /// Chains the looks that have no hash yet; gives how many.
    pub(crate) async fn chain(&self, key: &Key, reach: Reach) -> Result<usize, StoreError> {
        match &self.target {
            LookTarget::Sqlite { writer, .. } => {
                let key = key.clone();
                writer.run(move |connection| chain_file(connection, &key, reach)).await
            }
            LookTarget::Postgres { pool, .. } => chain_table(pool, key, reach).await,
        }
    }

    /// The link of a place in the chain; without a place, the last one.
    pub(crate) async fn link(&self, position: Option<i64>) -> Result<Option<Link>, StoreError> {
        let read = self.read(Scope::System).await?;
        let row = fetch_optional!(
            read,
            (i64, Vec<u8>),
            "SELECT position, hash FROM look_chain WHERE ($1 IS NULL OR position = $1) ORDER BY position DESC LIMIT 1",
            position
        )?;
        Ok(row.map(Link::new))
    }
}

const NEWEST_ANCHOR: &str = "SELECT COALESCE(MAX(position), 0) FROM look_anchors";
const ANCHOR: &str = "INSERT INTO look_anchors (position, hash, made_at, signature) VALUES ($1, $2, $3, $4)";

/// Puts an anchor in the file and removes what it covers, over the connection that writes.
fn cut_file(connection: &mut Connection, anchor: &Anchor, from: i64) -> Result<(), rusqlite::Error> {
    let tx = connection.transaction()?;
    if select::<(i64,)>(&tx, NEWEST_ANCHOR, &[])?.pop() != Some((from,)) {
        return Ok(());
    }
    tx.execute(ANCHOR, params![anchor.position, anchor.hash, anchor.made_at, anchor.signature])?;
    tx.execute_batch(&removal("look"))?;
    tx.commit()
}

async fn cut_table(pool: &PgPool, anchor: &Anchor, from: i64) -> Result<(), StoreError> {
    let mut tx = begin(pool).await?;
    let (standing,): (i64,) = sqlx::query_as(NEWEST_ANCHOR).fetch_one(&mut *tx).await?;
    if standing != from {
        return Ok(());
    }
    sqlx::query(ANCHOR)
        .bind(anchor.position)
        .bind(anchor.hash.as_slice())
        .bind(anchor.made_at)
        .bind(anchor.signature.as_slice())
        .execute(&mut *tx)
        .await?;
    tx.execute(sqlx::AssertSqlSafe(removal("look"))).await?;
    Ok(tx.commit().await?)
}

impl Chain for LookLog {
    const LOG: &'static str = "looks";

    async fn anchor(&self) -> Result<Option<Anchor>, StoreError> {
        let read = self.read(Scope::System).await?;
        fetch_optional!(
            read,
            Anchor,
            "SELECT position, hash, made_at, signature FROM look_anchors ORDER BY position DESC LIMIT 1"
        )
    }

    async fn steps(&self, key: &Key, after: i64, before: &[u8], limit: i64) -> Result<Vec<Step>, StoreError> {
        let read = self.read(Scope::System).await?;
        let links = fetch_all!(read, Linked, LINKED, after, limit)?;
        Ok(hold(links.into_iter().map(|link| (link.position, link.hash, link.entry)), key, before))
    }

    async fn cut(&self, anchor: &Anchor, from: i64) -> Result<(), StoreError> {
        match &self.target {
            LookTarget::Sqlite { writer, .. } => {
                let anchor = anchor.clone();
                writer.run(move |connection| cut_file(connection, &anchor, from)).await
            }
            LookTarget::Postgres { pool, .. } => cut_table(pool, anchor, from).await,
        }
    }
}
