//! API clients: programs with a token of one organisation (decisions 28).

use super::row::client;
use crate::{Read, Store, StoreError, Tx, members::row::member};
use cabas_kernel::{
    Ts,
    id::{ApiClientId, MembershipId, OrganisationId, PersonId},
};
use cabas_model::{
    Page,
    api_clients::{ApiClientSelf, ApiClientSummary, Scope},
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

/// What a program's token begins with, so that it is told from an access token at sight, and found by leak scanners.
pub const PROGRAM_PREFIX: &str = "cabas_";

/// A program that calls.
#[derive(Clone, Debug)]
pub struct ProgramActor {
    pub id: ApiClientId,
    pub organisation: OrganisationId,
    pub scopes: Vec<Scope>,
    pub last_used_at: Option<Ts>,
}

/// The living client of a token.
///
/// # Errors
/// [`StoreError::Unavailable`] when no connection is free in time, or none answers; the database's own.
pub async fn api_client_actor(store: &Store, token_hash: [u8; 32]) -> Result<Option<ProgramActor>, StoreError> {
    let (_, row) = read_first!(
        store,
        crate::Scope::System,
        (Uuid, Uuid, String, Option<i64>),
        "SELECT id, organisation_id, scopes, last_used_at FROM api_clients WHERE token_hash = $1 AND revoked_at IS NULL",
        "$2",
        token_hash.to_vec()
    );
    Ok(row.map(|(id, organisation, scopes, last_used_at)| ProgramActor {
        id: ApiClientId(id),
        organisation: OrganisationId(organisation),
        scopes: scopes.split(' ').filter_map(|s| s.parse().ok()).collect(),
        last_used_at: last_used_at.map(Ts::from_micros),
    }))
}

/// A program, as it sees itself.
///
/// # Errors
/// The database's own.
pub async fn api_client_self(read: &Read, id: ApiClientId) -> Result<Option<ApiClientSelf>, StoreError> {
    let row: Option<(String, String, String)> = fetch_optional!(
        read,
        (String, String, String),
        "SELECT c.name, c.scopes, o.name FROM api_clients c JOIN organisations o ON o.id = c.organisation_id \
         WHERE c.organisation_id = $1 AND c.id = $2",
        read.organisation().0,
        id.0
    )?;
    Ok(row.map(|(name, scopes, organisation_name)| ApiClientSelf {
        id,
        name,
        scopes: scopes.split(' ').filter_map(|s| s.parse().ok()).collect(),
        organisation_id: read.organisation(),
        organisation_name,
    }))
}

row! {
    struct ClientRow {
        id: Uuid,
        name: String,
        scopes: String,
        created_at: i64,
        last_used_at: Option<i64>,
        revoked_at: Option<i64>,
    }
}

/// The organisation's programs, newest first, the revoked ones too.
///
/// # Errors
/// The database's own.
pub async fn list_api_clients(
    read: &Read,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Page<ApiClientSummary>, StoreError> {
    let rows = fetch_all!(
        read,
        ClientRow,
        "SELECT id, name, scopes, created_at, last_used_at, revoked_at FROM api_clients \
         WHERE organisation_id = $1 AND ($2 IS NULL OR id < $2) ORDER BY id DESC LIMIT $3",
        read.organisation().0,
        after,
        i64::from(limit) + 1
    )?;
    crate::page(
        rows,
        limit,
        |r| r.id,
        |r| {
            Ok(ApiClientSummary {
                id: ApiClientId(r.id),
                name: r.name,
                scopes: r.scopes.split(' ').filter_map(|s| s.parse().ok()).collect(),
                created_at: Ts::from_micros(r.created_at),
                last_used_at: r.last_used_at.map(Ts::from_micros),
                revoked_at: r.revoked_at.map(Ts::from_micros),
            })
        },
    )
}

impl Tx {
    /// Keeps a program and the hash of its token.
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_api_client(
        &self,
        name: &str,
        scopes: &[Scope],
        token_hash: [u8; 32],
        created_by: MembershipId,
    ) -> Result<ApiClientId, StoreError> {
        let id: ApiClientId = self.new_id();
        let mut words: Vec<&str> = scopes.iter().map(|s| s.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        client::Entity::insert(client::ActiveModel {
            id: Set(id.0),
            organisation_id: Set(self.organisation().0),
            name: Set(name.to_owned()),
            token_hash: Set(token_hash.to_vec()),
            scopes: Set(words.join(" ")),
            created_by: Set(created_by.0),
            created_at: Set(self.now().micros()),
            last_used_at: Set(None),
            revoked_at: Set(None),
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(id)
    }

    /// Says whether a program is known here and, if so, whether it still lives.
    ///
    /// # Errors
    /// The database's own.
    pub async fn is_api_client_alive(&self, id: ApiClientId) -> Result<Option<bool>, StoreError> {
        let found = client::Entity::find_by_id(id.0)
            .filter(client::Column::OrganisationId.eq(self.organisation().0))
            .one(&self.db())
            .await?;
        Ok(found.map(|c| c.revoked_at.is_none()))
    }

    /// Takes a program's token back. One UPDATE decides: false when it was dead already.
    ///
    /// # Errors
    /// The database's own.
    pub async fn revoke_api_client(&self, id: ApiClientId) -> Result<bool, StoreError> {
        Ok(self.revoke_clients(client::Column::Id.eq(id.0)).await? == 1)
    }

    /// Takes back every token that a member made: they go with the right to make them (AU-6). Gives how many.
    ///
    /// # Errors
    /// The database's own.
    pub async fn revoke_api_clients_of(&self, member: MembershipId) -> Result<u64, StoreError> {
        self.revoke_clients(client::Column::CreatedBy.eq(member.0)).await
    }

    /// Takes back every token that a person made, wherever they are or were a member: whoever had their password may
    /// have made some (AU-6). Gives how many.
    ///
    /// # Errors
    /// The database's own.
    pub async fn revoke_api_clients_of_person(&self, person: PersonId) -> Result<u64, StoreError> {
        let members: Vec<Uuid> = member::Entity::find()
            .filter(member::Column::PersonId.eq(person.0))
            .all(&self.db())
            .await?
            .into_iter()
            .map(|m| m.id)
            .collect();
        let done = client::Entity::update_many()
            .set(client::ActiveModel { revoked_at: Set(Some(self.now().micros())), ..Default::default() })
            .filter(client::Column::CreatedBy.is_in(members))
            .filter(client::Column::RevokedAt.is_null())
            .exec(&self.db())
            .await?;
        Ok(done.rows_affected)
    }

    async fn revoke_clients(&self, which: sea_orm::sea_query::SimpleExpr) -> Result<u64, StoreError> {
        let done = client::Entity::update_many()
            .set(client::ActiveModel { revoked_at: Set(Some(self.now().micros())), ..Default::default() })
            .filter(client::Column::OrganisationId.eq(self.organisation().0))
            .filter(client::Column::RevokedAt.is_null())
            .filter(which)
            .exec(&self.db())
            .await?;
        Ok(done.rows_affected)
    }

    /// Notes that a program calls, at most once an hour.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_api_client_use(&self, id: ApiClientId) -> Result<(), StoreError> {
        client::Entity::update_many()
            .set(client::ActiveModel { last_used_at: Set(Some(self.now().micros())), ..Default::default() })
            .filter(client::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }
}
