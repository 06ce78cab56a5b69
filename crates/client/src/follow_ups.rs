//! What a dispatcher must look at until ticked.

use crate::{Client, ClientError, Version, call::Method};
use cabas_kernel::id::{FollowUpId, OrganisationId};
use cabas_model::{
    Page,
    follow_ups::{FollowUpCount, FollowUpQuery, FollowUpSummary, HandleFollowUp, PatchFollowUp},
};

impl Client {
    /// # Errors
    /// `cursor_invalid`.
    pub async fn list_follow_ups(
        &self,
        organisation: OrganisationId,
        query: &FollowUpQuery,
    ) -> Result<Page<FollowUpSummary>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/follow-ups"), query).await
    }
    /// # Errors
    /// As every call: what the server says, or that it cannot be reached.
    pub async fn count_follow_ups(&self, organisation: OrganisationId) -> Result<FollowUpCount, ClientError> {
        self.get(&format!("/organisations/{organisation}/follow-ups/count")).await
    }
    /// # Errors
    /// As every call.
    pub async fn read_follow_up(
        &self,
        organisation: OrganisationId,
        id: FollowUpId,
    ) -> Result<Version<FollowUpSummary>, ClientError> {
        self.get_version(&format!("/organisations/{organisation}/follow-ups/{id}")).await
    }
    /// # Errors
    /// `version_stale`, `follow_up_handled`, `member_not_active`.
    pub async fn patch_follow_up(
        &self,
        organisation: OrganisationId,
        id: FollowUpId,
        etag: &str,
        ask: &PatchFollowUp,
    ) -> Result<Version<FollowUpSummary>, ClientError> {
        let request = self.request(Method::PATCH, &format!("/organisations/{organisation}/follow-ups/{id}"));
        crate::call::version(request.header("if-match", etag).json(ask)).await
    }
    /// # Errors
    /// `follow_up_handled` when somebody else was faster.
    pub async fn handle_follow_up(
        &self,
        organisation: OrganisationId,
        id: FollowUpId,
        ask: &HandleFollowUp,
    ) -> Result<FollowUpSummary, ClientError> {
        self.post(&format!("/organisations/{organisation}/follow-ups/{id}/handling"), ask).await
    }
}
