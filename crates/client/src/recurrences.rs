//! What comes round: rules, their dates, and days on which all is closed.

use crate::{Client, ClientError, Version, call, call::Method};
use cabas_kernel::id::{ClosureId, OrganisationId, RecurrenceId};
use cabas_model::{
    Page, PageQuery,
    closures::{ClosureCreated, ClosureSummary, CreateClosure},
    occurrences::{
        GenerateDeliveries, GenerationSummary, OccurrenceList, OccurrenceQuery, PreviewRecurrence, RecurrencePreview,
    },
    recurrences::{
        CancelRecurrence, CreateException, CreateRecurrence, PatchRecurrence, RecurrenceDetails, RecurrenceQuery,
        RecurrenceSummary,
    },
};
use chrono::NaiveDate;

impl Client {
    /// # Errors
    /// `cursor_invalid`.
    pub async fn list_recurrences(
        &self,
        organisation: OrganisationId,
        query: &RecurrenceQuery,
    ) -> Result<Page<RecurrenceSummary>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/recurrences"), query).await
    }
    /// # Errors
    /// `fields_invalid`, `recipient_merged`, `pair_blocked`, `member_not_active`.
    pub async fn create_recurrence(
        &self,
        organisation: OrganisationId,
        ask: &CreateRecurrence,
    ) -> Result<Version<RecurrenceDetails>, ClientError> {
        self.post_version(&format!("/organisations/{organisation}/recurrences"), ask).await
    }
    /// # Errors
    /// `fields_invalid`, `recurrence_cancelled`, `transition_refused`.
    pub async fn preview_recurrence(
        &self,
        organisation: OrganisationId,
        ask: &PreviewRecurrence,
    ) -> Result<RecurrencePreview, ClientError> {
        self.post(&format!("/organisations/{organisation}/recurrence-previews"), ask).await
    }
    /// # Errors
    /// `fields_invalid`.
    pub async fn generate_deliveries(
        &self,
        organisation: OrganisationId,
        ask: &GenerateDeliveries,
    ) -> Result<GenerationSummary, ClientError> {
        self.post(&format!("/organisations/{organisation}/recurrence-runs"), ask).await
    }
    /// # Errors
    /// As every call: what the server says, or that it cannot be reached.
    pub async fn read_recurrence(
        &self,
        organisation: OrganisationId,
        id: RecurrenceId,
    ) -> Result<Version<RecurrenceDetails>, ClientError> {
        self.get_version(&format!("/organisations/{organisation}/recurrences/{id}")).await
    }
    /// Gives the rule that holds from now on: another one where the old one keeps dates of its own.
    ///
    /// # Errors
    /// `version_stale`, `fields_invalid`, `recurrence_cancelled`, `transition_refused`.
    pub async fn patch_recurrence(
        &self,
        organisation: OrganisationId,
        id: RecurrenceId,
        etag: &str,
        ask: &PatchRecurrence,
    ) -> Result<Version<RecurrenceDetails>, ClientError> {
        let path = format!("/organisations/{organisation}/recurrences/{id}");
        call::version(self.request(Method::PATCH, &path).header("if-match", etag).json(ask)).await
    }
    /// # Errors
    /// `version_stale`, `recurrence_cancelled`.
    pub async fn cancel_recurrence(
        &self,
        organisation: OrganisationId,
        id: RecurrenceId,
        etag: &str,
        ask: &CancelRecurrence,
    ) -> Result<(), ClientError> {
        let path = format!("/organisations/{organisation}/recurrences/{id}");
        call::send(self.request(Method::DELETE, &path).header("if-match", etag).query(ask)).await.map(|_| ())
    }
    /// # Errors
    /// `recurrence_cancelled`.
    pub async fn pause_recurrence(
        &self,
        organisation: OrganisationId,
        id: RecurrenceId,
    ) -> Result<Version<RecurrenceDetails>, ClientError> {
        let path = format!("/organisations/{organisation}/recurrences/{id}/pause");
        call::version(self.request(Method::POST, &path)).await
    }
    /// # Errors
    /// `recurrence_cancelled`.
    pub async fn resume_recurrence(
        &self,
        organisation: OrganisationId,
        id: RecurrenceId,
    ) -> Result<Version<RecurrenceDetails>, ClientError> {
        let path = format!("/organisations/{organisation}/recurrences/{id}/resumption");
        call::version(self.request(Method::POST, &path)).await
    }
    /// # Errors
    /// `fields_invalid`.
    pub async fn list_occurrences(
        &self,
        organisation: OrganisationId,
        id: RecurrenceId,
        query: &OccurrenceQuery,
    ) -> Result<OccurrenceList, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/recurrences/{id}/occurrences"), query).await
    }
    /// # Errors
    /// `fields_invalid`, `recurrence_cancelled`, `transition_refused`, `other_day`.
    pub async fn create_exception(
        &self,
        organisation: OrganisationId,
        id: RecurrenceId,
        ask: &CreateException,
    ) -> Result<Version<RecurrenceDetails>, ClientError> {
        self.post_version(&format!("/organisations/{organisation}/recurrences/{id}/exceptions"), ask).await
    }
    /// # Errors
    /// `version_stale`, `recurrence_cancelled`, `transition_refused`, `other_day`.
    pub async fn delete_exceptions(
        &self,
        organisation: OrganisationId,
        id: RecurrenceId,
        date: NaiveDate,
        etag: &str,
    ) -> Result<(), ClientError> {
        let path = format!("/organisations/{organisation}/recurrences/{id}/exceptions/{date}");
        call::send(self.request(Method::DELETE, &path).header("if-match", etag)).await.map(|_| ())
    }
    /// # Errors
    /// `cursor_invalid`.
    pub async fn list_closures(
        &self,
        organisation: OrganisationId,
        query: &PageQuery,
    ) -> Result<Page<ClosureSummary>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/closures"), query).await
    }
    /// # Errors
    /// `fields_invalid`.
    pub async fn create_closure(
        &self,
        organisation: OrganisationId,
        ask: &CreateClosure,
    ) -> Result<ClosureCreated, ClientError> {
        self.post(&format!("/organisations/{organisation}/closures"), ask).await
    }
    /// # Errors
    /// `version_stale`.
    pub async fn delete_closure(
        &self,
        organisation: OrganisationId,
        id: ClosureId,
        etag: &str,
    ) -> Result<(), ClientError> {
        let path = format!("/organisations/{organisation}/closures/{id}");
        call::send(self.request(Method::DELETE, &path).header("if-match", etag)).await.map(|_| ())
    }
}
