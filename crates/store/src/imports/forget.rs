//! What an erasure takes out of the sheets: a file names people in its own words, and nobody can cut one out of it.

use super::row::{effect, import};
use crate::{StoreError, Tx};
use cabas_kernel::{id::ImportId, words::imports::ImportState};
use sea_orm::{ActiveValue::Set, QuerySelect, entity::prelude::*};

impl Tx {
    /// Forgets the sheets of the organisation: those that wait to be applied go altogether, since they might bring back
    /// whom they name; of those that were applied the files and the previews go, and what they noted about some
    /// households and deliveries. The rest of an application can still be taken back. Gives those that waited.
    ///
    /// # Errors
    /// The database's own.
    pub(crate) async fn forget_sheets(&self, subjects: Vec<Uuid>) -> Result<Vec<ImportId>, StoreError> {
        let organisation = self.organisation().0;
        let waits = || import::Column::State.is_in([ImportState::Previewed.as_str(), ImportState::Failed.as_str()]);
        effect::Entity::delete_many()
            .filter(effect::Column::OrganisationId.eq(organisation))
            .filter(effect::Column::SubjectId.is_in(subjects))
            .exec(&self.db())
            .await?;
        let waiting: Vec<Uuid> = import::Entity::find()
            .select_only()
            .column(import::Column::Id)
            .filter(import::Column::OrganisationId.eq(organisation))
            .filter(waits())
            .into_tuple()
            .all(&self.db())
            .await?;
        import::Entity::delete_many()
            .filter(import::Column::OrganisationId.eq(organisation))
            .filter(import::Column::Id.is_in(waiting.iter().copied()))
            // One that is begun at this very moment stays: it compares its rows with what is left.
            .filter(waits())
            .exec(&self.db())
            .await?;
        import::Entity::update_many()
            .set(import::ActiveModel {
                sealed_content: Set(None),
                sealed_options: Set(None),
                sealed_preview: Set(None),
                ..Default::default()
            })
            .filter(import::Column::OrganisationId.eq(organisation))
            .filter(import::Column::State.is_in([ImportState::Completed.as_str(), ImportState::Undone.as_str()]))
            .exec(&self.db())
            .await?;
        Ok(waiting.into_iter().map(ImportId).collect())
    }
}
