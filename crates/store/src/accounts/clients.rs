//! API clients: programs with a token of one organisation (decisions 28).

use crate::{Read, StoreError};
use cabas_kernel::id::{ApiClientId, OrganisationId};
use cabas_model::api_clients::Scope;
use uuid::Uuid;

/// What a program's token begins with, so that it is told from an access token at sight, and found by leak scanners.
pub const PROGRAM_PREFIX: &str = "cabas_";

/// A program that calls.
#[derive(Clone, Debug)]
pub struct ProgramActor {
    pub id: ApiClientId,
    pub organisation: OrganisationId,
    pub scopes: Vec<Scope>,
}

/// The living client of a token.
///
/// # Errors
/// The database's own.
pub async fn api_client_actor(read: &Read, token_hash: [u8; 32]) -> Result<Option<ProgramActor>, StoreError> {
    let row: Option<(Uuid, Uuid, String)> = fetch_optional!(
        read,
        (Uuid, Uuid, String),
        "SELECT id, organisation_id, scopes FROM api_clients WHERE token_hash = $1 AND revoked_at IS NULL",
        token_hash.to_vec()
    )?;
    Ok(row.map(|(id, organisation, scopes)| ProgramActor {
        id: ApiClientId(id),
        organisation: OrganisationId(organisation),
        scopes: scopes.split(' ').filter_map(|s| s.parse().ok()).collect(),
    }))
}
