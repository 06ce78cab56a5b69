//! The log of looks: who saw which household's data, when and why (LG-2, LG-6, decisions 17).
//!
//! Durable before the answer leaves, without waiting for the main writer: on SQLite a second file with its own
//! writer, which commits the looks that queue up together; on PostgreSQL a table.

use crate::{Scope, StoreError, audit::Link, vault::Key};
use cabas_kernel::{
    Ts,
    id::{OrganisationId, PersonId, RecipientId},
};
use cabas_model::audit::{AuditEntry, AuditKind};
use chrono::NaiveDate;
use sqlx::{Executor, PgPool, SqlitePool};
use std::ops::Range;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// One look.
#[derive(Clone, Debug)]
pub struct Look {
    pub organisation: OrganisationId,
    pub actor: PersonId,
    /// What was opened: `recipient`, `recipient_list`, `day_board`, `delivery_list`, `my_rounds`…
    pub purpose: &'static str,
    pub subject: Option<Uuid>,
    pub day: Option<NaiveDate>,
    pub recipients: Vec<RecipientId>,
    pub at: Ts,
}

impl Look {
    fn ids(&self) -> Vec<u8> {
        self.recipients.iter().flat_map(|r| r.0.into_bytes()).collect()
    }
}

/// Where looks are written.
pub struct LookLog {
    target: LookTarget,
}

enum LookTarget {
    /// One connection writes; others read, so that nobody's question holds up an answer.
    Sqlite {
        pool: SqlitePool,
        readers: SqlitePool,
        queue: mpsc::Sender<(Look, oneshot::Sender<Result<(), StoreError>>)>,
    },
    Postgres(PgPool),
}

const INSERT: &str = "INSERT INTO look_entries (organisation_id, actor_id, purpose, subject_id, day, recipient_ids, created_at) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Looks that wait, at most; beyond, answers wait too.
const QUEUE: usize = 1024;
/// Looks in one commit, at most.
const BATCH: usize = 64;

impl LookLog {
    pub(crate) fn sqlite(pool: SqlitePool, readers: SqlitePool) -> Self {
        let (queue, mut waiting) = mpsc::channel::<(Look, oneshot::Sender<Result<(), StoreError>>)>(QUEUE);
        let writer = pool.clone();
        tokio::spawn(async move {
            let mut batch = Vec::with_capacity(BATCH);
            while waiting.recv_many(&mut batch, BATCH).await > 0 {
                let (looks, answers): (Vec<Look>, Vec<_>) = batch.drain(..).unzip();
                let written = write_batch(&writer, &looks).await;
                for answer in answers {
                    // Whoever asked may have gone; the look is written all the same.
                    let _ = answer.send(match &written {
                        Ok(()) => Ok(()),
                        Err(e) => Err(StoreError::Unavailable(sea_orm::DbErr::Custom(e.to_string()))),
                    });
                }
            }
        });
        Self { target: LookTarget::Sqlite { pool, readers, queue } }
    }

    pub(crate) fn postgres(pool: PgPool) -> Self {
        Self { target: LookTarget::Postgres(pool) }
    }

    /// Writes one look, durably.
    ///
    /// # Errors
    /// The database's own: then the data must not be shown.
    pub async fn write(&self, look: Look) -> Result<(), StoreError> {
        match &self.target {
            LookTarget::Sqlite { queue, .. } => {
                let (answer, wait) = oneshot::channel();
                let gone = || StoreError::Unavailable(sea_orm::DbErr::Custom("the log of looks is closed".into()));
                queue.send((look, answer)).await.map_err(|_| gone())?;
                wait.await.map_err(|_| gone())?
            }
            LookTarget::Postgres(pool) => {
                let scope = Scope::Organisation(look.organisation);
                let mut tx = pool.begin_with(sqlx::AssertSqlSafe(scope.begin())).await?;
                sqlx::query(INSERT)
                    .bind(look.organisation.0)
                    .bind(look.actor.0)
                    .bind(look.purpose)
                    .bind(look.subject)
                    .bind(look.day)
                    .bind(look.ids())
                    .bind(look.at.micros())
                    .execute(&mut *tx)
                    .await?;
                Ok(tx.commit().await?)
            }
        }
    }

    pub(crate) async fn close(&self) {
        if let LookTarget::Sqlite { pool, readers, .. } = &self.target {
            readers.close().await;
            pool.close().await;
        }
    }
}

async fn write_batch(pool: &SqlitePool, looks: &[Look]) -> Result<(), StoreError> {
    let mut tx = pool.begin().await?;
    for look in looks {
        sqlx::query(INSERT)
            .bind(look.organisation.0)
            .bind(look.actor.0)
            .bind(look.purpose)
            .bind(look.subject)
            .bind(look.day)
            .bind(look.ids())
            .bind(look.at.micros())
            .execute(&mut *tx)
            .await?;
    }
    Ok(tx.commit().await?)
}

/// A look as the log gives it back.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LookRow {
    /// Its number in the log.
    pub seq: i64,
    pub actor_id: Uuid,
    pub purpose: String,
    pub subject_id: Option<Uuid>,
    pub day: Option<NaiveDate>,
    pub created_at: i64,
}

/// Runs some statements in one transaction of the log, in a scope, on whichever database it is; on SQLite over the
/// connection that writes (`pool`) or those that read (`readers`).
macro_rules! in_log {
    ($log:expr, $side:ident, $scope:expr, |$tx:ident| $work:expr) => {
        match &$log.target {
            LookTarget::Sqlite { $side, .. } => {
                let mut $tx = $side.begin().await?;
                let done = $work;
                $tx.commit().await?;
                done
            }
            LookTarget::Postgres(pool) => {
                let mut $tx = pool.begin_with(sqlx::AssertSqlSafe($scope.begin())).await?;
                let done = $work;
                $tx.commit().await?;
                done
            }
        }
    };
}

/// Looks read at once when those at one household are searched: a short statement each.
const STRETCH: i64 = 20_000;

impl LookLog {
    /// The looks at one household, newest first, so many at most; below a number, where one reads on.
    ///
    /// A list of households is one look, so that there is no index by household: the organisation's looks are read
    /// from the newest back, a stretch at a time.
    ///
    /// # Errors
    /// The database's own.
    pub async fn of_recipient(
        &self,
        organisation: OrganisationId,
        recipient: RecipientId,
        below: Option<i64>,
        limit: usize,
    ) -> Result<Vec<LookRow>, StoreError> {
        let mut found = Vec::new();
        let Some((oldest, newest)) = self.ends(organisation).await? else { return Ok(found) };
        let newest = newest.saturating_add(1);
        let mut below = below.map_or(newest, |below| below.min(newest));
        while below > oldest && found.len() < limit {
            let from = below.saturating_sub(STRETCH);
            found.extend(self.stretch(organisation, recipient, from..below, limit).await?);
            below = from;
        }
        found.truncate(limit);
        Ok(found)
    }

    /// The first and the last number of an organisation's looks.
    async fn ends(&self, organisation: OrganisationId) -> Result<Option<(i64, i64)>, StoreError> {
        const ENDS: &str = "SELECT MIN(seq), MAX(seq) FROM look_entries WHERE organisation_id = $1";
        let ends: (Option<i64>, Option<i64>) = in_log!(self, readers, Scope::Organisation(organisation), |tx| {
            sqlx::query_as(ENDS).bind(organisation.0).fetch_one(&mut *tx).await?
        });
        Ok(ends.0.zip(ends.1))
    }

    /// The looks at one household among those of some numbers, newest first, so many at most.
    async fn stretch(
        &self,
        organisation: OrganisationId,
        recipient: RecipientId,
        numbers: Range<i64>,
        limit: usize,
    ) -> Result<Vec<LookRow>, StoreError> {
        let holds = match &self.target {
            LookTarget::Sqlite { .. } => "instr(recipient_ids, $2) > 0",
            LookTarget::Postgres(_) => "position($2 in recipient_ids) > 0",
        };
        let sql = format!(
            "SELECT seq, actor_id, purpose, subject_id, day, created_at FROM look_entries \
             WHERE organisation_id = $1 AND {holds} AND seq >= $3 AND seq < $4 ORDER BY seq DESC LIMIT $5"
        );
        Ok(in_log!(self, readers, Scope::Organisation(organisation), |tx| {
            sqlx::query_as(sqlx::AssertSqlSafe(sql))
                .bind(organisation.0)
                .bind(recipient.0.as_bytes().to_vec())
                .bind(numbers.start)
                .bind(numbers.end)
                .bind(i64::try_from(limit).unwrap_or(i64::MAX))
                .fetch_all(&mut *tx)
                .await?
        }))
    }
}

/// A look as the audit log lists it.
#[derive(sqlx::FromRow)]
pub(crate) struct LoggedLook {
    pub(crate) seq: i64,
    pub(crate) actor_id: Uuid,
    purpose: String,
    subject_id: Option<Uuid>,
    day: Option<NaiveDate>,
    recipient_ids: Vec<u8>,
    pub(crate) created_at: i64,
}

impl LoggedLook {
    pub(crate) fn entry(self, id: Uuid, actor: Option<String>) -> AuditEntry {
        AuditEntry {
            id,
            at: Ts::from_micros(self.created_at),
            kind: AuditKind::Look,
            actor,
            action: self.purpose,
            subject_id: self.subject_id,
            count: u32::try_from(self.recipient_ids.len() / 16).ok(),
            detail: self.day.map(|day| day.to_string()),
        }
    }
}

/// A look as its hash covers it; all but its number is optional, as in the log of writes.
#[derive(sqlx::FromRow)]
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

impl Covered {
    fn canonical(&self) -> Vec<u8> {
        serde_json::json!([
            self.entry_seq,
            self.organisation_id,
            self.actor_id,
            self.purpose,
            self.subject_id,
            self.day,
            self.recipient_ids,
            self.created_at
        ])
        .to_string()
        .into_bytes()
    }
}

#[derive(sqlx::FromRow)]
struct Linked {
    position: i64,
    hash: Vec<u8>,
    #[sqlx(flatten)]
    entry: Covered,
}

const PENDING: &str = "SELECT e.seq AS entry_seq, e.organisation_id, e.actor_id, e.purpose, e.subject_id, e.day, \
     e.recipient_ids, e.created_at FROM look_entries e WHERE e.seq IN \
     (SELECT n.seq FROM look_entries n LEFT JOIN look_chain c ON c.entry_seq = n.seq \
      WHERE n.seq > $1 AND c.entry_seq IS NULL ORDER BY n.seq LIMIT 500) ORDER BY e.seq";
const NEWEST_LINK: &str = "SELECT COALESCE(MAX(entry_seq), 0) FROM look_chain";
const LINKED: &str = "SELECT c.position, c.hash, c.entry_seq, e.organisation_id, e.actor_id, e.purpose, e.subject_id, \
     e.day, e.recipient_ids, e.created_at FROM look_chain c \
     LEFT JOIN look_entries e ON e.seq = c.entry_seq WHERE c.position > $1 ORDER BY c.position LIMIT 500";
const LAST: &str = "SELECT hash FROM look_chain ORDER BY position DESC LIMIT 1";
const LINK_AT: &str =
    "SELECT position, hash FROM look_chain WHERE ($1 IS NULL OR position = $1) ORDER BY position DESC LIMIT 1";
const LINK: &str = "INSERT INTO look_chain (entry_seq, hash) VALUES ($1, $2)";

impl LookLog {
    /// The looks of an organisation below a number, newest first.
    pub(crate) async fn newest(
        &self,
        organisation: OrganisationId,
        below: i64,
        limit: i64,
    ) -> Result<Vec<LoggedLook>, StoreError> {
        const NEWEST: &str = "SELECT seq, actor_id, purpose, subject_id, day, recipient_ids, created_at \
             FROM look_entries WHERE organisation_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";
        Ok(in_log!(self, readers, Scope::Organisation(organisation), |tx| {
            sqlx::query_as(NEWEST).bind(organisation.0).bind(below).bind(limit).fetch_all(&mut *tx).await?
        }))
    }

    /// What somebody opened for a purpose since an instant, oldest first: when, and which households. Of more than
    /// 2,000 looks the newest: whoever reads often does not escape the count (AZ-8).
    ///
    /// # Errors
    /// The database's own.
    pub async fn opened(
        &self,
        organisation: OrganisationId,
        actor: PersonId,
        purposes: [&str; 2],
        since: Ts,
    ) -> Result<Vec<(Ts, Vec<RecipientId>)>, StoreError> {
        const OPENED: &str = "SELECT created_at, recipient_ids FROM look_entries WHERE organisation_id = $1 \
             AND actor_id = $2 AND created_at > $3 AND (purpose = $4 OR purpose = $5) ORDER BY seq DESC LIMIT 2000";
        let [one, other] = purposes;
        let rows: Vec<(i64, Vec<u8>)> = in_log!(self, readers, Scope::Organisation(organisation), |tx| {
            sqlx::query_as(OPENED)
                .bind(organisation.0)
                .bind(actor.0)
                .bind(since.micros())
                .bind(one)
                .bind(other)
                .fetch_all(&mut *tx)
                .await?
        });
        let ids =
            |bytes: Vec<u8>| bytes.chunks_exact(16).filter_map(|b| Uuid::from_slice(b).ok().map(RecipientId)).collect();
        Ok(rows.into_iter().rev().map(|(at, bytes)| (Ts::from_micros(at), ids(bytes))).collect())
    }

    /// Chains the looks that have no hash yet; gives how many.
    pub(crate) async fn chain(&self, key: &Key, whole: bool) -> Result<usize, StoreError> {
        let lock = matches!(self.target, LookTarget::Postgres(_));
        Ok(in_log!(self, pool, Scope::System, |tx| {
            if lock {
                tx.execute("SELECT pg_advisory_xact_lock(20262)").await?;
            }
            let (newest,): (i64,) = sqlx::query_as(NEWEST_LINK).fetch_one(&mut *tx).await?;
            let from = crate::audit::unlinked_after(newest, whole, lock);
            let pending: Vec<Covered> = sqlx::query_as(PENDING).bind(from).fetch_all(&mut *tx).await?;
            let last: Option<(Vec<u8>,)> = sqlx::query_as(LAST).fetch_optional(&mut *tx).await?;
            let mut hash = last.map(|l| l.0).unwrap_or_default();
            for entry in &pending {
                hash = key.mac(&[&hash, &entry.canonical()]).to_vec();
                sqlx::query(LINK).bind(entry.entry_seq).bind(hash.as_slice()).execute(&mut *tx).await?;
            }
            pending.len()
        }))
    }

    /// The link of a place in the chain; without a place, the last one.
    pub(crate) async fn link(&self, position: Option<i64>) -> Result<Option<Link>, StoreError> {
        let row: Option<(i64, Vec<u8>)> = in_log!(self, readers, Scope::System, |tx| {
            sqlx::query_as(LINK_AT).bind(position).fetch_optional(&mut *tx).await?
        });
        Ok(row.map(Link::new))
    }

    /// Computes the chain again: how many links hold, and the number of the first look that does not.
    pub(crate) async fn verify(&self, key: &Key) -> Result<(u64, Option<i64>), StoreError> {
        let (mut count, mut after, mut hash) = (0, i64::MIN, Vec::new());
        loop {
            let rows: Vec<Linked> = in_log!(self, readers, Scope::System, |tx| {
                sqlx::query_as(LINKED).bind(after).fetch_all(&mut *tx).await?
            });
            if rows.is_empty() {
                return Ok((count, None));
            }
            for link in rows {
                hash = key.mac(&[&hash, &link.entry.canonical()]).to_vec();
                if hash != link.hash {
                    return Ok((count, Some(link.entry.entry_seq)));
                }
                (count, after) = (count + 1, link.position);
            }
        }
    }
}
