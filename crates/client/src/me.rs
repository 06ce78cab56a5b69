//! The signed-in person.

use crate::{Client, ClientError};
use cabas_kernel::id::SessionId;
use cabas_model::{
    Page,
    me::{Me, PatchMe},
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
}
