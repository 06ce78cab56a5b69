//! Members.

use crate::{Client, ClientError, call, call::Method};
use cabas_kernel::id::{FreezeId, InvitationId, MembershipId, OrganisationId, SessionId};
use cabas_model::{
    Page, PageQuery,
    members::{
        CoOptationTree, CreateFreeze, DecideFreezeItem, ExcludeMember, FreezeDetails, MemberRoles, MemberSummary,
        SetRoles, SuspendMember,
    },
    sessions::SessionSummary,
};

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
    /// # Errors
    /// `last_admin`, `not_yourself`, `member_state`, `version_stale`.
    pub async fn set_member_roles(
        &self,
        organisation: OrganisationId,
        member: MembershipId,
        ask: &SetRoles,
        etag: &str,
    ) -> Result<MemberRoles, ClientError> {
        let path = format!("/organisations/{organisation}/members/{member}/roles");
        call::read(self.request(Method::PUT, &path).header("if-match", etag).json(ask)).await
    }
    /// # Errors
    /// `last_admin`, `not_yourself`, `member_state`.
    pub async fn suspend_member(
        &self,
        organisation: OrganisationId,
        member: MembershipId,
        ask: &SuspendMember,
    ) -> Result<(), ClientError> {
        let path = format!("/organisations/{organisation}/members/{member}/suspension");
        self.act(Method::POST, &path, Some(ask)).await
    }
    /// # Errors
    /// `not_yourself`, `member_state`.
    pub async fn reinstate_member(
        &self,
        organisation: OrganisationId,
        member: MembershipId,
    ) -> Result<(), ClientError> {
        self.delete(&format!("/organisations/{organisation}/members/{member}/suspension")).await
    }
    /// # Errors
    /// `not_yourself`, `member_state` when they are not suspended.
    pub async fn exclude_member(
        &self,
        organisation: OrganisationId,
        member: MembershipId,
        ask: &ExcludeMember,
    ) -> Result<(), ClientError> {
        let path = format!("/organisations/{organisation}/members/{member}/exclusion");
        self.act(Method::POST, &path, Some(ask)).await
    }
    /// # Errors
    /// `last_admin`, `member_state`.
    pub async fn leave_organisation(&self, organisation: OrganisationId) -> Result<(), ClientError> {
        self.delete(&format!("/organisations/{organisation}/members/current")).await
    }
    /// # Errors
    /// `member_state` when nobody waits at this door.
    pub async fn refuse_invitation(&self, organisation: OrganisationId, id: InvitationId) -> Result<(), ClientError> {
        self.delete(&format!("/organisations/{organisation}/invitations/{id}/confirmation")).await
    }
    /// # Errors
    /// As every call.
    pub async fn list_member_sessions(
        &self,
        organisation: OrganisationId,
        member: MembershipId,
    ) -> Result<Page<SessionSummary>, ClientError> {
        self.get(&format!("/organisations/{organisation}/members/{member}/sessions")).await
    }
    /// # Errors
    /// `not_found` when it has ended already.
    pub async fn revoke_member_session(
        &self,
        organisation: OrganisationId,
        member: MembershipId,
        id: SessionId,
    ) -> Result<(), ClientError> {
        self.delete(&format!("/organisations/{organisation}/members/{member}/sessions/{id}")).await
    }
    /// # Errors
    /// As every call.
    pub async fn read_co_optation(&self, organisation: OrganisationId) -> Result<CoOptationTree, ClientError> {
        self.get(&format!("/organisations/{organisation}/co-optation")).await
    }
    /// # Errors
    /// `freeze_open`, `not_yourself`, `last_admin`.
    pub async fn create_freeze(
        &self,
        organisation: OrganisationId,
        ask: &CreateFreeze,
    ) -> Result<FreezeDetails, ClientError> {
        self.post(&format!("/organisations/{organisation}/co-optation/freezes"), ask).await
    }
    /// # Errors
    /// `member_state` when the case is decided already.
    pub async fn decide_freeze_item(
        &self,
        organisation: OrganisationId,
        id: FreezeId,
        member: MembershipId,
        ask: &DecideFreezeItem,
    ) -> Result<FreezeDetails, ClientError> {
        let path = format!("/organisations/{organisation}/co-optation/freezes/{id}/items/{member}");
        call::read(self.request(Method::PUT, &path).json(ask)).await
    }
}
