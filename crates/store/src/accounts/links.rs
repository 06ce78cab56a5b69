//! Mailed links and codes: sign-in and password resets. Single use, hashed, short-lived.

use super::{
    people::PersonRecord,
    row::{code_try, link, person, reset},
};
use crate::{StoreError, Tx};
use cabas_kernel::{Email, Ts, id::PersonId};
use sea_orm::{
    ActiveValue::Set,
    QueryOrder,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, OnConflict},
};

/// A link to mail.
#[derive(Clone, Copy, Debug)]
pub struct MailedLink {
    pub person: PersonId,
    pub token_hash: [u8; 32],
    pub code_hash: [u8; 32],
    pub expires_at: Ts,
}

/// What became of a code typed in.
#[derive(Clone, Debug)]
pub enum CodeTry {
    Opened(PersonRecord),
    /// Wrong, old, used, or tried too often: all the same.
    Refused,
}

impl Tx {
    /// Keeps a sign-in link; earlier ones of the same person end.
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_sign_in_link(&self, new: MailedLink) -> Result<(), StoreError> {
        self.end_sign_in_links(new.person).await?;
        link::Entity::insert(link::ActiveModel {
            id: Set(self.new_id()),
            person_id: Set(new.person.0),
            token_hash: Set(new.token_hash.to_vec()),
            code_hash: Set(new.code_hash.to_vec()),
            expires_at: Set(new.expires_at.micros()),
            used_at: Set(None),
            created_at: Set(self.now().micros()),
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(())
    }

    /// Ends the links and codes that a person has not used.
    ///
    /// # Errors
    /// The database's own.
    pub(super) async fn end_sign_in_links(&self, person: PersonId) -> Result<(), StoreError> {
        link::Entity::update_many()
            .set(link::ActiveModel { used_at: Set(Some(self.now().micros())), ..Default::default() })
            .filter(link::Column::PersonId.eq(person.0))
            .filter(link::Column::UsedAt.is_null())
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Uses the link of a token, once. One UPDATE decides: of many at once, one wins.
    ///
    /// # Errors
    /// The database's own.
    pub async fn use_sign_in_token(&self, token_hash: [u8; 32]) -> Result<Option<PersonRecord>, StoreError> {
        let now = self.now().micros();
        let Some(found) =
            link::Entity::find().filter(link::Column::TokenHash.eq(token_hash.to_vec())).one(&self.db()).await?
        else {
            return Ok(None);
        };
        if !self.spend_link(found.id, now).await? {
            return Ok(None);
        }
        self.living(found.person_id).await
    }

    /// Tries a code against the newest link of the person who has an address. The try counts, and after `tries` of
    /// them that link opens to nobody. An address of nobody's comes with the nil id: the same is asked and written.
    ///
    /// # Errors
    /// The database's own.
    pub async fn try_sign_in_code(
        &self,
        address: &Email,
        person: PersonId,
        code_hash: [u8; 32],
        tries: i32,
    ) -> Result<CodeTry, StoreError> {
        // Counted before it is compared, in one statement: parallel guesses cannot share a try.
        let count = self.count_code_try(address).await?;
        let newest = link::Entity::find()
            .filter(link::Column::PersonId.eq(person.0))
            .filter(link::Column::UsedAt.is_null())
            .order_by_desc(link::Column::CreatedAt)
            .one(&self.db())
            .await?;
        let Some(found) = newest.filter(|link| count <= tries && link.code_hash == code_hash) else {
            return Ok(CodeTry::Refused);
        };
        if !self.spend_link(found.id, self.now().micros()).await? {
            return Ok(CodeTry::Refused);
        }
        Ok(self.living(found.person_id).await?.map_or(CodeTry::Refused, CodeTry::Opened))
    }

    /// Begins to count the tries at codes of an address anew: a code is on its way there, if the address has an
    /// account.
    ///
    /// # Errors
    /// The database's own.
    pub async fn reset_code_tries(&self, address: &Email) -> Result<(), StoreError> {
        let over = OnConflict::column(code_try::Column::AddressHash)
            .update_columns([code_try::Column::Tries, code_try::Column::CountedAt])
            .to_owned();
        code_try::Entity::insert(self.code_try(address, 0))
            .on_conflict(over)
            .exec_without_returning(&self.db())
            .await?;
        Ok(())
    }

    /// Counts a try at a code of an address; gives how many there were since the last code.
    async fn count_code_try(&self, address: &Email) -> Result<i32, StoreError> {
        let over = OnConflict::column(code_try::Column::AddressHash)
            .value(code_try::Column::Tries, Expr::col((code_try::Entity, code_try::Column::Tries)).add(1))
            .update_column(code_try::Column::CountedAt)
            .to_owned();
        let counted = code_try::Entity::insert(self.code_try(address, 1))
            .on_conflict(over)
            .exec_with_returning(&self.db())
            .await?;
        Ok(counted.tries)
    }

    /// The address is kept as a keyed hash: many of these are nobody's, and none needs to be read again.
    fn code_try(&self, address: &Email, tries: i32) -> code_try::ActiveModel {
        let key = &self.store().vault().secrets().hashing;
        code_try::ActiveModel {
            address_hash: Set(key.mac(&[b"code tries", address.as_str().as_bytes()]).to_vec()),
            tries: Set(tries),
            counted_at: Set(self.now().micros()),
        }
    }

    async fn spend_link(&self, id: Uuid, now: i64) -> Result<bool, StoreError> {
        let spent = link::Entity::update_many()
            .set(link::ActiveModel { used_at: Set(Some(now)), ..Default::default() })
            .filter(link::Column::Id.eq(id))
            .filter(link::Column::UsedAt.is_null())
            .filter(link::Column::ExpiresAt.gt(now))
            .exec(&self.db())
            .await?;
        Ok(spent.rows_affected == 1)
    }

    async fn living(&self, id: Uuid) -> Result<Option<PersonRecord>, StoreError> {
        let found = person::Entity::find_by_id(id).filter(person::Column::ErasedAt.is_null()).one(&self.db()).await?;
        Ok(found.map(Into::into))
    }

    /// Keeps a password reset.
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_password_reset(
        &self,
        person: PersonId,
        token_hash: [u8; 32],
        expires_at: Ts,
    ) -> Result<(), StoreError> {
        reset::Entity::insert(reset::ActiveModel {
            id: Set(self.new_id()),
            person_id: Set(person.0),
            token_hash: Set(token_hash.to_vec()),
            expires_at: Set(expires_at.micros()),
            used_at: Set(None),
            created_at: Set(self.now().micros()),
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(())
    }

    /// Uses a password reset, once. The person's other links are dead with it: whoever could read an older mail must
    /// not undo what its owner has just done.
    ///
    /// # Errors
    /// The database's own.
    pub async fn use_password_reset(&self, token_hash: [u8; 32]) -> Result<Option<PersonRecord>, StoreError> {
        let now = self.now().micros();
        let Some(found) =
            reset::Entity::find().filter(reset::Column::TokenHash.eq(token_hash.to_vec())).one(&self.db()).await?
        else {
            return Ok(None);
        };
        let spent = reset::Entity::update_many()
            .set(reset::ActiveModel { used_at: Set(Some(now)), ..Default::default() })
            .filter(reset::Column::Id.eq(found.id))
            .filter(reset::Column::UsedAt.is_null())
            .filter(reset::Column::ExpiresAt.gt(now))
            .exec(&self.db())
            .await?;
        if spent.rows_affected != 1 {
            return Ok(None);
        }
        reset::Entity::update_many()
            .set(reset::ActiveModel { used_at: Set(Some(now)), ..Default::default() })
            .filter(reset::Column::PersonId.eq(found.person_id))
            .filter(reset::Column::UsedAt.is_null())
            .exec(&self.db())
            .await?;
        self.living(found.person_id).await
    }
}
