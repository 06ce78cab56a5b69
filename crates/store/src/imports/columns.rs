//! How the columns of a sheet were read the last time, by its titles (imports reference §5).

use super::row::columns;
use crate::{Read, StoreError, Tx};
use cabas_kernel::words::imports::ImportKind;
use sea_orm::{ActiveValue::Set, entity::prelude::*, sea_query::OnConflict};
use serde_json::json;
use sqlx::types::Json;
use std::collections::{BTreeMap, HashMap};

/// Title → field, empty when the column is left out.
pub type ColumnMapping = BTreeMap<String, String>;

/// What is remembered of a kind of sheet, by the fingerprint of the titles.
///
/// # Errors
/// The database's own.
pub async fn remembered_columns(read: &Read, kind: ImportKind) -> Result<HashMap<Vec<u8>, ColumnMapping>, StoreError> {
    let rows: Vec<(Vec<u8>, Json<ColumnMapping>)> = fetch_all!(
        read,
        (Vec<u8>, Json<ColumnMapping>),
        "SELECT shape, mapping FROM import_columns WHERE organisation_id = $1 AND kind = $2 \
         ORDER BY updated_at DESC LIMIT 200",
        read.organisation().0,
        kind.as_str()
    )?;
    Ok(rows.into_iter().map(|(shape, mapping)| (shape, mapping.0)).collect())
}

impl Tx {
    /// Remembers how columns were read, in place of what was remembered of the same titles.
    ///
    /// # Errors
    /// The database's own.
    pub async fn remember_columns(
        &self,
        kind: ImportKind,
        read: Vec<(Vec<u8>, ColumnMapping)>,
    ) -> Result<(), StoreError> {
        let now = self.now().micros();
        for (shape, mapping) in read {
            let row = columns::ActiveModel {
                organisation_id: Set(self.organisation().0),
                kind: Set(kind.to_string()),
                shape: Set(shape),
                mapping: Set(json!(mapping)),
                updated_at: Set(now),
            };
            let key = [columns::Column::OrganisationId, columns::Column::Kind, columns::Column::Shape];
            let over = OnConflict::columns(key)
                .update_columns([columns::Column::Mapping, columns::Column::UpdatedAt])
                .to_owned();
            columns::Entity::insert(row).on_conflict(over).exec_without_returning(&self.db()).await?;
        }
        Ok(())
    }

    /// Forgets how the columns under some titles were read.
    ///
    /// # Errors
    /// The database's own.
    pub async fn forget_columns(&self, kind: ImportKind, shapes: Vec<Vec<u8>>) -> Result<(), StoreError> {
        columns::Entity::delete_many()
            .filter(columns::Column::OrganisationId.eq(self.organisation().0))
            .filter(columns::Column::Kind.eq(kind.as_str()))
            .filter(columns::Column::Shape.is_in(shapes))
            .exec(&self.db())
            .await?;
        Ok(())
    }
}
