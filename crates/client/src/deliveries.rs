//! Deliveries and their stops, for dispatchers.

use crate::{Client, ClientError, Version, call::Method};
use cabas_kernel::id::{DeliveryId, OrganisationId, StopId};
use cabas_model::{
    Page,
    deliveries::{
        AssignDelivery, CancelDelivery, CreateDeliveries, CreateDelivery, DeliveriesCreated, DeliveryCreated,
        DeliveryDetails, DeliveryQuery, DeliverySummary, PatchDelivery, RescheduleDelivery, StopQuery, StopSummary,
    },
    me::{CompleteStop, FailStop, ReopenStop, StartStop},
};

fn path(organisation: OrganisationId, id: DeliveryId) -> String {
    format!("/organisations/{organisation}/deliveries/{id}")
}

fn stop(organisation: OrganisationId, id: StopId) -> String {
    format!("/organisations/{organisation}/stops/{id}")
}

impl Client {
    /// # Errors
    /// `date_invalid`, `cursor_invalid`.
    pub async fn list_deliveries(
        &self,
        organisation: OrganisationId,
        query: &DeliveryQuery,
    ) -> Result<Page<DeliverySummary>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/deliveries"), query).await
    }
    /// # Errors
    /// `recipient_inactive`, `recipient_merged`, `ref_taken`.
    pub async fn create_delivery(
        &self,
        organisation: OrganisationId,
        ask: &CreateDelivery,
    ) -> Result<DeliveryCreated, ClientError> {
        self.post(&format!("/organisations/{organisation}/deliveries"), ask).await
    }
    /// # Errors
    /// As every call; households that receive nothing that day are left out and named in the answer.
    pub async fn create_deliveries(
        &self,
        organisation: OrganisationId,
        ask: &CreateDeliveries,
    ) -> Result<DeliveriesCreated, ClientError> {
        self.post(&format!("/organisations/{organisation}/delivery-batches"), ask).await
    }
    /// # Errors
    /// As every call: what the server says, or that it cannot be reached.
    pub async fn read_delivery(
        &self,
        organisation: OrganisationId,
        id: DeliveryId,
    ) -> Result<Version<DeliveryDetails>, ClientError> {
        self.get_version(&path(organisation, id)).await
    }
    /// # Errors
    /// `version_stale`, `stop_already_started`, `transition_refused`.
    pub async fn patch_delivery(
        &self,
        organisation: OrganisationId,
        id: DeliveryId,
        etag: &str,
        ask: &PatchDelivery,
    ) -> Result<Version<DeliveryDetails>, ClientError> {
        let request = self.request(Method::PATCH, &path(organisation, id));
        crate::call::version(request.header("if-match", etag).json(ask)).await
    }
    /// # Errors
    /// `member_not_active`, `pair_blocked`, `self_pickup`, `stop_already_started`, `other_day`.
    pub async fn assign_delivery(
        &self,
        organisation: OrganisationId,
        id: DeliveryId,
        ask: &AssignDelivery,
    ) -> Result<DeliveryDetails, ClientError> {
        self.post(&format!("{}/assignment", path(organisation, id)), ask).await
    }
    /// # Errors
    /// `transition_refused` when it is no draft.
    pub async fn publish_delivery(
        &self,
        organisation: OrganisationId,
        id: DeliveryId,
    ) -> Result<DeliveryDetails, ClientError> {
        crate::call::read(self.request(Method::POST, &format!("{}/publication", path(organisation, id)))).await
    }
    /// # Errors
    /// `transition_refused` when it is over.
    pub async fn cancel_delivery(
        &self,
        organisation: OrganisationId,
        id: DeliveryId,
        ask: &CancelDelivery,
    ) -> Result<DeliveryDetails, ClientError> {
        self.post(&format!("{}/cancellation", path(organisation, id)), ask).await
    }
    /// # Errors
    /// `transition_refused`, `already_rescheduled`.
    pub async fn restore_delivery(
        &self,
        organisation: OrganisationId,
        id: DeliveryId,
    ) -> Result<DeliveryDetails, ClientError> {
        crate::call::read(self.request(Method::POST, &format!("{}/restoration", path(organisation, id)))).await
    }
    /// The new delivery.
    ///
    /// # Errors
    /// `transition_refused`, `already_rescheduled`, `recipient_inactive`.
    pub async fn reschedule_delivery(
        &self,
        organisation: OrganisationId,
        id: DeliveryId,
        ask: &RescheduleDelivery,
    ) -> Result<DeliveryCreated, ClientError> {
        self.post(&format!("{}/rescheduling", path(organisation, id)), ask).await
    }
    /// Where the delivery ends: its drop-off, or its last stop.
    ///
    /// # Errors
    /// `transition_refused`.
    pub async fn start_delivery(
        &self,
        organisation: OrganisationId,
        id: DeliveryId,
        ask: &StartStop,
    ) -> Result<DeliveryDetails, ClientError> {
        self.post(&format!("{}/start", path(organisation, id)), ask).await
    }
    /// # Errors
    /// `transition_refused`, `previous_stop_open`, `stop_closed_otherwise`.
    pub async fn complete_delivery(
        &self,
        organisation: OrganisationId,
        id: DeliveryId,
        ask: &CompleteStop,
    ) -> Result<DeliveryDetails, ClientError> {
        self.post(&format!("{}/completion", path(organisation, id)), ask).await
    }
    /// # Errors
    /// `transition_refused`, `stop_closed_otherwise`.
    pub async fn fail_delivery(
        &self,
        organisation: OrganisationId,
        id: DeliveryId,
        ask: &FailStop,
    ) -> Result<DeliveryDetails, ClientError> {
        self.post(&format!("{}/failure", path(organisation, id)), ask).await
    }
    /// # Errors
    /// `transition_refused`, `already_rescheduled`.
    pub async fn reopen_delivery(
        &self,
        organisation: OrganisationId,
        id: DeliveryId,
        ask: &ReopenStop,
    ) -> Result<DeliveryDetails, ClientError> {
        self.post(&format!("{}/reopening", path(organisation, id)), ask).await
    }
    /// # Errors
    /// `date_invalid`, `cursor_invalid`.
    pub async fn list_stops(
        &self,
        organisation: OrganisationId,
        query: &StopQuery,
    ) -> Result<Page<StopSummary>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/stops"), query).await
    }
    /// # Errors
    /// `transition_refused`.
    pub async fn start_stop(
        &self,
        organisation: OrganisationId,
        id: StopId,
        ask: &StartStop,
    ) -> Result<DeliveryDetails, ClientError> {
        self.post(&format!("{}/start", stop(organisation, id)), ask).await
    }
    /// # Errors
    /// `transition_refused`, `previous_stop_open`, `stop_closed_otherwise`.
    pub async fn complete_stop(
        &self,
        organisation: OrganisationId,
        id: StopId,
        ask: &CompleteStop,
    ) -> Result<DeliveryDetails, ClientError> {
        self.post(&format!("{}/completion", stop(organisation, id)), ask).await
    }
    /// # Errors
    /// `transition_refused`, `stop_closed_otherwise`.
    pub async fn fail_stop(
        &self,
        organisation: OrganisationId,
        id: StopId,
        ask: &FailStop,
    ) -> Result<DeliveryDetails, ClientError> {
        self.post(&format!("{}/failure", stop(organisation, id)), ask).await
    }
    /// # Errors
    /// `transition_refused`, `already_rescheduled`.
    pub async fn reopen_stop(
        &self,
        organisation: OrganisationId,
        id: StopId,
        ask: &ReopenStop,
    ) -> Result<DeliveryDetails, ClientError> {
        self.post(&format!("{}/reopening", stop(organisation, id)), ask).await
    }
}
