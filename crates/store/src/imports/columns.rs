//! How the columns of a sheet were read the last time, by its titles (imports reference §5). Titles may be a row of
//! somebody that was taken for them: they are found again by a keyed hash, and sealed with the organisation's key.

use super::row::columns;
use crate::{
    Read, StoreError, Tx,
    vault::{self, Spot},
};
use cabas_kernel::{fold, id::OrganisationId, words::imports::ImportKind};
use sea_orm::{ActiveValue::Set, entity::prelude::*, sea_query::OnConflict};
use std::collections::{BTreeMap, HashMap};

/// Title → field, empty when the column is left out.
pub type ColumnMapping = BTreeMap<String, String>;

/// Where what is remembered of some titles is sealed. A row has no id: the first half of its hash stands for one.
fn spot(kind: ImportKind, shape: &[u8], organisation: OrganisationId) -> Result<Spot, StoreError> {
    let table = match kind {
        ImportKind::Recipients => "import_columns.recipients",
        ImportKind::Deliveries => "import_columns.deliveries",
        ImportKind::Tasks => "import_columns.tasks",
    };
    let row = shape.first_chunk::<16>().copied().map(Uuid::from_bytes).ok_or(StoreError::Sealed)?;
    Ok(Spot { table, row, organisation: organisation.0 })
}

/// What is remembered of a kind of sheet, by the fingerprint of the titles.
///
/// # Errors
/// The database's own.
pub async fn remembered_columns(read: &Read, kind: ImportKind) -> Result<HashMap<Vec<u8>, ColumnMapping>, StoreError> {
    let rows: Vec<(Vec<u8>, Vec<u8>)> = fetch_all!(
        read,
        (Vec<u8>, Vec<u8>),
        "SELECT shape, sealed_mapping FROM import_columns WHERE organisation_id = $1 AND kind = $2 \
         ORDER BY updated_at DESC LIMIT 200",
        read.organisation().0,
        kind.as_str()
    )?;
    let key = read.key().await?;
    let open = |(shape, sealed): (Vec<u8>, Vec<u8>)| {
        let mapping: ColumnMapping = vault::open(&key, spot(kind, &shape, read.organisation())?, &sealed)?;
        Ok::<_, StoreError>((shape, mapping))
    };
    rows.into_iter().map(open).collect()
}

impl Tx {
    /// Remembers how columns were read, in place of what was remembered of the same titles.
    ///
    /// # Errors
    /// [`StoreError::Sealed`]; the database's own.
    pub async fn remember_columns(
        &self,
        kind: ImportKind,
        read: Vec<(Vec<u8>, ColumnMapping)>,
    ) -> Result<(), StoreError> {
        if read.is_empty() {
            return Ok(());
        }
        let (now, key) = (self.now().micros(), self.key().await?);
        for (shape, mapping) in read {
            let sealed = vault::seal(&key, spot(kind, &shape, self.organisation())?, &mapping)?;
            let row = columns::ActiveModel {
                organisation_id: Set(self.organisation().0),
                kind: Set(kind.to_string()),
                shape: Set(shape),
                sealed_mapping: Set(sealed),
                updated_at: Set(now),
            };
            let unique = [columns::Column::OrganisationId, columns::Column::Kind, columns::Column::Shape];
            let over = OnConflict::columns(unique)
                .update_columns([columns::Column::SealedMapping, columns::Column::UpdatedAt])
                .to_owned();
            columns::Entity::insert(row).on_conflict(over).exec_without_returning(&self.db()).await?;
        }
        Ok(())
    }

    /// Forgets how columns were read where a row of somebody was taken for the titles. The names are folded.
    ///
    /// # Errors
    /// [`StoreError::Sealed`]; the database's own.
    pub(crate) async fn forget_titles_naming(&self, names: &[String]) -> Result<(), StoreError> {
        let (key, organisation) = (self.key().await?, self.organisation());
        let rows =
            columns::Entity::find().filter(columns::Column::OrganisationId.eq(organisation.0)).all(&self.db()).await?;
        for row in rows {
            let unknown = |_| StoreError::Settings("unknown kind of a sheet".into());
            let kind: ImportKind = row.kind.parse().map_err(unknown)?;
            let place = spot(kind, &row.shape, organisation)?;
            let mapping: ColumnMapping = vault::open(&key, place, &row.sealed_mapping)?;
            if mapping.keys().any(|title| says(title, names)) {
                self.forget_columns(kind, vec![row.shape]).await?;
            }
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

/// Whether a title is one of some names, or a part of one, or holds one. Blanks do not count: telephones have them anywhere.
fn says(title: &str, names: &[String]) -> bool {
    let close = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let folded = fold(title);
    let title = close(&folded);
    names.iter().any(|name| name.split(' ').any(|word| word == folded) || title.contains(&close(name)))
}

#[cfg(test)]
mod tests {
    use super::says;

    #[test]
    fn a_title_that_names_somebody_is_told_from_one_that_does_not() {
        let names = ["awa zanzibarine", "12 bis rue des canaris", "612345678"].map(str::to_owned);
        for title in ["Zanzibarine", "Awa ZANZIBARINE", "12 bis, rue des Canaris (bât. C)", "06 12 34 56 78"] {
            assert!(says(title, &names), "{title}");
        }
        for title in ["Nom", "Adresse", "Téléphone", "Nombre de personnes", ""] {
            assert!(!says(title, &names), "{title}");
        }
    }
}
