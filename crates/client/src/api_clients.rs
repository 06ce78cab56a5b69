//! Programs that call.

use crate::{Client, ClientError};
use cabas_kernel::id::{ApiClientId, OrganisationId};
use cabas_model::{
    Page, PageQuery,
    api_clients::{ApiClientCreated, ApiClientSelf, ApiClientSummary, CreateApiClient},
};

impl Client {
    /// Who a program is, by its token.
    ///
    /// # Errors
    /// `unauthenticated` with anybody else's.
    pub async fn read_current_api_client(&self) -> Result<ApiClientSelf, ClientError> {
        self.get("/api-clients/current").await
    }
    /// # Errors
    /// As every call: what the server says, or that it cannot be reached.
    pub async fn create_api_client(
        &self,
        organisation: OrganisationId,
        ask: &CreateApiClient,
    ) -> Result<ApiClientCreated, ClientError> {
        self.post(&format!("/organisations/{organisation}/api-clients"), ask).await
    }
    /// # Errors
    /// As every call.
    pub async fn list_api_clients(
        &self,
        organisation: OrganisationId,
        query: &PageQuery,
    ) -> Result<Page<ApiClientSummary>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/api-clients"), query).await
    }
    /// # Errors
    /// `api_client_revoked` when it is already.
    pub async fn revoke_api_client(&self, organisation: OrganisationId, id: ApiClientId) -> Result<(), ClientError> {
        self.delete(&format!("/organisations/{organisation}/api-clients/{id}")).await
    }
}
