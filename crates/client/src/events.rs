//! Changes as they happen.

use crate::{Client, ClientError, Streaming, call::Method};

impl Client {
    /// Opens the stream of changes, from now on or from a little before the event of this id. Any status is an
    /// answer: look at it before reading.
    ///
    /// # Errors
    /// The server cannot be reached.
    pub async fn stream_events(&self, last: Option<i64>) -> Result<Streaming, ClientError> {
        let mut call = self.request(Method::GET, "/events").header("accept", "text/event-stream");
        if let Some(id) = last {
            call = call.header("last-event-id", id.to_string());
        }
        call.stream().await
    }
}
