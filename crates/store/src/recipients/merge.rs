//! What two records that become one take along.

use super::{RecipientRecord, keys::spot, row::pair, row::recipient};
use crate::{StoreError, Tx, accounts::row::table, vault};
use sea_orm::{ActiveValue::Set, entity::prelude::*, sea_query::Expr};

table!(delivery, "deliveries", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) recipient_id: Option<Uuid>,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) version: i64,
});

table!(stop, "stops", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) recipient_id: Option<Uuid>,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) version: i64,
});

table!(follow_up, "follow_ups", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) recipient_id: Option<Uuid>,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) version: i64,
});

table!(stop_event, "stop_events", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) stop_id: Uuid,
    pub(crate) sealed_note: Option<Vec<u8>>,
});

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
        for event in stop_event::Entity::find()
            .filter(stop_event::Column::OrganisationId.eq(self.tx.organisation().0))
            .filter(stop_event::Column::StopId.is_in(stops))
            .filter(stop_event::Column::SealedNote.is_not_null())
            .all(&self.tx.db())
            .await?
        {
            let note = self.sealed_anew("stop_events", event.id, event.sealed_note)?;
            stop_event::ActiveModel { id: Set(event.id), sealed_note: Set(note), ..Default::default() }
                .update(&self.tx.db())
                .await?;
        }
        give!(self, "stops", stop, sealed);
        give!(self, "deliveries", delivery, sealed);
        give!(self, "follow_ups", follow_up, sealed);
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
