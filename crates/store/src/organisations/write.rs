//! Creating and changing an organisation.

use super::row::organisation;
use crate::{StoreError, Tx};
use cabas_kernel::{
    id::{DepotId, OrganisationId},
    words::organisations::InviterTold,
};
use cabas_model::organisations::PatchOrganisation;
use chrono_tz::Tz;
use sea_orm::{
    ActiveValue::Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

/// An organisation, as rules see it.
#[derive(Clone, Debug)]
pub struct OrganisationRecord {
    pub id: OrganisationId,
    pub name: String,
    pub zone: Tz,
    pub country: String,
    pub reveal_hours: u8,
    pub keep_hours: u8,
    pub late_reveal: bool,
    pub confirm_everyone: bool,
    pub inviter_told: InviterTold,
    pub default_depot: Option<DepotId>,
    pub version: i64,
}

impl From<organisation::Model> for OrganisationRecord {
    fn from(m: organisation::Model) -> Self {
        Self {
            id: OrganisationId(m.id),
            name: m.name,
            zone: m.zone.parse().unwrap_or(Tz::UTC),
            country: m.country,
            reveal_hours: u8::try_from(m.reveal_hours).unwrap_or(0),
            keep_hours: u8::try_from(m.keep_hours).unwrap_or(0),
            late_reveal: m.late_reveal,
            confirm_everyone: m.confirm_everyone,
            inviter_told: m.inviter_told.parse().unwrap_or_default(),
            default_depot: m.default_depot_id.map(DepotId),
            version: m.version,
        }
    }
}

impl Tx {
    /// Creates an organisation with the defaults of decisions 6 and the French zone and numbering plan.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `organisations_name_key` when the name is taken.
    pub async fn create_organisation(&self, name: &str) -> Result<OrganisationRecord, StoreError> {
        let now = self.now().micros();
        let id: OrganisationId = self.new_id();
        let wrapped = self.store().vault().new_organisation(id)?;
        let row = organisation::ActiveModel {
            id: Set(id.0),
            name: Set(name.to_owned()),
            zone: Set("Europe/Paris".into()),
            country: Set("FR".into()),
            reveal_hours: Set(12),
            keep_hours: Set(2),
            late_reveal: Set(false),
            confirm_everyone: Set(false),
            inviter_told: Set(InviterTold::default().to_string()),
            default_depot_id: Set(None),
            wrapped_key: Set(wrapped),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        };
        Ok(row.insert(&self.db()).await?.into())
    }

    /// # Errors
    /// The database's own.
    pub async fn organisation_named(&self, name: &str) -> Result<Option<OrganisationRecord>, StoreError> {
        let found = organisation::Entity::find().filter(organisation::Column::Name.eq(name)).one(&self.db()).await?;
        Ok(found.map(Into::into))
    }

    /// Any organisation by id: for acceptance and workers, which have no organisation in scope.
    ///
    /// # Errors
    /// The database's own.
    pub async fn organisation_record(&self, id: OrganisationId) -> Result<Option<OrganisationRecord>, StoreError> {
        Ok(organisation::Entity::find_by_id(id.0).one(&self.db()).await?.map(Into::into))
    }
}

impl Tx {
    /// Changes the settings that are given.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `organisations_name_key` when the name is taken.
    pub async fn update_organisation(&self, ask: &PatchOrganisation) -> Result<(), StoreError> {
        let mut change = organisation::ActiveModel { updated_at: Set(self.now().micros()), ..Default::default() };
        if let Some(name) = &ask.name {
            change.name = Set(name.trim().to_owned());
        }
        if let Some(zone) = &ask.zone {
            change.zone = Set(zone.clone());
        }
        if let Some(country) = &ask.country {
            change.country = Set(country.clone());
        }
        if let Some(hours) = ask.reveal_hours {
            change.reveal_hours = Set(i16::from(hours));
        }
        if let Some(hours) = ask.keep_hours {
            change.keep_hours = Set(i16::from(hours));
        }
        if let Some(late) = ask.late_reveal {
            change.late_reveal = Set(late);
        }
        if let Some(everyone) = ask.confirm_everyone {
            change.confirm_everyone = Set(everyone);
        }
        if let Some(told) = ask.inviter_told {
            change.inviter_told = Set(told.to_string());
        }
        self.change_organisation(change).await
    }

    pub(super) async fn set_default_depot(&self, depot: Option<DepotId>) -> Result<(), StoreError> {
        let change = organisation::ActiveModel {
            default_depot_id: Set(depot.map(|d| d.0)),
            updated_at: Set(self.now().micros()),
            ..Default::default()
        };
        self.change_organisation(change).await
    }

    async fn change_organisation(&self, change: organisation::ActiveModel) -> Result<(), StoreError> {
        organisation::Entity::update_many()
            .set(change)
            .col_expr(organisation::Column::Version, Expr::col(organisation::Column::Version).add(1))
            .filter(organisation::Column::Id.eq(self.organisation().0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Takes the organisation for the rest of the transaction, so that those who count its admins take turns. On
    /// SQLite writes do anyway.
    ///
    /// # Errors
    /// The database's own.
    pub async fn lock_organisation(&self) -> Result<(), StoreError> {
        use sea_orm::{QuerySelect, sea_query::LockType};
        if self.store().postgres().is_some() {
            // Not the stronger lock: rows that point at the organisation are written meanwhile.
            organisation::Entity::find_by_id(self.organisation().0).lock(LockType::NoKeyUpdate).one(&self.db()).await?;
        }
        Ok(())
    }
}
