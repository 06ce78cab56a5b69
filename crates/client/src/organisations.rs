//! Organisations, their depots, package kinds and time slots.

use crate::{Client, ClientError, Version, call, call::Method};
use cabas_kernel::id::{DepotId, OrganisationId, PackageKindId, TimeSlotId};
use cabas_model::{
    Page, PageQuery,
    organisations::{
        DepotSummary, OrganisationDetails, PackageKindSummary, PatchOrganisation, PutDepot, PutPackageKind,
        PutTimeSlot, TimeSlotSummary,
    },
};

impl Client {
    /// # Errors
    /// As every call: what the server says, or that it cannot be reached.
    pub async fn read_organisation(
        &self,
        organisation: OrganisationId,
    ) -> Result<Version<OrganisationDetails>, ClientError> {
        self.get_version(&format!("/organisations/{organisation}")).await
    }
    /// # Errors
    /// `version_stale`, `fields_invalid`.
    pub async fn patch_organisation(
        &self,
        organisation: OrganisationId,
        etag: &str,
        ask: &PatchOrganisation,
    ) -> Result<Version<OrganisationDetails>, ClientError> {
        let path = format!("/organisations/{organisation}");
        call::version(self.request(Method::PATCH, &path).header("if-match", etag).json(ask)).await
    }
    /// # Errors
    /// As every call.
    pub async fn list_depots(
        &self,
        organisation: OrganisationId,
        query: &PageQuery,
    ) -> Result<Page<DepotSummary>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/depots"), query).await
    }
    /// # Errors
    /// `fields_invalid`.
    pub async fn create_depot(
        &self,
        organisation: OrganisationId,
        ask: &PutDepot,
    ) -> Result<DepotSummary, ClientError> {
        self.post(&format!("/organisations/{organisation}/depots"), ask).await
    }
    /// # Errors
    /// `version_stale`, `fields_invalid`.
    pub async fn put_depot(
        &self,
        organisation: OrganisationId,
        id: DepotId,
        etag: &str,
        ask: &PutDepot,
    ) -> Result<Version<DepotSummary>, ClientError> {
        let path = format!("/organisations/{organisation}/depots/{id}");
        call::version(self.request(Method::PUT, &path).header("if-match", etag).json(ask)).await
    }
    /// # Errors
    /// `version_stale`, `depot_in_use`.
    pub async fn delete_depot(&self, organisation: OrganisationId, id: DepotId, etag: &str) -> Result<(), ClientError> {
        let path = format!("/organisations/{organisation}/depots/{id}");
        call::send(self.request(Method::DELETE, &path).header("if-match", etag)).await.map(|_| ())
    }
    /// # Errors
    /// As every call.
    pub async fn list_package_kinds(
        &self,
        organisation: OrganisationId,
        query: &PageQuery,
    ) -> Result<Page<PackageKindSummary>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/package-kinds"), query).await
    }
    /// # Errors
    /// `slug_taken`.
    pub async fn create_package_kind(
        &self,
        organisation: OrganisationId,
        ask: &PutPackageKind,
    ) -> Result<PackageKindSummary, ClientError> {
        self.post(&format!("/organisations/{organisation}/package-kinds"), ask).await
    }
    /// # Errors
    /// `version_stale`, `fields_invalid`.
    pub async fn put_package_kind(
        &self,
        organisation: OrganisationId,
        id: PackageKindId,
        etag: &str,
        ask: &PutPackageKind,
    ) -> Result<Version<PackageKindSummary>, ClientError> {
        let path = format!("/organisations/{organisation}/package-kinds/{id}");
        call::version(self.request(Method::PUT, &path).header("if-match", etag).json(ask)).await
    }
    /// # Errors
    /// As every call.
    pub async fn list_time_slots(
        &self,
        organisation: OrganisationId,
        query: &PageQuery,
    ) -> Result<Page<TimeSlotSummary>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/time-slots"), query).await
    }
    /// # Errors
    /// `fields_invalid`.
    pub async fn create_time_slot(
        &self,
        organisation: OrganisationId,
        ask: &PutTimeSlot,
    ) -> Result<TimeSlotSummary, ClientError> {
        self.post(&format!("/organisations/{organisation}/time-slots"), ask).await
    }
    /// # Errors
    /// `version_stale`, `fields_invalid`.
    pub async fn put_time_slot(
        &self,
        organisation: OrganisationId,
        id: TimeSlotId,
        etag: &str,
        ask: &PutTimeSlot,
    ) -> Result<Version<TimeSlotSummary>, ClientError> {
        let path = format!("/organisations/{organisation}/time-slots/{id}");
        call::version(self.request(Method::PUT, &path).header("if-match", etag).json(ask)).await
    }
    /// # Errors
    /// `version_stale`.
    pub async fn delete_time_slot(
        &self,
        organisation: OrganisationId,
        id: TimeSlotId,
        etag: &str,
    ) -> Result<(), ClientError> {
        let path = format!("/organisations/{organisation}/time-slots/{id}");
        call::send(self.request(Method::DELETE, &path).header("if-match", etag)).await.map(|_| ())
    }
}
