//! The log of looks: who saw which household's data, when and why (LG-2, LG-6, decisions 17).
//!
//! Durable before the answer leaves, without waiting for the main writer: on SQLite a second file with its own
//! writer, which commits the looks that queue up together; on PostgreSQL a table.

use crate::{Scope, StoreError};
use cabas_kernel::{
    Ts,
    id::{OrganisationId, PersonId, RecipientId},
};
use chrono::NaiveDate;
use sqlx::{Executor, PgPool, SqlitePool};
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
    Sqlite { pool: SqlitePool, queue: mpsc::Sender<(Look, oneshot::Sender<Result<(), StoreError>>)> },
    Postgres(PgPool),
}

const INSERT: &str = "INSERT INTO look_entries (organisation_id, actor_id, purpose, subject_id, day, recipient_ids, created_at) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Looks that wait, at most; beyond, answers wait too.
const QUEUE: usize = 1024;
/// Looks in one commit, at most.
const BATCH: usize = 64;

impl LookLog {
    pub(crate) fn sqlite(pool: SqlitePool) -> Self {
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
        Self { target: LookTarget::Sqlite { pool, queue } }
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
                let mut tx = pool.begin().await?;
                tx.execute(sqlx::AssertSqlSafe(Scope::Organisation(look.organisation).settings())).await?;
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
        if let LookTarget::Sqlite { pool, .. } = &self.target {
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
    pub actor_id: Uuid,
    pub purpose: String,
    pub subject_id: Option<Uuid>,
    pub day: Option<NaiveDate>,
    pub created_at: i64,
}

impl LookLog {
    /// Up to 500 looks at one household, newest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn of_recipient(
        &self,
        organisation: OrganisationId,
        recipient: RecipientId,
    ) -> Result<Vec<LookRow>, StoreError> {
        const COLUMNS: &str =
            "SELECT actor_id, purpose, subject_id, day, created_at FROM look_entries WHERE organisation_id = $1 AND ";
        match &self.target {
            LookTarget::Sqlite { pool, .. } => {
                let sql = format!("{COLUMNS} instr(recipient_ids, $2) > 0 ORDER BY seq DESC LIMIT 500");
                Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql))
                    .bind(organisation.0)
                    .bind(recipient.0.as_bytes().to_vec())
                    .fetch_all(pool)
                    .await?)
            }
            LookTarget::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                tx.execute(sqlx::AssertSqlSafe(Scope::Organisation(organisation).settings())).await?;
                let sql = format!("{COLUMNS} position($2 in recipient_ids) > 0 ORDER BY seq DESC LIMIT 500");
                Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql))
                    .bind(organisation.0)
                    .bind(recipient.0.as_bytes().to_vec())
                    .fetch_all(&mut *tx)
                    .await?)
            }
        }
    }
}
