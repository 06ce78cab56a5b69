//! Organisations.

use crate::{Client, ClientError, Version};
use cabas_kernel::id::OrganisationId;
use cabas_model::organisations::OrganisationDetails;

impl Client {
    /// # Errors
    /// As every call: what the server says, or that it cannot be reached.
    pub async fn read_organisation(
        &self,
        organisation: OrganisationId,
    ) -> Result<Version<OrganisationDetails>, ClientError> {
        self.get_version(&format!("/organisations/{organisation}")).await
    }
}
