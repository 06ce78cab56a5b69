//! Invitations.

use crate::{Client, ClientError, call::Method};
use cabas_kernel::id::{InvitationId, OrganisationId};
use cabas_model::{
    Page, PageQuery,
    invitations::{
        AcceptInvitation, CreateInvitation, InvitationAccepted, InvitationCreated, InvitationSummary, RequestInvitation,
    },
};

impl Client {
    /// # Errors
    /// `already_invited`, `already_member`, `forbidden`.
    pub async fn create_invitation(
        &self,
        organisation: OrganisationId,
        ask: &CreateInvitation,
    ) -> Result<InvitationCreated, ClientError> {
        self.post(&format!("/organisations/{organisation}/invitations"), ask).await
    }
    /// # Errors
    /// As every call: what the server says, or that it cannot be reached.
    pub async fn list_invitations(
        &self,
        organisation: OrganisationId,
        query: &PageQuery,
    ) -> Result<Page<InvitationSummary>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/invitations"), query).await
    }
    /// # Errors
    /// `resent_too_soon`, `invitation_over`.
    pub async fn resend_invitation(
        &self,
        organisation: OrganisationId,
        id: InvitationId,
    ) -> Result<InvitationCreated, ClientError> {
        self.post(&format!("/organisations/{organisation}/invitations/{id}/resending"), &()).await
    }
    /// # Errors
    /// `invitation_over`.
    pub async fn revoke_invitation(&self, organisation: OrganisationId, id: InvitationId) -> Result<(), ClientError> {
        self.delete(&format!("/organisations/{organisation}/invitations/{id}")).await
    }
    /// # Errors
    /// `not_yourself`, `member_state`.
    pub async fn confirm_invitation(&self, organisation: OrganisationId, id: InvitationId) -> Result<(), ClientError> {
        self.act::<()>(Method::POST, &format!("/organisations/{organisation}/invitations/{id}/confirmation"), None)
            .await
    }
    /// Tells the admin team that a link is too old. The answer is the same whatever the link is.
    ///
    /// # Errors
    /// As every call.
    pub async fn request_invitation(&self, ask: &RequestInvitation) -> Result<(), ClientError> {
        self.act(Method::POST, "/invitations/requests", Some(ask)).await
    }
    /// # Errors
    /// `link_invalid` when the link is unknown, used or too old.
    pub async fn accept_invitation(&self, ask: &AcceptInvitation) -> Result<InvitationAccepted, ClientError> {
        self.post("/invitations/accept", ask).await
    }
}
