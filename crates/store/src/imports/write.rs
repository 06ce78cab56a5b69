//! Keeping imports, and moving them from state to state.

use super::{
    read::{ImportRecord, Sight},
    row::import,
};
use crate::{StoreError, Tx};
use cabas_kernel::{
    id::{ApiClientId, ImportId, MembershipId},
    words::imports::{ImportKind, ImportMode, ImportState, WriteMode},
};
use cabas_model::imports::ImportCounts;
use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::Set,
    Iterable, PaginatorTrait, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use uuid::Uuid;

/// A sheet to keep, with how it was read.
pub struct NewImport {
    pub id: ImportId,
    pub kind: ImportKind,
    pub mode: ImportMode,
    pub write: WriteMode,
    pub day: Option<NaiveDate>,
    pub content_hash: Vec<u8>,
    pub sealed_content: Vec<u8>,
    pub sealed_options: Vec<u8>,
    pub sealed_preview: Vec<u8>,
    pub counts: ImportCounts,
    pub brought_by: (Option<MembershipId>, Option<ApiClientId>),
}

impl NewImport {
    /// What it takes in the database.
    fn bytes(&self) -> u64 {
        [&self.sealed_content, &self.sealed_options, &self.sealed_preview]
            .into_iter()
            .map(|part| u64::try_from(part.len()).unwrap_or(u64::MAX))
            .fold(0, u64::saturating_add)
    }
}

/// What was kept of a new import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// To be looked at.
    Previewed,
    /// Its application is under way.
    Applying,
    /// To be looked at, though it was to be applied: another one is being applied.
    Busy,
    /// Not at all: as many wait already as may.
    Full,
    /// Not at all: the organisation's imports would take more room than they may.
    NoRoom,
}

/// Previews that wait in one organisation at once. Another one is refused: each of these may hold what somebody
/// corrected.
pub const KEPT_AT_ONCE: u64 = 50;
/// Of these, what programs brought: people always have room beside them.
pub const KEPT_OF_PROGRAMS: u64 = 20;

/// Bytes of what stands sealed of the imports. Both databases know lengths without reading what is that long.
const STORED: &str = "COALESCE(SUM(COALESCE(LENGTH(sealed_content), 0) + COALESCE(LENGTH(sealed_options), 0) \
     + COALESCE(LENGTH(sealed_preview), 0) + COALESCE(LENGTH(sealed_undone), 0)), 0)";

impl Tx {
    /// Keeps a sheet and its preview, unless too many wait, or all of them would take more than `room` bytes; what programs
    /// bring, more than half of it: people always have room beside them. One that is to be applied at once is, unless
    /// another one is being applied.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `one_import_applying` when two met.
    pub async fn add_import(&self, new: &NewImport, room: u64) -> Result<Kept, StoreError> {
        let now = self.now().micros();
        let kept = match new.mode {
            ImportMode::DryRun => Kept::Previewed,
            ImportMode::Apply if self.is_import_applying().await? => Kept::Busy,
            ImportMode::Apply => Kept::Applying,
        };
        if kept != Kept::Applying && self.is_full(new.brought_by.1.is_some()).await? {
            return Ok(Kept::Full);
        }
        let by_program = new.brought_by.1.is_some();
        let room = if by_program { room / 2 } else { room };
        if self.stored_bytes(by_program).await?.saturating_add(new.bytes()) > room {
            return Ok(Kept::NoRoom);
        }
        let state = if kept == Kept::Applying { ImportState::Applying } else { ImportState::Previewed };
        let (member, program) = new.brought_by;
        import::Entity::insert(import::ActiveModel {
            id: Set(new.id.0),
            organisation_id: Set(self.organisation().0),
            kind: Set(new.kind.to_string()),
            state: Set(state.to_string()),
            mode: Set(new.mode.to_string()),
            write_mode: Set(new.write.to_string()),
            day: Set(new.day),
            content_hash: Set(new.content_hash.clone()),
            sealed_content: Set(Some(new.sealed_content.clone())),
            sealed_options: Set(Some(new.sealed_options.clone())),
            sealed_preview: Set(Some(new.sealed_preview.clone())),
            sealed_undone: Set(None),
            counts: Set(json!(new.counts)),
            created_by: Set(member.map(Into::into)),
            client_id: Set(program.map(Into::into)),
            leased_until: Set(None),
            applied_at: Set(None),
            undone_at: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(kept)
    }

    /// Says whether as many previews wait as may.
    async fn is_full(&self, for_program: bool) -> Result<bool, StoreError> {
        let waiting = import::Entity::find()
            .select_only()
            .column(import::Column::Id)
            .filter(import::Column::OrganisationId.eq(self.organisation().0))
            .filter(import::Column::State.is_in([ImportState::Previewed.as_str(), ImportState::Failed.as_str()]));
        if waiting.clone().count(&self.db()).await? >= KEPT_AT_ONCE {
            return Ok(true);
        }
        let of_programs = waiting.filter(import::Column::ClientId.is_not_null());
        Ok(for_program && of_programs.count(&self.db()).await? >= KEPT_OF_PROGRAMS)
    }

    /// The bytes that the organisation's imports take, those that are applied too, until they are forgotten: all of them,
    /// or what programs brought.
    async fn stored_bytes(&self, of_programs: bool) -> Result<u64, StoreError> {
        let mut all = import::Entity::find()
            .select_only()
            .expr_as(Expr::cust(STORED), "bytes")
            .filter(import::Column::OrganisationId.eq(self.organisation().0));
        if of_programs {
            all = all.filter(import::Column::ClientId.is_not_null());
        }
        let bytes: Option<i64> = all.into_tuple().one(&self.db()).await?;
        Ok(bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0))
    }

    /// Says whether a sheet is being applied.
    ///
    /// # Errors
    /// The database's own.
    pub async fn is_import_applying(&self) -> Result<bool, StoreError> {
        let found = import::Entity::find()
            .select_only()
            .column(import::Column::Id)
            .filter(import::Column::OrganisationId.eq(self.organisation().0))
            .filter(import::Column::State.eq(ImportState::Applying.as_str()))
            .into_tuple::<Uuid>()
            .one(&self.db())
            .await?;
        Ok(found.is_some())
    }

    /// An import of those that are seen.
    ///
    /// # Errors
    /// The database's own.
    pub async fn import(&self, id: ImportId, sight: Sight) -> Result<Option<ImportRecord>, StoreError> {
        let Some(row) = self.import_row(id).await? else { return Ok(None) };
        if !sight.sees(row.created_by, row.client_id) {
            return Ok(None);
        }
        ImportRecord::try_from(row).map(Some)
    }

    /// The row, without its sealed parts.
    async fn import_row(&self, id: ImportId) -> Result<Option<import::Model>, StoreError> {
        let nothing = || Expr::value(Option::<Vec<u8>>::None);
        Ok(import::Entity::find_by_id(id.0)
            .select_only()
            .columns(import::Column::iter().filter(|c| !is_sealed(*c)))
            .expr_as(nothing(), "sealed_content")
            .expr_as(nothing(), "sealed_options")
            .expr_as(nothing(), "sealed_preview")
            .expr_as(nothing(), "sealed_undone")
            .filter(import::Column::OrganisationId.eq(self.organisation().0))
            .one(&self.db())
            .await?)
    }

    /// Keeps another preview, when nobody changed the import since it was read.
    ///
    /// # Errors
    /// [`StoreError::Collision`] when somebody did.
    pub async fn set_import_preview(
        &self,
        record: &ImportRecord,
        (day, write): (Option<NaiveDate>, WriteMode),
        options: &[u8],
        preview: &[u8],
        counts: &ImportCounts,
    ) -> Result<(), StoreError> {
        let change = import::ActiveModel {
            day: Set(day),
            write_mode: Set(write.to_string()),
            sealed_options: Set(Some(options.to_vec())),
            sealed_preview: Set(Some(preview.to_vec())),
            counts: Set(json!(counts)),
            ..Default::default()
        };
        self.move_import(record, change).await
    }

    /// Says that an import is to be applied, as settled in `options`. The worker takes it up.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `one_import_applying`; [`StoreError::Collision`] when somebody changed the import.
    pub async fn begin_import(&self, record: &ImportRecord, options: &[u8]) -> Result<(), StoreError> {
        let change = import::ActiveModel {
            state: Set(ImportState::Applying.to_string()),
            mode: Set(ImportMode::Apply.to_string()),
            sealed_options: Set(Some(options.to_vec())),
            leased_until: Set(None),
            ..Default::default()
        };
        self.move_import(record, change).await
    }

    /// Says that an application was given up: nothing of it was written.
    ///
    /// # Errors
    /// The database's own.
    pub async fn fail_import(&self, id: ImportId) -> Result<bool, StoreError> {
        self.settle_import(
            id,
            import::ActiveModel { state: Set(ImportState::Failed.to_string()), ..Default::default() },
        )
        .await
    }

    /// Says that an application is done. False when another process was quicker: then nothing else may be written.
    ///
    /// # Errors
    /// The database's own.
    pub async fn complete_import(
        &self,
        id: ImportId,
        preview: Vec<u8>,
        counts: &ImportCounts,
    ) -> Result<bool, StoreError> {
        let change = import::ActiveModel {
            state: Set(ImportState::Completed.to_string()),
            sealed_preview: Set(Some(preview)),
            counts: Set(json!(counts)),
            applied_at: Set(Some(self.now().micros())),
            ..Default::default()
        };
        self.settle_import(id, change).await
    }

    pub(super) async fn mark_import_undone(&self, record: &ImportRecord) -> Result<(), StoreError> {
        let change = import::ActiveModel {
            state: Set(ImportState::Undone.to_string()),
            undone_at: Set(Some(self.now().micros())),
            ..Default::default()
        };
        self.move_import(record, change).await
    }

    /// Keeps what an undo did, for whoever opens the import later.
    ///
    /// # Errors
    /// The database's own.
    pub async fn keep_undone(&self, id: ImportId, sealed: Vec<u8>) -> Result<(), StoreError> {
        import::Entity::update_many()
            .set(import::ActiveModel { sealed_undone: Set(Some(sealed)), ..Default::default() })
            .filter(import::Column::OrganisationId.eq(self.organisation().0))
            .filter(import::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    async fn move_import(&self, record: &ImportRecord, mut change: import::ActiveModel) -> Result<(), StoreError> {
        change.version = Set(record.version + 1);
        change.updated_at = Set(self.now().micros());
        let done = import::Entity::update_many()
            .set(change)
            .filter(import::Column::OrganisationId.eq(self.organisation().0))
            .filter(import::Column::Id.eq(record.id.0))
            .filter(import::Column::Version.eq(record.version))
            .exec(&self.db())
            .await?;
        if done.rows_affected == 0 { Err(StoreError::Collision(DbErr::RecordNotUpdated)) } else { Ok(()) }
    }

    /// Ends an application that is still under way.
    async fn settle_import(&self, id: ImportId, mut change: import::ActiveModel) -> Result<bool, StoreError> {
        change.updated_at = Set(self.now().micros());
        change.leased_until = Set(None);
        let done = import::Entity::update_many()
            .set(change)
            .col_expr(import::Column::Version, Expr::col(import::Column::Version).add(1))
            .filter(import::Column::OrganisationId.eq(self.organisation().0))
            .filter(import::Column::Id.eq(id.0))
            .filter(import::Column::State.eq(ImportState::Applying.as_str()))
            .exec(&self.db())
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Takes an import away for good, with its file.
    ///
    /// # Errors
    /// The database's own.
    pub async fn delete_import(&self, id: ImportId) -> Result<(), StoreError> {
        import::Entity::delete_many()
            .filter(import::Column::OrganisationId.eq(self.organisation().0))
            .filter(import::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }
}

fn is_sealed(column: import::Column) -> bool {
    use import::Column as C;
    matches!(column, C::SealedContent | C::SealedOptions | C::SealedPreview | C::SealedUndone)
}
