//! The audit log.

use crate::{Client, ClientError};
use cabas_kernel::id::OrganisationId;
use cabas_model::{
    Page,
    audit::{AuditEntry, AuditQuery},
};

impl Client {
    /// # Errors
    /// As every call: what the server says, or that it cannot be reached.
    pub async fn list_audit(
        &self,
        organisation: OrganisationId,
        query: &AuditQuery,
    ) -> Result<Page<AuditEntry>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/audit"), query).await
    }
}
