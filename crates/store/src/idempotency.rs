//! The same request sent twice has one effect (CC-1). The answer is kept by the transaction that makes it.

use crate::{
    StoreError, Tx,
    vault::{self, Key, Spot},
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use serde::{Serialize, de::DeserializeOwned};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency_keys")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) actor_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) method: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) path: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) key: String,
        pub(crate) fingerprint: Vec<u8>,
        pub(crate) sealed_answer: Vec<u8>,
        pub(crate) created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A request that may come again: scoped to its sender, method and path (EN-6).
#[derive(Clone, Debug)]
pub struct Request {
    pub actor: Uuid,
    pub method: String,
    pub path: String,
    pub key: String,
    /// Keyed hash of the body: another body under the same key is refused.
    pub fingerprint: [u8; 32],
}

/// What is known of a key.
#[derive(Debug)]
pub enum Known<T> {
    New,
    /// It was done; this came of it.
    Done(T),
    /// The key came with another body.
    OtherBody,
}

impl Request {
    /// The place of its answer. A row has no id of its own: a hash of its whole key stands for one, so that an answer
    /// moved to another request does not open.
    fn spot(&self, key: &Key) -> Spot {
        let Self { actor, method, path, key: word, .. } = self;
        let hash = key.mac(&[actor.as_bytes(), method.as_bytes(), path.as_bytes(), word.as_bytes()]);
        let mut row = [0; 16];
        row.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        Spot { table: "idempotency_keys", row: Uuid::from_bytes(row), organisation: Uuid::nil() }
    }
}

impl Tx {
    /// Looks a key up.
    ///
    /// # Errors
    /// The database's own.
    pub async fn known<T: DeserializeOwned>(&self, request: &Request) -> Result<Known<T>, StoreError> {
        let key = (request.actor, request.method.clone(), request.path.clone(), request.key.clone());
        let Some(row) = row::Entity::find_by_id(key).one(&self.db()).await? else { return Ok(Known::New) };
        if row.fingerprint != request.fingerprint {
            return Ok(Known::OtherBody);
        }
        let system = self.store().vault().system();
        vault::open(&system, request.spot(&system), &row.sealed_answer).map(Known::Done)
    }

    /// Keeps what came of a request, for 24 h.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `idempotency_keys_pkey` when the same key is at work elsewhere.
    pub async fn remember<T: Serialize>(&self, request: &Request, answer: &T) -> Result<(), StoreError> {
        let system = self.store().vault().system();
        row::Entity::insert(row::ActiveModel {
            actor_id: Set(request.actor),
            method: Set(request.method.clone()),
            path: Set(request.path.clone()),
            key: Set(request.key.clone()),
            fingerprint: Set(request.fingerprint.to_vec()),
            sealed_answer: Set(vault::seal(&system, request.spot(&system), answer)?),
            created_at: Set(self.now().micros()),
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(())
    }

    /// Forgets keys older than 24 h.
    ///
    /// # Errors
    /// The database's own.
    pub async fn forget_old_keys(&self) -> Result<u64, StoreError> {
        let limit = (self.now() - chrono::TimeDelta::hours(24)).micros();
        Ok(row::Entity::delete_many().filter(row::Column::CreatedAt.lt(limit)).exec(&self.db()).await?.rows_affected)
    }
}
