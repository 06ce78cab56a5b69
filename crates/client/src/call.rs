//! One call: method, path, what is sent, what comes back.

use crate::ClientError;
use cabas_model::Problem;
use reqwest::{Method, RequestBuilder, Response, header};
use serde::{Serialize, de::DeserializeOwned};

/// A client of one server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
    language: Option<String>,
    idempotency_key: Option<String>,
}

/// A resource with the version that was read, for `If-Match`.
#[derive(Clone, Debug, PartialEq)]
pub struct Version<T> {
    pub body: T,
    pub etag: String,
}

impl Client {
    /// A client of the server at an origin such as `https://cabas.exemple.fr`.
    pub fn new(origin: &str) -> Self {
        Self::over(reqwest::Client::new(), origin)
    }

    /// The same over an HTTP client of one's own (cookies, time limits).
    pub fn over(http: reqwest::Client, origin: &str) -> Self {
        Self {
            http,
            base: format!("{}/api/v1", origin.trim_end_matches('/')),
            token: None,
            language: None,
            idempotency_key: None,
        }
    }

    /// The same, signed in.
    #[must_use]
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// The same, asking for problems in a language.
    #[must_use]
    pub fn with_language(mut self, tag: impl Into<String>) -> Self {
        self.language = Some(tag.into());
        self
    }

    /// The same, for one act that may be sent again without a second effect.
    #[must_use]
    pub fn once(&self, key: impl Into<String>) -> Self {
        Self { idempotency_key: Some(key.into()), ..self.clone() }
    }

    /// A request to a path under `/api/v1`, as this client sends it. For what has no method: streams, files.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(language) = &self.language {
            request = request.header(header::ACCEPT_LANGUAGE, language);
        }
        if let Some(key) = self.idempotency_key.as_ref().filter(|_| method == Method::POST) {
            request = request.header("idempotency-key", key);
        }
        request
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        read(self.request(Method::GET, path)).await
    }
    pub(crate) async fn get_with<Q: Serialize + Sync, T: DeserializeOwned>(
        &self,
        path: &str,
        query: &Q,
    ) -> Result<T, ClientError> {
        read(self.request(Method::GET, path).query(query)).await
    }
    pub(crate) async fn get_version<T: DeserializeOwned>(&self, path: &str) -> Result<Version<T>, ClientError> {
        version(self.request(Method::GET, path)).await
    }
    pub(crate) async fn post<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<T, ClientError> {
        read(self.request(Method::POST, path).json(body)).await
    }
    pub(crate) async fn patch<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<T, ClientError> {
        read(self.request(Method::PATCH, path).json(body)).await
    }
    /// A write that answers nothing.
    pub(crate) async fn act<B: Serialize + Sync>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<(), ClientError> {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        send(request).await.map(|_| ())
    }
    pub(crate) async fn delete(&self, path: &str) -> Result<(), ClientError> {
        send(self.request(Method::DELETE, path)).await.map(|_| ())
    }
}

pub(crate) async fn send(request: RequestBuilder) -> Result<Response, ClientError> {
    let response = request.send().await?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let text = response.text().await.unwrap_or_default();
    match serde_json::from_str::<Problem>(&text) {
        Ok(problem) => Err(ClientError::Problem(Box::new(problem))),
        Err(_) => Err(ClientError::Unreadable(format!("status {status}"))),
    }
}

pub(crate) async fn read<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, ClientError> {
    Ok(send(request).await?.json().await?)
}

pub(crate) async fn version<T: DeserializeOwned>(request: RequestBuilder) -> Result<Version<T>, ClientError> {
    let response = send(request).await?;
    let etag = response.headers().get(header::ETAG).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    Ok(Version { body: response.json().await?, etag })
}
