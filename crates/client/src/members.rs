//! Members.

use crate::{Client, ClientError};
use cabas_kernel::id::OrganisationId;
use cabas_model::{Page, PageQuery, members::MemberSummary};

impl Client {
    /// # Errors
    /// As every call: what the server says, or that it cannot be reached.
    pub async fn list_members(
        &self,
        organisation: OrganisationId,
        query: &PageQuery,
    ) -> Result<Page<MemberSummary>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/members"), query).await
    }
}
