//! One call: method, path, what is sent, what comes back.

pub(crate) use crate::transport::Method;
use crate::{
    ClientError,
    transport::{Answer, Call, Wire},
};
use serde::{Serialize, de::DeserializeOwned};

/// A client of one server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    wire: Wire,
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
        Self::over(Wire::default(), origin)
    }

    /// The same over an HTTP client of one's own (cookies, time limits).
    pub fn over(wire: Wire, origin: &str) -> Self {
        Self {
            wire,
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

    /// A call to a path under `/api/v1`, as this client makes it. For what has no method of its own: streams, files.
    pub fn request(&self, method: Method, path: &str) -> Call {
        let key = self.idempotency_key.as_ref().filter(|_| method == Method::POST);
        let mut call = Call::new(self.wire.clone(), method, [&self.base, path].concat());
        if let Some(token) = &self.token {
            call = call.header("authorization", ["Bearer ", token].concat());
        }
        if let Some(language) = &self.language {
            call = call.header("accept-language", language);
        }
        if let Some(key) = key {
            call = call.header("idempotency-key", key);
        }
        call
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
    /// The same where the answer has a version.
    pub(crate) async fn post_version<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<Version<T>, ClientError> {
        version(self.request(Method::POST, path).json(body)).await
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

pub(crate) async fn send(call: Call) -> Result<Answer, ClientError> {
    call.fetch().await?.success()
}

pub(crate) async fn read<T: DeserializeOwned>(call: Call) -> Result<T, ClientError> {
    send(call).await?.json()
}

pub(crate) async fn version<T: DeserializeOwned>(call: Call) -> Result<Version<T>, ClientError> {
    let answer = send(call).await?;
    Ok(Version { body: answer.json()?, etag: answer.etag.unwrap_or_default() })
}
