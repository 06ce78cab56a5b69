//! Imports, as those who may see them do: whoever brought the file, and the admins (imports reference §7.12).

use super::{
    row::import,
    seals::{Part, Seals},
};
use crate::{Read, StoreError};
use cabas_kernel::{
    Ts,
    id::{ApiClientId, ImportId, MembershipId},
    words::imports::{ImportKind, ImportMode, ImportState, WriteMode},
};
use cabas_model::{
    Page,
    imports::{ImportCounts, ImportSummary},
};
use chrono::{NaiveDate, TimeDelta};
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

/// Whose imports are seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Every one of the organisation.
    All,
    /// Those that this member brought.
    Member(MembershipId),
    /// Those that this program brought.
    Program(ApiClientId),
}

impl Sight {
    fn ids(self) -> (bool, Option<Uuid>, Option<Uuid>) {
        match self {
            Self::All => (true, None, None),
            Self::Member(id) => (false, Some(id.0), None),
            Self::Program(id) => (false, None, Some(id.0)),
        }
    }

    pub(super) fn sees(self, created_by: Option<Uuid>, client: Option<Uuid>) -> bool {
        match self {
            Self::All => true,
            Self::Member(id) => created_by == Some(id.0),
            Self::Program(id) => client == Some(id.0),
        }
    }
}

/// An import, without what is sealed.
#[derive(Clone, Debug)]
pub struct ImportRecord {
    pub id: ImportId,
    pub kind: ImportKind,
    pub state: ImportState,
    pub mode: ImportMode,
    pub write: WriteMode,
    pub day: Option<NaiveDate>,
    pub content_hash: Vec<u8>,
    pub counts: ImportCounts,
    /// The name, as it is now, of the person or the program that brought it.
    pub brought_by: String,
    pub applied_at: Option<Ts>,
    pub undone_at: Option<Ts>,
    pub version: i64,
    pub created_at: Ts,
}

impl ImportRecord {
    /// Until when the application can be taken back.
    pub fn undo_until(&self) -> Option<Ts> {
        let at = self.applied_at.filter(|_| self.state == ImportState::Completed)?;
        Some(at + TimeDelta::hours(cabas_domain::imports::UNDO_HOURS))
    }
}

row! {
    struct ImportRow {
        id: Uuid,
        kind: String,
        state: String,
        mode: String,
        write_mode: String,
        day: Option<NaiveDate>,
        content_hash: Vec<u8>,
        counts: Json<ImportCounts>,
        person: Option<String>,
        program: Option<String>,
        sealed_options: Option<Vec<u8>>,
        applied_at: Option<i64>,
        undone_at: Option<i64>,
        version: i64,
        created_at: i64,
    }
}

impl ImportRow {
    fn record(self) -> Result<ImportRecord, StoreError> {
        let unknown = |_| StoreError::Settings("unknown word in an import".into());
        Ok(ImportRecord {
            id: ImportId(self.id),
            kind: self.kind.parse().map_err(unknown)?,
            state: self.state.parse().map_err(unknown)?,
            mode: self.mode.parse().map_err(unknown)?,
            write: self.write_mode.parse().map_err(unknown)?,
            day: self.day,
            content_hash: self.content_hash,
            counts: self.counts.0,
            brought_by: self.person.or(self.program).unwrap_or_default(),
            applied_at: self.applied_at.map(Ts::from_micros),
            undone_at: self.undone_at.map(Ts::from_micros),
            version: self.version,
            created_at: Ts::from_micros(self.created_at),
        })
    }
}

macro_rules! select {
    ($($rest:literal),+) => {
        concat!(
            "SELECT i.id, i.kind, i.state, i.mode, i.write_mode, i.day, i.content_hash, i.counts, \
             p.display_name AS person, c.name AS program, i.sealed_options, i.applied_at, i.undone_at, i.version, \
             i.created_at FROM imports i \
             LEFT JOIN memberships m ON m.id = i.created_by LEFT JOIN people p ON p.id = m.person_id \
             LEFT JOIN api_clients c ON c.id = i.client_id WHERE i.organisation_id = $1 ",
            $($rest),+
        )
    };
}

/// One import of those that are seen.
///
/// # Errors
/// The database's own.
pub async fn find_import(read: &Read, id: ImportId, sight: Sight) -> Result<Option<ImportRecord>, StoreError> {
    let (all, member, program) = sight.ids();
    let row = fetch_optional!(
        read,
        ImportRow,
        select!("AND i.id = $2 AND ($3 OR i.created_by = $4 OR i.client_id = $5)"),
        read.organisation().0,
        id.0,
        all,
        member,
        program
    )?;
    row.map(ImportRow::record).transpose()
}

/// What a list shows of the options.
#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    file_name: Option<String>,
}

/// The imports that are seen, newest first.
///
/// # Errors
/// The database's own.
pub async fn list_imports(
    read: &Read,
    sight: Sight,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Page<ImportSummary>, StoreError> {
    let (all, member, program) = sight.ids();
    let rows = fetch_all!(
        read,
        ImportRow,
        select!(
            "AND ($2 OR i.created_by = $3 OR i.client_id = $4) AND ($5 IS NULL OR i.id < $5) ORDER BY i.id DESC LIMIT $6"
        ),
        read.organisation().0,
        all,
        member,
        program,
        after,
        i64::from(limit) + 1
    )?;
    let seals = Seals { organisation: read.organisation(), key: read.key().await? };
    crate::page(
        rows,
        limit,
        |r| r.id,
        |mut r| {
            let sealed = r.sealed_options.take();
            let named: Option<Named> = sealed.map(|s| seals.open(Part::Options, ImportId(r.id), &s)).transpose()?;
            let record = r.record()?;
            Ok(ImportSummary {
                id: record.id,
                kind: record.kind,
                state: record.state,
                file_name: named.and_then(|n| n.file_name),
                undo_until: record.undo_until(),
                created_by: record.brought_by,
                counts: record.counts,
                created_at: record.created_at,
            })
        },
    )
}

/// A sealed part of an import of the organisation; none once it was forgotten.
///
/// # Errors
/// The database's own.
pub async fn sealed_part(read: &Read, id: ImportId, part: Part) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = match part {
        Part::Content => "SELECT sealed_content FROM imports WHERE organisation_id = $1 AND id = $2",
        Part::Options => "SELECT sealed_options FROM imports WHERE organisation_id = $1 AND id = $2",
        Part::Preview => "SELECT sealed_preview FROM imports WHERE organisation_id = $1 AND id = $2",
        Part::Undone => "SELECT sealed_undone FROM imports WHERE organisation_id = $1 AND id = $2",
    };
    let row: Option<(Option<Vec<u8>>,)> = fetch_optional!(read, (Option<Vec<u8>>,), sql, read.organisation().0, id.0)?;
    Ok(row.and_then(|(sealed,)| sealed))
}

/// Says whether this very file was applied before, and stands.
///
/// # Errors
/// The database's own.
pub async fn is_known_file(
    read: &Read,
    kind: ImportKind,
    content_hash: &[u8],
    but: ImportId,
) -> Result<bool, StoreError> {
    let row: Option<(i64,)> = fetch_optional!(
        read,
        (i64,),
        "SELECT COUNT(*) FROM imports WHERE organisation_id = $1 AND kind = $2 AND content_hash = $3 AND id <> $4 \
         AND state = 'completed'",
        read.organisation().0,
        kind.as_str(),
        content_hash,
        but.0
    )?;
    Ok(row.is_some_and(|(n,)| n > 0))
}

/// What was settled of this very file, as it was sealed, when it was applied last among the imports that are seen; none
/// once that is forgotten.
///
/// # Errors
/// The database's own.
pub async fn applied_options(
    read: &Read,
    kind: ImportKind,
    content_hash: &[u8],
    sight: Sight,
) -> Result<Option<(ImportId, Vec<u8>)>, StoreError> {
    let (all, member, program) = sight.ids();
    let row: Option<(Uuid, Vec<u8>)> = fetch_optional!(
        read,
        (Uuid, Vec<u8>),
        "SELECT id, sealed_options FROM imports WHERE organisation_id = $1 AND kind = $2 AND content_hash = $3 \
         AND state = 'completed' AND sealed_options IS NOT NULL AND ($4 OR created_by = $5 OR client_id = $6) \
         ORDER BY applied_at DESC LIMIT 1",
        read.organisation().0,
        kind.as_str(),
        content_hash,
        all,
        member,
        program
    )?;
    Ok(row.map(|(id, sealed)| (ImportId(id), sealed)))
}

impl TryFrom<import::Model> for ImportRecord {
    type Error = StoreError;

    fn try_from(m: import::Model) -> Result<Self, StoreError> {
        let counts = serde_json::from_value(m.counts)
            .map_err(|_| StoreError::Settings("the counts of an import do not read".into()))?;
        ImportRow {
            id: m.id,
            kind: m.kind,
            state: m.state,
            mode: m.mode,
            write_mode: m.write_mode,
            day: m.day,
            content_hash: m.content_hash,
            counts: Json(counts),
            person: None,
            program: None,
            sealed_options: None,
            applied_at: m.applied_at,
            undone_at: m.undone_at,
            version: m.version,
            created_at: m.created_at,
        }
        .record()
    }
}
