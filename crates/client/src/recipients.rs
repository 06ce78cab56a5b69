//! Households.

use crate::{Client, ClientError, Version, call::Method};
use cabas_kernel::id::{BlockedPairId, OrganisationId, RecipientId};
use cabas_model::{
    Page, PageQuery,
    recipients::{
        BlockedPair, BlockedPairQuery, CreateBlockedPair, CreateRecipient, DistinguishRecipient, EraseRecipient,
        MergeRecipient, PatchRecipient, Pause, ReaderEntry, RecipientDetails, RecipientQuery, RecipientSummary,
    },
};
use chrono::NaiveDate;

impl Client {
    /// # Errors
    /// `search_too_short` under three characters.
    pub async fn list_recipients(
        &self,
        organisation: OrganisationId,
        query: &RecipientQuery,
    ) -> Result<Page<RecipientSummary>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/recipients"), query).await
    }
    /// # Errors
    /// `ref_taken`, `phone_invalid`, `person_unknown`.
    pub async fn create_recipient(
        &self,
        organisation: OrganisationId,
        ask: &CreateRecipient,
    ) -> Result<Version<RecipientDetails>, ClientError> {
        self.post_version(&format!("/organisations/{organisation}/recipients"), ask).await
    }
    /// # Errors
    /// As every call: what the server says, or that it cannot be reached.
    pub async fn read_recipient(
        &self,
        organisation: OrganisationId,
        id: RecipientId,
    ) -> Result<Version<RecipientDetails>, ClientError> {
        self.get_version(&format!("/organisations/{organisation}/recipients/{id}")).await
    }
    /// # Errors
    /// `version_stale`, `recipient_merged`, and as [`Client::create_recipient`].
    pub async fn patch_recipient(
        &self,
        organisation: OrganisationId,
        id: RecipientId,
        etag: &str,
        ask: &PatchRecipient,
    ) -> Result<Version<RecipientDetails>, ClientError> {
        let request = self.request(Method::PATCH, &format!("/organisations/{organisation}/recipients/{id}"));
        crate::call::version(request.header("if-match", etag).json(ask)).await
    }
    /// # Errors
    /// `window_order` when it ends before it begins.
    pub async fn pause_recipient(
        &self,
        organisation: OrganisationId,
        id: RecipientId,
        ask: &Pause,
    ) -> Result<Version<RecipientDetails>, ClientError> {
        self.post_version(&format!("/organisations/{organisation}/recipients/{id}/pauses"), ask).await
    }
    /// # Errors
    /// `version_stale`, `recipient_merged`.
    pub async fn resume_recipient(
        &self,
        organisation: OrganisationId,
        id: RecipientId,
        etag: &str,
    ) -> Result<Version<RecipientDetails>, ClientError> {
        let path = format!("/organisations/{organisation}/recipients/{id}/pauses/current");
        crate::call::version(self.request(Method::DELETE, &path).header("if-match", etag)).await
    }
    /// # Errors
    /// `version_stale`, `recipient_merged`; `transition_refused` when the pause has begun.
    pub async fn withdraw_pause(
        &self,
        organisation: OrganisationId,
        id: RecipientId,
        from: NaiveDate,
        etag: &str,
    ) -> Result<Version<RecipientDetails>, ClientError> {
        let path = format!("/organisations/{organisation}/recipients/{id}/pauses/{from}");
        crate::call::version(self.request(Method::DELETE, &path).header("if-match", etag)).await
    }
    /// # Errors
    /// `recipient_merged` when one of them was joined before.
    pub async fn merge_recipients(
        &self,
        organisation: OrganisationId,
        id: RecipientId,
        ask: &MergeRecipient,
    ) -> Result<Version<RecipientDetails>, ClientError> {
        self.post_version(&format!("/organisations/{organisation}/recipients/{id}/merge"), ask).await
    }
    /// # Errors
    /// `recipient_merged` when one of them was joined before.
    pub async fn distinguish_recipients(
        &self,
        organisation: OrganisationId,
        id: RecipientId,
        ask: &DistinguishRecipient,
    ) -> Result<Version<RecipientDetails>, ClientError> {
        self.post_version(&format!("/organisations/{organisation}/recipients/{id}/distinct"), ask).await
    }
    /// # Errors
    /// `proof_too_old`, `recipient_merged`, `delivery_open`, `import_busy`.
    pub async fn erase_recipient(
        &self,
        organisation: OrganisationId,
        id: RecipientId,
        ask: &EraseRecipient,
    ) -> Result<(), ClientError> {
        let path = format!("/organisations/{organisation}/recipients/{id}/erasure");
        self.act(Method::POST, &path, Some(ask)).await
    }
    /// Newest first.
    ///
    /// # Errors
    /// As every call.
    pub async fn list_recipient_readers(
        &self,
        organisation: OrganisationId,
        id: RecipientId,
        query: &PageQuery,
    ) -> Result<Page<ReaderEntry>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/recipients/{id}/readers"), query).await
    }
    /// # Errors
    /// As every call.
    pub async fn list_blocked_pairs(
        &self,
        organisation: OrganisationId,
        query: &BlockedPairQuery,
    ) -> Result<Page<BlockedPair>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/blocked-pairs"), query).await
    }
    /// # Errors
    /// `person_unknown`, `not_found_here`; `conflict` when they are apart already.
    pub async fn create_blocked_pair(
        &self,
        organisation: OrganisationId,
        ask: &CreateBlockedPair,
    ) -> Result<BlockedPair, ClientError> {
        self.post(&format!("/organisations/{organisation}/blocked-pairs"), ask).await
    }
    /// # Errors
    /// As every call.
    pub async fn delete_blocked_pair(
        &self,
        organisation: OrganisationId,
        id: BlockedPairId,
    ) -> Result<(), ClientError> {
        self.delete(&format!("/organisations/{organisation}/blocked-pairs/{id}")).await
    }
}
