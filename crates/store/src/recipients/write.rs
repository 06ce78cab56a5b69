//! Changes of households.

use super::{
    Household, RecipientRecord, keys,
    row::{key, lookup, recipient},
    sealed::RecipientRow,
};
use crate::{
    StoreError, Tx,
    deliveries::row::stop,
    vault::{self, Key},
};
use cabas_kernel::{
    Ts,
    id::{ImportId, OrganisationId, RecipientId},
    words::deliveries::StopKind,
};
use cabas_model::{
    address::Address,
    recipients::{CreateRecipient, LastDelivery},
};
use sea_orm::{ActiveValue::Set, entity::prelude::*, sea_query::ExprTrait};
use std::collections::HashMap;

/// The postcode, when it is one: the only part of an address that stays in clear.
pub fn area(address: &Address) -> String {
    let code: String = address.postal_code.chars().filter(char::is_ascii_alphanumeric).collect();
    if code.len() <= 10 && code.bytes().any(|b| b.is_ascii_digit()) { code.to_ascii_uppercase() } else { String::new() }
}

impl RecipientRecord {
    /// Where it is, as planning may know without opening anything: the postcode.
    pub fn area(&self) -> String {
        area(&self.household.address)
    }
}

/// The columns of a record that a change may touch.
pub(crate) fn closed(
    record: &RecipientRecord,
    organisation: OrganisationId,
    now: Ts,
) -> Result<recipient::ActiveModel, StoreError> {
    let spot = keys::spot("recipients", record.id.0, organisation);
    Ok(recipient::ActiveModel {
        external_ref: Set(record.external_ref.clone()),
        sealed: Set(vault::seal(&record.key, spot, &record.household)?),
        household_size: Set(i16::from(record.household_size)),
        status: Set(record.status.as_str().to_owned()),
        area: Set(area(&record.household.address)),
        geo_state: Set(record.household.address.geo_state.as_str().to_owned()),
        usual_volunteer_id: Set(record.usual_volunteer.map(Into::into)),
        merged_into: Set(record.merged_into.map(Into::into)),
        updated_at: Set(now.micros()),
        ..Default::default()
    })
}

/// The keyed hashes a record is found again by.
pub(crate) fn lookup_rows(
    above: &Key,
    organisation: OrganisationId,
    record: &RecipientRecord,
) -> Vec<lookup::ActiveModel> {
    keys::hashes(above, &record.household)
        .into_iter()
        .map(|(kind, hash)| lookup::ActiveModel {
            organisation_id: Set(organisation.0),
            recipient_id: Set(record.id.0),
            kind: Set(kind.to_owned()),
            hash: Set(hash),
        })
        .collect()
}

impl Tx {
    /// Those of some households that come to the depot: nothing is carried to them.
    ///
    /// # Errors
    /// The database's own; [`StoreError::Sealed`].
    pub async fn collecting(&self, ids: &[RecipientId]) -> Result<Vec<RecipientId>, StoreError> {
        let records = self.recipients(ids).await?;
        Ok(records.into_iter().filter(|r| r.household.self_pickup).map(|r| r.id).collect())
    }

    /// Some households of the organisation, in no order. Whoever is not of it is left out.
    ///
    /// # Errors
    /// The database's own.
    pub async fn recipients(&self, ids: &[RecipientId]) -> Result<Vec<RecipientRecord>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let organisation = self.organisation();
        let wrapped = key::Entity::find()
            .filter(key::Column::OrganisationId.eq(organisation.0))
            .filter(key::Column::RecipientId.is_in(ids.iter().map(|id| id.0)))
            .all(&self.db())
            .await?;
        let mut wrapped: HashMap<Uuid, Vec<u8>> =
            wrapped.into_iter().map(|k| (k.recipient_id, k.wrapped_key)).collect();
        let rows = recipient::Entity::find()
            .filter(recipient::Column::OrganisationId.eq(organisation.0))
            .filter(recipient::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .all(&self.db())
            .await?;
        let above = self.key().await?;
        rows.into_iter()
            .filter_map(|m| wrapped.remove(&m.id).map(|w| RecipientRow::closed(m, w)))
            .map(|r| r.open(organisation, &above))
            .collect()
    }

    /// One household of the organisation.
    ///
    /// # Errors
    /// The database's own.
    pub async fn recipient(&self, id: RecipientId) -> Result<Option<RecipientRecord>, StoreError> {
        Ok(self.recipients(&[id]).await?.pop())
    }

    /// Registers a household under a new key of its own. Its telephones are in E.164 already.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `recipient_ref` when the reference is taken.
    pub async fn add_recipient(
        &self,
        form: CreateRecipient,
        import: Option<ImportId>,
    ) -> Result<RecipientId, StoreError> {
        let (organisation, now, id) = (self.organisation(), self.now(), self.new_opaque_id());
        let (key, wrapped) = keys::generate(&self.key().await?, id, organisation)?;
        let mut record = RecipientRecord {
            id,
            external_ref: None,
            household_size: 1,
            status: form.status,
            usual_volunteer: None,
            last_delivery: None,
            merged_into: None,
            version: 1,
            created_at: now,
            updated_at: now,
            household: Household::default(),
            key,
        };
        record.fill(form);
        key::Entity::insert(key::ActiveModel {
            recipient_id: Set(id.0),
            organisation_id: Set(organisation.0),
            wrapped_key: Set(wrapped),
        })
        .exec_without_returning(&self.db())
        .await?;
        let row = recipient::ActiveModel {
            id: Set(id.0),
            organisation_id: Set(organisation.0),
            import_id: Set(import.map(Into::into)),
            version: Set(1),
            created_at: Set(now.micros()),
            ..closed(&record, organisation, now)?
        };
        recipient::Entity::insert(row).exec_without_returning(&self.db()).await?;
        self.look_up_by(&record).await?;
        Ok(id)
    }

    /// Keeps a changed record, when nobody else changed it since it was read.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `recipient_ref`; [`StoreError::Collision`] when somebody did.
    pub async fn save_recipient(&self, record: &RecipientRecord) -> Result<(), StoreError> {
        let saved = recipient::Entity::update_many()
            .set(recipient::ActiveModel {
                version: Set(record.version + 1),
                ..closed(record, self.organisation(), self.now())?
            })
            .filter(recipient::Column::OrganisationId.eq(self.organisation().0))
            .filter(recipient::Column::Id.eq(record.id.0))
            .filter(recipient::Column::Version.eq(record.version))
            .exec(&self.db())
            .await?;
        if saved.rows_affected == 0 {
            return Err(StoreError::Collision(DbErr::RecordNotUpdated));
        }
        self.move_stops(record).await?;
        self.look_up_by(record).await
    }

    /// A drop-off is at its household's door until it is closed, which then keeps the address of its day; what is picked up
    /// for the household is where it was. What a viewer read of the stop stays current: nobody changed it.
    async fn move_stops(&self, record: &RecipientRecord) -> Result<(), StoreError> {
        let (area, geo_state) = (record.area(), record.household.address.geo_state.as_str());
        let elsewhere = stop::Column::Area.ne(&area).or(stop::Column::GeoState.ne(geo_state));
        stop::Entity::update_many()
            .set(stop::ActiveModel { area: Set(area), geo_state: Set(geo_state.to_owned()), ..Default::default() })
            .filter(stop::Column::OrganisationId.eq(self.organisation().0))
            .filter(stop::Column::RecipientId.eq(record.id.0))
            .filter(stop::Column::Kind.eq(StopKind::Dropoff.as_str()))
            .filter(stop::Column::ClosedAt.is_null())
            .filter(elsewhere)
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Notes how a household's newest delivery ended; an older one changes nothing. What a viewer read of the
    /// record stays current.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_last_delivery(&self, id: RecipientId, last: &LastDelivery) -> Result<(), StoreError> {
        recipient::Entity::update_many()
            .set(recipient::ActiveModel {
                last_status: Set(Some(last.status.as_str().to_owned())),
                last_day: Set(Some(last.date)),
                ..Default::default()
            })
            .filter(recipient::Column::OrganisationId.eq(self.organisation().0))
            .filter(recipient::Column::Id.eq(id.0))
            .filter(recipient::Column::LastDay.is_null().or(recipient::Column::LastDay.lte(last.date)))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Writes the keyed hashes anew; a record joined to another one is found by none.
    async fn look_up_by(&self, record: &RecipientRecord) -> Result<(), StoreError> {
        let organisation = self.organisation().0;
        lookup::Entity::delete_many()
            .filter(lookup::Column::OrganisationId.eq(organisation))
            .filter(lookup::Column::RecipientId.eq(record.id.0))
            .exec(&self.db())
            .await?;
        if record.merged_into.is_some() {
            return Ok(());
        }
        let rows = lookup_rows(&self.key().await?, self.organisation(), record);
        if !rows.is_empty() {
            lookup::Entity::insert_many(rows).exec_without_returning(&self.db()).await?;
        }
        Ok(())
    }
}
