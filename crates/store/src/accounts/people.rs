//! People.

use super::row::person;
use crate::{Read, StoreError, Tx};
use cabas_kernel::{
    Email, Roles,
    id::{MembershipId, OrganisationId, PersonId},
};
use cabas_model::me::{Me, MyMembership};
use sea_orm::{
    ActiveValue::Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use std::str::FromStr;

/// A person as sign-in and mails need them.
#[derive(Clone, Debug)]
pub struct PersonRecord {
    pub id: PersonId,
    pub email: String,
    pub display_name: String,
    pub locale: Option<String>,
    pub auth_epoch: i32,
}

impl From<person::Model> for PersonRecord {
    fn from(m: person::Model) -> Self {
        Self {
            id: PersonId(m.id),
            email: m.email,
            display_name: m.display_name,
            locale: m.locale,
            auth_epoch: m.auth_epoch,
        }
    }
}

/// What somebody says of themselves when they come in.
#[derive(Clone, Debug)]
pub struct NewAccount<'a> {
    pub display_name: &'a str,
    /// BCP 47 tag of the language they came in with: their mails are written in it from then on.
    pub locale: Option<&'a str>,
    pub password_hash: Option<String>,
}

/// What a sign-in by password is checked against.
#[derive(Clone, Debug)]
pub struct Login {
    pub person: PersonRecord,
    pub password_hash: Option<String>,
}

row! {
    struct LoginRow {
        id: Uuid,
        email: String,
        display_name: String,
        locale: Option<String>,
        auth_epoch: i32,
        password_hash: Option<String>,
    }
}

/// Finds the account of an address.
///
/// # Errors
/// The database's own.
pub async fn login(read: &Read, email: &Email) -> Result<Option<Login>, StoreError> {
    let row = fetch_optional!(
        read,
        LoginRow,
        "SELECT id, email, display_name, locale, auth_epoch, password_hash FROM people WHERE email = $1 AND erased_at IS NULL",
        email.as_str()
    )?;
    Ok(row.map(Into::into))
}

/// The same of a person.
///
/// # Errors
/// The database's own.
pub async fn login_of(read: &Read, id: PersonId) -> Result<Option<Login>, StoreError> {
    let row = fetch_optional!(
        read,
        LoginRow,
        "SELECT id, email, display_name, locale, auth_epoch, password_hash FROM people WHERE id = $1 AND erased_at IS NULL",
        id.0
    )?;
    Ok(row.map(Into::into))
}

impl From<LoginRow> for Login {
    fn from(r: LoginRow) -> Self {
        Self {
            person: PersonRecord {
                id: PersonId(r.id),
                email: r.email,
                display_name: r.display_name,
                locale: r.locale,
                auth_epoch: r.auth_epoch,
            },
            password_hash: r.password_hash,
        }
    }
}

row! {
    struct MembershipRow {
        member_id: Uuid,
        organisation_id: Uuid,
        name: String,
        zone: String,
        state: String,
        roles: i16,
        inviter: Option<String>,
    }
}

/// The person, where they belong, and who brought them there.
///
/// # Errors
/// The database's own.
pub async fn me(read: &Read, id: PersonId) -> Result<Option<Me>, StoreError> {
    let Some(Login { person, password_hash }) = login_of(read, id).await? else { return Ok(None) };
    let rows = fetch_all!(
        read,
        MembershipRow,
        "SELECT m.id AS member_id, o.id AS organisation_id, o.name, o.zone, m.state, m.roles, \
         ip.display_name AS inviter FROM memberships m JOIN organisations o ON o.id = m.organisation_id \
         LEFT JOIN people ip ON ip.id = m.inviter_id AND ip.erased_at IS NULL \
         WHERE m.person_id = $1 AND m.state IN ('active', 'awaiting_confirmation') ORDER BY o.name",
        id.0
    )?;
    Ok(Some(Me {
        id,
        email: person.email,
        display_name: person.display_name,
        locale: person.locale,
        has_password: password_hash.is_some(),
        memberships: rows
            .into_iter()
            .filter_map(|r| {
                Some(MyMembership {
                    member_id: MembershipId(r.member_id),
                    organisation_id: OrganisationId(r.organisation_id),
                    organisation_name: r.name,
                    zone: r.zone,
                    state: FromStr::from_str(&r.state).ok()?,
                    roles: Roles::from_bits(r.roles).iter().collect(),
                    invited_by: r.inviter,
                })
            })
            .collect(),
    }))
}

impl Tx {
    /// Says whether anybody has an account here.
    ///
    /// # Errors
    /// The database's own.
    pub async fn has_people(&self) -> Result<bool, StoreError> {
        Ok(person::Entity::find().one(&self.db()).await?.is_some())
    }

    /// # Errors
    /// The database's own.
    pub async fn person(&self, id: PersonId) -> Result<Option<PersonRecord>, StoreError> {
        Ok(person::Entity::find_by_id(id.0).one(&self.db()).await?.map(Into::into))
    }

    /// # Errors
    /// The database's own.
    pub async fn person_by_email(&self, email: &Email) -> Result<Option<PersonRecord>, StoreError> {
        let found = person::Entity::find().filter(person::Column::Email.eq(email.as_str())).one(&self.db()).await?;
        Ok(found.map(Into::into))
    }

    /// Creates an account. Only the acceptance of an invitation calls this (TR-1).
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `people_email_key` when the address has an account.
    pub(super) async fn create_person(&self, email: &str, new: NewAccount<'_>) -> Result<PersonRecord, StoreError> {
        let now = self.now().micros();
        let model = person::ActiveModel {
            id: Set(self.new_id()),
            email: Set(email.to_owned()),
            display_name: Set(new.display_name.to_owned()),
            locale: Set(new.locale.map(str::to_owned)),
            password_hash: Set(new.password_hash),
            otp_secret: Set(None),
            auth_epoch: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
            erased_at: Set(None),
        };
        Ok(model.insert(&self.db()).await?.into())
    }

    /// Changes how a person is called, or the language they read.
    ///
    /// # Errors
    /// The database's own.
    pub async fn update_person(
        &self,
        id: PersonId,
        display_name: Option<String>,
        locale: Option<String>,
    ) -> Result<(), StoreError> {
        let mut change = person::ActiveModel { updated_at: Set(self.now().micros()), ..Default::default() };
        if let Some(name) = display_name {
            change.display_name = Set(name);
        }
        if let Some(locale) = locale {
            change.locale = Set(Some(locale));
        }
        person::Entity::update_many().set(change).filter(person::Column::Id.eq(id.0)).exec(&self.db()).await?;
        Ok(())
    }

    /// Sets a password, and ends every session and every sign-in link that was mailed before: whoever could read an
    /// older mail does not come in by it afterwards.
    ///
    /// # Errors
    /// The database's own.
    pub async fn set_password(&self, id: PersonId, hash: String) -> Result<(), StoreError> {
        person::Entity::update_many()
            .set(person::ActiveModel {
                password_hash: Set(Some(hash)),
                updated_at: Set(self.now().micros()),
                ..Default::default()
            })
            .filter(person::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        self.end_sign_in_links(id).await?;
        self.raise_epoch(id).await
    }

    /// Keeps a stronger hash of the same password (AU-1): nothing changes for its owner, whose sessions go on. Without
    /// effect when another password was set since `weak` was read.
    ///
    /// # Errors
    /// The database's own.
    pub async fn renew_password(&self, id: PersonId, weak: &str, hash: String) -> Result<(), StoreError> {
        person::Entity::update_many()
            .set(person::ActiveModel { password_hash: Set(Some(hash)), ..Default::default() })
            .filter(person::Column::Id.eq(id.0))
            .filter(person::Column::PasswordHash.eq(weak))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Ends every session of a person: their tokens carry an older epoch from now on (AU-6).
    ///
    /// # Errors
    /// The database's own.
    pub async fn raise_epoch(&self, id: PersonId) -> Result<(), StoreError> {
        person::Entity::update_many()
            .col_expr(person::Column::AuthEpoch, Expr::col(person::Column::AuthEpoch).add(1))
            .filter(person::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }
}

impl Tx {
    /// Where a person belongs, as [`me`] tells it; organisations without their names.
    ///
    /// # Errors
    /// The database's own.
    pub async fn memberships(&self, id: PersonId) -> Result<Vec<MyMembership>, StoreError> {
        use crate::members::row::member;
        let found = member::Entity::find()
            .filter(member::Column::PersonId.eq(id.0))
            .filter(member::Column::State.is_in(["active", "awaiting_confirmation"]))
            .all(&self.db())
            .await?;
        Ok(found
            .into_iter()
            .filter_map(|m| {
                Some(MyMembership {
                    member_id: MembershipId(m.id),
                    organisation_id: OrganisationId(m.organisation_id),
                    organisation_name: String::new(),
                    zone: String::new(),
                    state: FromStr::from_str(&m.state).ok()?,
                    roles: Roles::from_bits(m.roles).iter().collect(),
                    invited_by: None,
                })
            })
            .collect())
    }
}
