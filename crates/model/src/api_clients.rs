//! Programs that call the API: `cabas import`, a script, another system.

use crate::rules;
pub use cabas_kernel::words::api_clients::Scope;
use cabas_kernel::{
    Ts,
    id::{ApiClientId, OrganisationId},
};
use validator::Validate;

private! {
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreateApiClient {
        #[validate(custom(function = "rules::name"))]
        pub name: String,
        #[validate(custom(function = "rules::not_empty"))]
        pub scopes: Vec<Scope>,
    }

    /// The token is shown this once.
    pub struct ApiClientCreated {
        pub id: ApiClientId,
        pub token: String,
    }

    /// A program, as it sees itself.
    pub struct ApiClientSelf {
        pub id: ApiClientId,
        pub name: String,
        pub scopes: Vec<Scope>,
        pub organisation_id: OrganisationId,
        pub organisation_name: String,
    }

    pub struct ApiClientSummary {
        pub id: ApiClientId,
        pub name: String,
        pub scopes: Vec<Scope>,
        pub created_at: Ts,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub last_used_at: Option<Ts>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub revoked_at: Option<Ts>,
    }
}
