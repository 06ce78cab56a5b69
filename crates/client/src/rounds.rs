//! Rounds, and the board of a day.

use crate::{Client, ClientError, Version, call::Method};
use cabas_kernel::id::{OrganisationId, RoundId};
use cabas_model::{
    Page,
    days::DayBoard,
    rounds::{
        AssignRound, CreateRound, MergeRound, PatchRound, PutRoundStops, RoundDetails, RoundQuery, RoundSummary,
        SplitRound,
    },
};
use chrono::NaiveDate;

fn path(organisation: OrganisationId, id: RoundId) -> String {
    format!("/organisations/{organisation}/rounds/{id}")
}

impl Client {
    /// # Errors
    /// As every call: what the server says, or that it cannot be reached.
    pub async fn read_day(&self, organisation: OrganisationId, date: NaiveDate) -> Result<DayBoard, ClientError> {
        self.get(&format!("/organisations/{organisation}/days/{date}")).await
    }
    /// # Errors
    /// `cursor_invalid`.
    pub async fn list_rounds(
        &self,
        organisation: OrganisationId,
        query: &RoundQuery,
    ) -> Result<Page<RoundSummary>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/rounds"), query).await
    }
    /// # Errors
    /// `stop_elsewhere`, `other_day`, `stop_already_started`, `transition_refused`, `self_pickup`.
    pub async fn create_round(
        &self,
        organisation: OrganisationId,
        ask: &CreateRound,
    ) -> Result<Version<RoundDetails>, ClientError> {
        self.post_version(&format!("/organisations/{organisation}/rounds"), ask).await
    }
    /// # Errors
    /// As every call.
    pub async fn read_round(
        &self,
        organisation: OrganisationId,
        id: RoundId,
    ) -> Result<Version<RoundDetails>, ClientError> {
        self.get_version(&path(organisation, id)).await
    }
    /// # Errors
    /// `version_stale`, `round_closed`, `stop_already_started`.
    pub async fn patch_round(
        &self,
        organisation: OrganisationId,
        id: RoundId,
        etag: &str,
        ask: &PatchRound,
    ) -> Result<Version<RoundDetails>, ClientError> {
        let request = self.request(Method::PATCH, &path(organisation, id));
        crate::call::version(request.header("if-match", etag).json(ask)).await
    }
    /// Its stops stay, ready and nobody's.
    ///
    /// # Errors
    /// `version_stale`, `round_closed`, `stop_already_started`.
    pub async fn delete_round(&self, organisation: OrganisationId, id: RoundId, etag: &str) -> Result<(), ClientError> {
        let request = self.request(Method::DELETE, &path(organisation, id));
        crate::call::send(request.header("if-match", etag)).await.map(|_| ())
    }
    /// # Errors
    /// `version_stale`, `stop_elsewhere`, `stop_already_started`, `other_day`, `pair_blocked`, `self_pickup`, `round_closed`.
    pub async fn put_round_stops(
        &self,
        organisation: OrganisationId,
        id: RoundId,
        etag: &str,
        ask: &PutRoundStops,
    ) -> Result<Version<RoundDetails>, ClientError> {
        let request = self.request(Method::PUT, &format!("{}/stops", path(organisation, id)));
        crate::call::version(request.header("if-match", etag).json(ask)).await
    }
    /// # Errors
    /// `version_stale`, `member_not_active`, `pair_blocked`, `stop_already_started`, `round_closed`.
    pub async fn assign_round(
        &self,
        organisation: OrganisationId,
        id: RoundId,
        etag: &str,
        ask: &AssignRound,
    ) -> Result<Version<RoundDetails>, ClientError> {
        let request = self.request(Method::PUT, &format!("{}/assignment", path(organisation, id)));
        crate::call::version(request.header("if-match", etag).json(ask)).await
    }
    /// # Errors
    /// `round_published`, `round_closed`, `round_empty`, `round_nobody`.
    pub async fn publish_round(&self, organisation: OrganisationId, id: RoundId) -> Result<(), ClientError> {
        self.act::<()>(Method::POST, &format!("{}/publication", path(organisation, id)), None).await
    }
    /// The new round.
    ///
    /// # Errors
    /// `round_closed`, `round_empty`, `stop_already_started`.
    pub async fn split_round(
        &self,
        organisation: OrganisationId,
        id: RoundId,
        ask: &SplitRound,
    ) -> Result<Version<RoundDetails>, ClientError> {
        self.post_version(&format!("{}/split", path(organisation, id)), ask).await
    }
    /// The round that stays.
    ///
    /// # Errors
    /// `round_closed`, `rounds_differ`, `stop_already_started`, `pair_blocked`.
    pub async fn merge_round(
        &self,
        organisation: OrganisationId,
        id: RoundId,
        ask: &MergeRound,
    ) -> Result<Version<RoundDetails>, ClientError> {
        self.post_version(&format!("{}/merge", path(organisation, id)), ask).await
    }
    /// # Errors
    /// `transition_refused` while a stop is open, `round_closed`.
    pub async fn close_round(&self, organisation: OrganisationId, id: RoundId) -> Result<(), ClientError> {
        self.act::<()>(Method::POST, &format!("{}/closing", path(organisation, id)), None).await
    }
}
