//! Addresses on the map.

use crate::{Client, ClientError};
use cabas_kernel::id::OrganisationId;
use cabas_model::address::{AddressAnswer, FindAddress};

impl Client {
    /// # Errors
    /// As every call: what the server says, or that it cannot be reached.
    pub async fn find_address(
        &self,
        organisation: OrganisationId,
        ask: &FindAddress,
    ) -> Result<AddressAnswer, ClientError> {
        self.post(&format!("/organisations/{organisation}/address-lookups"), ask).await
    }
}
