//! Records that look alike and were found to be two households: the pair is proposed no more.

use super::row::distinct;
use crate::{StoreError, Tx};
use cabas_kernel::id::{PersonId, RecipientId};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

impl Tx {
    /// Notes that two records are two households; false when it is noted already.
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_distinct_pair(
        &self,
        one: RecipientId,
        other: RecipientId,
        by: PersonId,
    ) -> Result<bool, StoreError> {
        let (low, high) = (one.min(other).0, one.max(other).0);
        let known = distinct::Entity::find()
            .filter(distinct::Column::OrganisationId.eq(self.organisation().0))
            .filter(distinct::Column::LowId.eq(low))
            .filter(distinct::Column::HighId.eq(high))
            .one(&self.db())
            .await?;
        if known.is_some() {
            return Ok(false);
        }
        distinct::Entity::insert(distinct::ActiveModel {
            organisation_id: Set(self.organisation().0),
            low_id: Set(low),
            high_id: Set(high),
            created_by: Set(by.0),
            created_at: Set(self.now().micros()),
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(true)
    }
}
