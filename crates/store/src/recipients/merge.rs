//! What two records that become one take along.

use super::{RecipientRecord, keys::spot, row::pair, row::recipient};
use crate::{
    StoreError, Tx,
    deliveries::row::{delivery, event, stop},
    follow_ups::row::follow_up,
    recurrences::row::{exception, recurrence},
    vault,
};
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*, sea_query::Expr};

/// What is sealed with a household's key besides its record, by table and column: a merge seals each anew. A test holds
/// it against the schema, so that no table is forgotten.
const BELONGINGS: [(&str, &str); 7] = [
    ("deliveries", "sealed"),
    ("stops", "sealed"),
    ("follow_ups", "sealed"),
    ("stop_events", "sealed_note"),
    ("blocked_pairs", "sealed_reason"),
    ("recurrences", "sealed"),
    ("recurrence_exceptions", "sealed"),
];

/// The record that goes, and the one that stays.
struct Move<'a> {
    tx: &'a Tx,
    from: &'a RecipientRecord,
    to: &'a RecipientRecord,
}

/// Gives the rows of one table to the record that stays.
macro_rules! give {
    ($move:expr, $table:literal, $module:ident, $sealed:ident) => {
        for row in $module::Entity::find()
            .filter($module::Column::OrganisationId.eq($move.tx.organisation().0))
            .filter($module::Column::RecipientId.eq($move.from.id.0))
            .all(&$move.tx.db())
            .await?
        {
            $module::ActiveModel {
                id: Set(row.id),
                recipient_id: Set(Some($move.to.id.0)),
                $sealed: Set($move.sealed_anew($table, row.id, row.$sealed)?),
                version: Set(row.version + 1),
                ..Default::default()
            }
            .update(&$move.tx.db())
            .await?;
        }
    };
}

impl Move<'_> {
    /// The same under the other key: what was said about a household is erased with it (CR-4).
    fn sealed_anew(
        &self,
        table: &'static str,
        row: Uuid,
        sealed: Option<Vec<u8>>,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        debug_assert!(BELONGINGS.iter().any(|(known, _)| *known == table), "{table} is listed above");
        let place = spot(table, row, self.tx.organisation());
        let open = |sealed: Vec<u8>| vault::open_bytes(&self.from.key, place, &sealed);
        sealed.map(open).transpose()?.map(|plain| vault::seal_bytes(&self.to.key, place, &plain)).transpose()
    }

    async fn deliveries(&self) -> Result<(), StoreError> {
        let stops: Vec<Uuid> = stop::Entity::find()
            .filter(stop::Column::OrganisationId.eq(self.tx.organisation().0))
            .filter(stop::Column::RecipientId.eq(self.from.id.0))
            .all(&self.tx.db())
            .await?
            .into_iter()
            .map(|s| s.id)
            .collect();
        for line in event::Entity::find()
            .filter(event::Column::OrganisationId.eq(self.tx.organisation().0))
            .filter(event::Column::StopId.is_in(stops))
            .filter(event::Column::SealedNote.is_not_null())
            .all(&self.tx.db())
            .await?
        {
            let note = self.sealed_anew("stop_events", line.id, line.sealed_note)?;
            event::ActiveModel {
                organisation_id: Set(line.organisation_id),
                stop_id: Set(line.stop_id),
                id: Set(line.id),
                sealed_note: Set(note),
                ..Default::default()
            }
            .update(&self.tx.db())
            .await?;
        }
        give!(self, "stops", stop, sealed);
        give!(self, "deliveries", delivery, sealed);
        give!(self, "follow_ups", follow_up, sealed);
        Ok(())
    }

    /// What comes round for the one comes round for the other.
    async fn recurrences(&self) -> Result<(), StoreError> {
        let organisation = self.tx.organisation().0;
        for rule in recurrence::Entity::find()
            .filter(recurrence::Column::OrganisationId.eq(organisation))
            .filter(recurrence::Column::RecipientId.eq(self.from.id.0))
            .order_by_asc(recurrence::Column::Id)
            .lock_exclusive()
            .all(&self.tx.db())
            .await?
        {
            for row in exception::Entity::find()
                .filter(exception::Column::OrganisationId.eq(organisation))
                .filter(exception::Column::RecurrenceId.eq(rule.id))
                .filter(exception::Column::Sealed.is_not_null())
                .all(&self.tx.db())
                .await?
            {
                let sealed = self.sealed_anew("recurrence_exceptions", row.id, row.sealed)?;
                exception::ActiveModel { id: Set(row.id), sealed: Set(sealed), ..Default::default() }
                    .update(&self.tx.db())
                    .await?;
            }
            recurrence::ActiveModel {
                id: Set(rule.id),
                recipient_id: Set(self.to.id.0),
                sealed: Set(self.sealed_anew("recurrences", rule.id, rule.sealed)?),
                version: Set(rule.version + 1),
                ..Default::default()
            }
            .update(&self.tx.db())
            .await?;
        }
        Ok(())
    }

    async fn pairs(&self) -> Result<(), StoreError> {
        let of = |id: Uuid| {
            pair::Entity::find()
                .filter(pair::Column::OrganisationId.eq(self.tx.organisation().0))
                .filter(pair::Column::RecipientId.eq(id))
        };
        let here = of(self.to.id.0).all(&self.tx.db()).await?;
        for row in of(self.from.id.0).all(&self.tx.db()).await? {
            if here.iter().any(|h| h.volunteer_id == row.volunteer_id) {
                pair::Entity::delete_by_id(row.id).exec(&self.tx.db()).await?;
                continue;
            }
            let reason = self.sealed_anew("blocked_pairs", row.id, Some(row.sealed_reason))?.unwrap_or_default();
            pair::ActiveModel {
                id: Set(row.id),
                recipient_id: Set(self.to.id.0),
                sealed_reason: Set(reason),
                ..Default::default()
            }
            .update(&self.tx.db())
            .await?;
        }
        Ok(())
    }

    /// Records that pointed at the one that goes.
    async fn pointers(&self) -> Result<(), StoreError> {
        recipient::Entity::update_many()
            .col_expr(recipient::Column::MergedInto, Expr::value(self.to.id.0))
            .filter(recipient::Column::OrganisationId.eq(self.tx.organisation().0))
            .filter(recipient::Column::MergedInto.eq(self.from.id.0))
            .exec(&self.tx.db())
            .await?;
        Ok(())
    }
}

impl Tx {
    /// Joins two records: deliveries and blocked pairs of `other` become `kept`'s, and `other` points at it.
    /// `kept` is saved as it stands.
    ///
    /// # Errors
    /// [`StoreError::Collision`] when somebody changed one of them.
    pub async fn merge_recipients(&self, kept: &RecipientRecord, mut other: RecipientRecord) -> Result<(), StoreError> {
        let moving = Move { tx: self, from: &other, to: kept };
        moving.recurrences().await?;
        moving.deliveries().await?;
        moving.pairs().await?;
        moving.pointers().await?;
        other.merged_into = Some(kept.id);
        if other.external_ref == kept.external_ref {
            other.external_ref = None;
        }
        self.save_recipient(&other).await?;
        self.save_recipient(kept).await?;
        if let Some(last) = &other.last_delivery {
            self.note_last_delivery(kept.id, last).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::BELONGINGS;
    use std::collections::BTreeSet;

    /// Sealed with another key than a household's, or not to be moved.
    const STAYS: [(&str, &str); 9] = [
        // The system's: letters, and answers kept for a day.
        ("outbox", "sealed"),
        ("idempotency_keys", "sealed_answer"),
        // The record itself: each keeps its own.
        ("recipients", "sealed"),
        // The organisation's.
        ("imports", "sealed_content"),
        ("imports", "sealed_options"),
        ("imports", "sealed_preview"),
        ("imports", "sealed_undone"),
        ("import_columns", "sealed_mapping"),
        // A record as it was before a sheet: a merge changes it, and what was changed since is not set back.
        ("import_effects", "sealed_before"),
    ];

    /// The columns of the schema that hold something sealed.
    fn sealed_columns() -> BTreeSet<(&'static str, &'static str)> {
        let mut found = BTreeSet::new();
        let mut table = "";
        for line in include_str!("../../../../migrations/src/foundation.sql").lines() {
            if let Some(name) = line.strip_prefix("CREATE TABLE ") {
                table = name.trim_end_matches(" (");
            }
            let column = line.split_whitespace().next().unwrap_or_default();
            if column.starts_with("sealed") {
                found.insert((table, column));
            }
        }
        found
    }

    #[test]
    fn whatever_is_sealed_is_moved_by_a_merge_or_said_to_stay() {
        let known: BTreeSet<_> = BELONGINGS.into_iter().chain(STAYS).collect();
        assert_eq!(sealed_columns(), known, "a new table is moved by a merge, or a reason is given why not");
    }

    #[test]
    fn every_column_of_bytes_is_sealed_a_key_or_a_hash() {
        for line in include_str!("../../../../migrations/src/foundation.sql").lines() {
            let mut words = line.split_whitespace();
            let column = words.next().unwrap_or_default();
            if words.next().is_some_and(|kind| kind.trim_end_matches(',') == "{bytes}") {
                let told = ["sealed", "wrapped_key", "otp_secret", "fingerprint", "shape", "signature"];
                assert!(
                    column.ends_with("hash") || told.iter().any(|word| column.starts_with(word)),
                    "{column}: a name that begins with `sealed` is what the other test looks for"
                );
            }
        }
    }
}
