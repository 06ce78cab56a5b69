//! The log of looks: who saw which household's data, when and why (LG-2, LG-6, decisions 17).
//!
//! Durable before the answer leaves, without waiting for those who write anything else: a writer of its own commits the
//! looks that came together, on SQLite to a second file, on PostgreSQL to a table.

mod batch;
mod chain;
mod file;
mod table;

use crate::{Scope, StoreError, postgres, read::ReadConn, sqlite::Readers};
use cabas_kernel::{
    Ts,
    id::{OrganisationId, PersonId, RecipientId},
};
use cabas_model::audit::{AuditEntry, AuditKind};
use chrono::NaiveDate;
use file::Writer;
use sqlx::{PgPool, postgres::PgConnectOptions};
use std::{ops::Range, path::Path, sync::Arc};
use table::Table;
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
    /// One thread writes; others read, so that nobody's question holds up an answer.
    Sqlite { writer: Writer, readers: Arc<Readers> },
    Postgres {
        table: Table,
        /// For its chain.
        pool: PgPool,
        readers: Arc<postgres::Readers>,
    },
}

impl LookLog {
    /// The log in a file of its own, whose schema is current.
    ///
    /// # Errors
    /// The file does not open.
    pub(crate) fn sqlite(path: &Path) -> Result<Self, StoreError> {
        let (writer, readers) = (Writer::start(path)?, Arc::new(Readers::new(path.to_owned())));
        Ok(Self { target: LookTarget::Sqlite { writer, readers } })
    }

    /// The log in a table, over connections of its own and of others.
    pub(crate) fn postgres(options: PgConnectOptions, pool: PgPool, readers: Arc<postgres::Readers>) -> Self {
        Self { target: LookTarget::Postgres { table: Table::new(options), pool, readers } }
    }

    /// Writes one look, durably.
    ///
    /// # Errors
    /// The database's own: then the data must not be shown.
    pub async fn write(&self, look: Look) -> Result<(), StoreError> {
        match &self.target {
            LookTarget::Sqlite { writer, .. } => writer.write(look).await,
            LookTarget::Postgres { table, .. } => table.write(look).await,
        }
    }

    /// Ends once what waits is written. The connections that others have, too, are theirs to close.
    pub(crate) async fn close(&self) {
        match &self.target {
            LookTarget::Sqlite { writer, readers } => {
                readers.close();
                writer.close().await;
            }
            LookTarget::Postgres { table, .. } => table.close().await,
        }
    }

    /// Begins to read the log, in a scope.
    async fn read(&self, scope: Scope) -> Result<LogRead, StoreError> {
        let conn = match &self.target {
            LookTarget::Sqlite { readers, .. } => ReadConn::Sqlite(Arc::clone(readers)),
            LookTarget::Postgres { readers, .. } => ReadConn::postgres(readers, &scope.settings()).await?,
        };
        Ok(LogRead { conn })
    }
}

/// The log as it is read, for the macros of `read`.
struct LogRead {
    conn: ReadConn,
}

row! {
    /// A look as the log gives it back.
    #[derive(Clone, Debug)]
    pub struct LookRow {
        /// Its number in the log.
        pub seq: i64,
        pub actor_id: Uuid,
        pub purpose: String,
        pub subject_id: Option<Uuid>,
        pub day: Option<NaiveDate>,
        pub created_at: i64,
    }
}

/// Looks read at once when those at one household are searched: a short statement each, with others' turns between.
const STRETCH: i64 = 2_000;

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
        let mut below = below.unwrap_or(i64::MAX);
        while found.len() < limit {
            let Some(from) = self.stretch_below(organisation, below).await? else { break };
            found.extend(self.stretch(organisation, recipient, from..below, limit).await?);
            below = from;
            tokio::task::yield_now().await;
        }
        found.truncate(limit);
        Ok(found)
    }

    /// The first number of the organisation's last [`STRETCH`] looks below one; none without any. Others' looks are not
    /// counted: neither the work nor its time tells of them.
    async fn stretch_below(&self, organisation: OrganisationId, below: i64) -> Result<Option<i64>, StoreError> {
        let read = self.read(Scope::Organisation(organisation)).await?;
        let first = fetch_optional!(
            read,
            (Option<i64>,),
            "SELECT MIN(seq) FROM (SELECT seq FROM look_entries WHERE organisation_id = $1 AND seq < $2 \
             ORDER BY seq DESC LIMIT $3) AS last",
            organisation.0,
            below,
            STRETCH
        )?;
        Ok(first.and_then(|(first,)| first))
    }

    /// The looks at one household among those of some numbers, newest first, so many at most.
    async fn stretch(
        &self,
        organisation: OrganisationId,
        recipient: RecipientId,
        numbers: Range<i64>,
        limit: usize,
    ) -> Result<Vec<LookRow>, StoreError> {
        macro_rules! holding {
            ($holds:literal) => {
                concat!(
                    "SELECT seq, actor_id, purpose, subject_id, day, created_at FROM look_entries \
                     WHERE organisation_id = $1 AND ",
                    $holds,
                    " AND seq >= $3 AND seq < $4 ORDER BY seq DESC LIMIT $5"
                )
            };
        }
        let sql = match &self.target {
            LookTarget::Sqlite { .. } => holding!("instr(recipient_ids, $2) > 0"),
            LookTarget::Postgres { .. } => holding!("position($2 in recipient_ids) > 0"),
        };
        let read = self.read(Scope::Organisation(organisation)).await?;
        fetch_all!(
            read,
            LookRow,
            sql,
            organisation.0,
            recipient.0.as_bytes().to_vec(),
            numbers.start,
            numbers.end,
            i64::try_from(limit).unwrap_or(i64::MAX)
        )
    }
}

row! {
    /// A look as the audit log lists it.
    pub(crate) struct LoggedLook {
        pub(crate) seq: i64,
        pub(crate) actor_id: Uuid,
        purpose: String,
        subject_id: Option<Uuid>,
        day: Option<NaiveDate>,
        recipient_ids: Vec<u8>,
        pub(crate) created_at: i64,
    }
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

impl LookLog {
    /// The looks of an organisation below a number, newest first.
    pub(crate) async fn newest(
        &self,
        organisation: OrganisationId,
        below: i64,
        limit: i64,
    ) -> Result<Vec<LoggedLook>, StoreError> {
        let read = self.read(Scope::Organisation(organisation)).await?;
        fetch_all!(
            read,
            LoggedLook,
            "SELECT seq, actor_id, purpose, subject_id, day, recipient_ids, created_at \
             FROM look_entries WHERE organisation_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3",
            organisation.0,
            below,
            limit
        )
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
        let [one, other] = purposes;
        let read = self.read(Scope::Organisation(organisation)).await?;
        let rows = fetch_all!(
            read,
            (i64, Vec<u8>),
            "SELECT created_at, recipient_ids FROM look_entries WHERE organisation_id = $1 \
             AND actor_id = $2 AND created_at > $3 AND (purpose = $4 OR purpose = $5) ORDER BY seq DESC LIMIT 2000",
            organisation.0,
            actor.0,
            since.micros(),
            one,
            other
        )?;
        let ids =
            |bytes: Vec<u8>| bytes.chunks_exact(16).filter_map(|b| Uuid::from_slice(b).ok().map(RecipientId)).collect();
        Ok(rows.into_iter().rev().map(|(at, bytes)| (Ts::from_micros(at), ids(bytes))).collect())
    }
}
