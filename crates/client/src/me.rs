//! The signed-in person.

use crate::{Client, ClientError, call::Method};
use cabas_kernel::id::{RoundId, SessionId, StopId};
use cabas_model::{
    Page,
    me::{CompleteStop, DayQuery, FailStop, Me, MyRounds, MyStop, PatchMe, ReopenStop, StartStop, Taken},
    sessions::SessionSummary,
};

impl Client {
    /// # Errors
    /// As every call: what the server says, or that it cannot be reached.
    pub async fn read_me(&self) -> Result<Me, ClientError> {
        self.get("/me").await
    }
    /// # Errors
    /// As every call.
    pub async fn patch_me(&self, ask: &PatchMe) -> Result<Me, ClientError> {
        self.patch("/me", ask).await
    }
    /// # Errors
    /// As every call.
    pub async fn list_my_sessions(&self) -> Result<Page<SessionSummary>, ClientError> {
        self.get("/me/sessions").await
    }
    /// # Errors
    /// `not_found` when it has ended already.
    pub async fn revoke_my_session(&self, id: SessionId) -> Result<(), ClientError> {
        self.delete(&format!("/me/sessions/{id}")).await
    }
    /// Mine, and those a dispatcher has opened to whoever takes them.
    ///
    /// # Errors
    /// As every call.
    pub async fn list_my_rounds(&self, query: &DayQuery) -> Result<MyRounds, ClientError> {
        self.get_with("/me/rounds", query).await
    }
    /// # Errors
    /// `round_taken` when somebody was faster, `round_not_offered` after having given it back.
    pub async fn take_round(&self, id: RoundId) -> Result<Taken, ClientError> {
        crate::call::read(self.request(Method::POST, &format!("/me/rounds/{id}/assignment"))).await
    }
    /// # Errors
    /// `stop_already_started`, `round_closed`.
    pub async fn release_round(&self, id: RoundId) -> Result<(), ClientError> {
        self.delete(&format!("/me/rounds/{id}/assignment")).await
    }
    /// « Démarrer ».
    ///
    /// # Errors
    /// `round_closed`.
    pub async fn start_my_round(&self, id: RoundId) -> Result<(), ClientError> {
        self.act::<()>(Method::POST, &format!("/me/rounds/{id}/start"), None).await
    }
    /// « Terminer ».
    ///
    /// # Errors
    /// `transition_refused` while a stop is open.
    pub async fn close_my_round(&self, id: RoundId) -> Result<(), ClientError> {
        self.act::<()>(Method::POST, &format!("/me/rounds/{id}/closing"), None).await
    }
    /// « J'y vais ».
    ///
    /// # Errors
    /// `transition_refused`.
    pub async fn start_my_stop(&self, id: StopId, ask: &StartStop) -> Result<MyStop, ClientError> {
        self.post(&format!("/me/stops/{id}/start"), ask).await
    }
    /// # Errors
    /// `transition_refused`, `previous_stop_open`, `stop_closed_otherwise`.
    pub async fn complete_my_stop(&self, id: StopId, ask: &CompleteStop) -> Result<MyStop, ClientError> {
        self.post(&format!("/me/stops/{id}/completion"), ask).await
    }
    /// # Errors
    /// `transition_refused`, `stop_closed_otherwise`.
    pub async fn fail_my_stop(&self, id: StopId, ask: &FailStop) -> Result<MyStop, ClientError> {
        self.post(&format!("/me/stops/{id}/failure"), ask).await
    }
    /// # Errors
    /// `reopen_too_late`, `transition_refused`.
    pub async fn reopen_my_stop(&self, id: StopId, ask: &ReopenStop) -> Result<MyStop, ClientError> {
        self.post(&format!("/me/stops/{id}/reopening"), ask).await
    }
}
