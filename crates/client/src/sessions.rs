//! Signing in, staying in, leaving.

use crate::{Client, ClientError, call::Method};
use cabas_model::sessions::{
    CreatePasswordReset, CreateSession, CreateSessionLink, ProveSession, SessionToken, UsePasswordReset,
};

impl Client {
    /// # Errors
    /// As every call: what the server says, or that it cannot be reached.
    pub async fn create_session_link(&self, ask: &CreateSessionLink) -> Result<(), ClientError> {
        self.act(Method::POST, "/sessions/links", Some(ask)).await
    }
    /// # Errors
    /// `credentials_invalid`, whatever was wrong.
    pub async fn create_session(&self, ask: &CreateSession) -> Result<SessionToken, ClientError> {
        self.post("/sessions", ask).await
    }
    /// Uses the refresh cookie, which only a browser or a client with a cookie store holds.
    ///
    /// # Errors
    /// `refresh_invalid`.
    pub async fn refresh_session(&self) -> Result<SessionToken, ClientError> {
        crate::call::read(self.request(Method::POST, "/sessions/refresh")).await
    }
    /// # Errors
    /// As every call.
    pub async fn delete_current_session(&self) -> Result<(), ClientError> {
        self.delete("/sessions/current").await
    }
    /// # Errors
    /// `fields_invalid` when it is not the right password or code.
    pub async fn prove_current_session(&self, ask: &ProveSession) -> Result<(), ClientError> {
        self.act(Method::POST, "/sessions/current/proof", Some(ask)).await
    }
    /// # Errors
    /// As every call.
    pub async fn create_password_reset(&self, ask: &CreatePasswordReset) -> Result<(), ClientError> {
        self.act(Method::POST, "/password-resets", Some(ask)).await
    }
    /// # Errors
    /// `link_invalid` when the link is unknown, used or too old.
    pub async fn use_password_reset(&self, ask: &UsePasswordReset) -> Result<(), ClientError> {
        self.act(Method::POST, "/password-resets/use", Some(ask)).await
    }
}
