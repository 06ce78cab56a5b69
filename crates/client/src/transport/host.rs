//! Outside the browser: `reqwest`.

use super::{Answer, Call, Streaming};
use crate::ClientError;
pub use reqwest::Method;

/// What carries the calls of one client.
pub type Wire = reqwest::Client;

impl Call {
    pub(super) async fn travel(self) -> Result<Answer, ClientError> {
        let response = self.respond().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let header = |name: &str| headers.get(name)?.to_str().ok().map(str::to_owned);
        Ok(Answer::new(status, header, response.bytes().await?.to_vec()))
    }

    pub(super) async fn open(self) -> Result<Streaming, ClientError> {
        let response = self.respond().await?;
        Ok(Streaming { status: response.status().as_u16(), body: Body(response) })
    }

    async fn respond(self) -> Result<reqwest::Response, ClientError> {
        let mut request = self.wire.request(self.method, self.url);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        if let Some(body) = self.body {
            request = request.body(body);
        }
        Ok(request.send().await?)
    }
}

/// A body on its way.
#[derive(Debug)]
pub(super) struct Body(reqwest::Response);

impl Body {
    pub(super) async fn chunk(&mut self) -> Option<Vec<u8>> {
        self.0.chunk().await.ok()?.map(|bytes| bytes.to_vec())
    }
}

impl From<reqwest::Error> for ClientError {
    fn from(error: reqwest::Error) -> Self {
        // Without the URL: it may hold an id.
        Self::Network(error.without_url().to_string())
    }
}
