//! Who does an application, and when a sheet is forgotten: what the workers ask, outside any organisation.

use super::row::{effect, import};
use crate::{Actor, Scope, Store, StoreError, Tx};
use cabas_kernel::{
    id::{ImportId, OrganisationId},
    words::imports::ImportState,
};
use chrono::TimeDelta;
use sea_orm::{
    ActiveValue::Set,
    Condition, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{ExprTrait, Query},
};

/// How long a file, its preview and the corrections are kept.
const KEPT: TimeDelta = TimeDelta::days(7);
/// How long an application is left to whoever took it: one that was cut off is taken up by another after that.
const LEASE: TimeDelta = TimeDelta::seconds(120);

/// An application to be done, taken by this process for a while.
#[derive(Clone, Copy, Debug)]
pub struct Lease {
    pub id: ImportId,
    pub organisation: OrganisationId,
}

impl Tx {
    /// Takes the application that has waited longest, in whatever organisation, for a while. To be called outside any.
    ///
    /// # Errors
    /// The database's own.
    pub async fn lease_import(&self) -> Result<Option<Lease>, StoreError> {
        let free = import::Column::LeasedUntil.is_null().or(import::Column::LeasedUntil.lt(self.now().micros()));
        let found = import::Entity::find()
            .select_only()
            .columns([import::Column::Id, import::Column::OrganisationId])
            .filter(import::Column::State.eq(ImportState::Applying.as_str()))
            .filter(free.clone())
            .order_by_asc(import::Column::UpdatedAt)
            .into_tuple::<(Uuid, Uuid)>()
            .one(&self.db())
            .await?;
        let Some((id, organisation)) = found else { return Ok(None) };
        let taken = import::Entity::update_many()
            .set(import::ActiveModel { leased_until: Set(Some((self.now() + LEASE).micros())), ..Default::default() })
            .filter(import::Column::Id.eq(id))
            .filter(import::Column::State.eq(ImportState::Applying.as_str()))
            .filter(free)
            .exec(&self.db())
            .await?;
        let lease = Lease { id: ImportId(id), organisation: OrganisationId(organisation) };
        Ok((taken.rows_affected == 1).then_some(lease))
    }

    /// Gives an application back, to be taken up again soon.
    ///
    /// # Errors
    /// The database's own.
    pub async fn return_import(&self, lease: Lease) -> Result<(), StoreError> {
        import::Entity::update_many()
            .set(import::ActiveModel {
                leased_until: Set(Some((self.now() + TimeDelta::seconds(5)).micros())),
                ..Default::default()
            })
            .filter(import::Column::Id.eq(lease.id.0))
            .filter(import::Column::State.eq(ImportState::Applying.as_str()))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Forgets the files of imports older than seven days, and the rows as they were before: what was never applied
    /// goes altogether, what was leaves its counts. To be called outside any organisation.
    ///
    /// # Errors
    /// The database's own.
    pub async fn forget_old_imports(&self) -> Result<u64, StoreError> {
        let limit = (self.now() - KEPT).micros();
        let state = |s: ImportState| import::Column::State.eq(s.as_str());
        let gone = import::Entity::delete_many()
            .filter(import::Column::CreatedAt.lt(limit))
            .filter(state(ImportState::Previewed).or(state(ImportState::Failed)))
            .exec(&self.db())
            .await?;
        // Of a file that an erasure took away, what its application noted may be left.
        let noted = Query::select().column(effect::Column::ImportId).from(effect::Entity).to_owned();
        let left = Condition::any()
            .add(import::Column::SealedContent.is_not_null())
            .add(import::Column::SealedUndone.is_not_null())
            .add(import::Column::Id.in_subquery(noted));
        let old: Vec<Uuid> = import::Entity::find()
            .select_only()
            .column(import::Column::Id)
            .filter(import::Column::CreatedAt.lt(limit))
            .filter(left)
            .filter(state(ImportState::Completed).or(state(ImportState::Undone)))
            // What was applied today can still be taken back.
            .filter(import::Column::AppliedAt.lt((self.now() - TimeDelta::hours(25)).micros()))
            .limit(500)
            .into_tuple()
            .all(&self.db())
            .await?;
        if old.is_empty() {
            return Ok(gone.rows_affected);
        }
        effect::Entity::delete_many().filter(effect::Column::ImportId.is_in(old.clone())).exec(&self.db()).await?;
        let emptied = import::Entity::update_many()
            .set(import::ActiveModel {
                sealed_content: Set(None),
                sealed_options: Set(None),
                sealed_preview: Set(None),
                sealed_undone: Set(None),
                ..Default::default()
            })
            .filter(import::Column::Id.is_in(old))
            .exec(&self.db())
            .await?;
        Ok(gone.rows_affected + emptied.rows_affected)
    }
}

impl Store {
    /// Takes an application to do, if there is one. Asks without the writer first: mostly there is none.
    ///
    /// # Errors
    /// The database's own.
    pub async fn lease_import(&self) -> Result<Option<Lease>, StoreError> {
        let read = self.read(Scope::System).await?;
        let waiting: Option<(Uuid,)> = fetch_optional!(
            read,
            (Uuid,),
            "SELECT id FROM imports WHERE state = 'applying' AND (leased_until IS NULL OR leased_until < $1) LIMIT 1",
            self.now().micros()
        )?;
        drop(read);
        if waiting.is_none() {
            return Ok(None);
        }
        let tx = self.write(Scope::System, Actor::System).await?;
        let lease = tx.lease_import().await?;
        tx.commit().await?;
        Ok(lease)
    }
}
