//! How a call travels: `reqwest` on a host, the browser's `fetch` in the browser. Everything else of this crate is
//! the same on both, and knows neither.

#[cfg(target_arch = "wasm32")]
mod browser;
mod form;
#[cfg(not(target_arch = "wasm32"))]
mod host;
#[cfg(any(target_arch = "wasm32", test))]
mod shape;

#[cfg(target_arch = "wasm32")]
use browser::Body;
#[cfg(target_arch = "wasm32")]
pub use browser::{Method, Wire};
#[cfg(not(target_arch = "wasm32"))]
use host::Body;
#[cfg(not(target_arch = "wasm32"))]
pub use host::{Method, Wire};

pub(crate) use form::Part;

use crate::ClientError;
use cabas_model::Problem;
use serde::{Serialize, de::DeserializeOwned};

/// A call that is being put together. Nothing leaves before [`Call::fetch`].
#[derive(Debug)]
#[must_use = "a call does nothing until it is fetched"]
pub struct Call {
    wire: Wire,
    method: Method,
    url: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    /// What could not be written, told when the call is made.
    fault: Option<ClientError>,
}

impl Call {
    pub(crate) fn new(wire: Wire, method: Method, url: String) -> Self {
        Self { wire, method, url, headers: Vec::new(), body: None, fault: None }
    }

    /// Adds a header.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.headers.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Adds a query string; what is absent from the value is absent from it.
    pub fn query<Q: Serialize + ?Sized>(mut self, query: &Q) -> Self {
        match serde_urlencoded::to_string(query) {
            Ok(text) if text.is_empty() => {}
            Ok(text) => {
                self.url.push(if self.url.contains('?') { '&' } else { '?' });
                self.url.push_str(&text);
            }
            Err(error) => self.fault = Some(ClientError::Unreadable(error.to_string())),
        }
        self
    }

    /// Sends a value as JSON.
    pub fn json<B: Serialize + ?Sized>(mut self, body: &B) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => return self.body("application/json", bytes),
            Err(error) => self.fault = Some(ClientError::Unreadable(error.to_string())),
        }
        self
    }

    /// Sends bytes of a media type.
    pub fn body(mut self, media_type: &str, bytes: Vec<u8>) -> Self {
        self.body = Some(bytes);
        self.header("content-type", media_type)
    }

    /// Sends a form with files.
    pub(crate) fn form(self, parts: Vec<Part>) -> Self {
        let (media_type, body) = form::encode(&parts);
        self.body(&media_type, body)
    }

    /// Makes the call. Any answer is one, refusals too.
    ///
    /// # Errors
    /// The server cannot be reached, or the answer was cut.
    pub async fn fetch(mut self) -> Result<Answer, ClientError> {
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.travel().await,
        }
    }

    /// Makes the call and gives the answer before its body has come: for what does not end.
    ///
    /// # Errors
    /// The server cannot be reached.
    pub async fn stream(mut self) -> Result<Streaming, ClientError> {
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.open().await,
        }
    }
}

/// An answer whose body is read as it comes. Dropping it ends the call.
#[derive(Debug)]
pub struct Streaming {
    pub status: u16,
    body: Body,
}

impl Streaming {
    /// The bytes that come next; nothing once the body has ended or was cut.
    pub async fn chunk(&mut self) -> Option<Vec<u8>> {
        self.body.chunk().await
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Answer {
    pub status: u16,
    pub etag: Option<String>,
    /// Seconds to wait before asking again.
    pub retry_after: Option<u32>,
    pub body: Vec<u8>,
}

impl Answer {
    fn new(status: u16, header: impl Fn(&str) -> Option<String>, body: Vec<u8>) -> Self {
        let retry_after = header("retry-after").and_then(|seconds| seconds.trim().parse().ok());
        Self { status, etag: header("etag"), retry_after, body }
    }

    /// The same when it is a success.
    ///
    /// # Errors
    /// The problem that the server told; `unreadable` when it told none.
    pub fn success(self) -> Result<Self, ClientError> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        Err(match read::<Problem>(&self.body) {
            Ok(problem) => ClientError::Problem(Box::new(problem)),
            Err(_) => ClientError::Unreadable(["status ", &self.status.to_string()].concat()),
        })
    }

    /// The value it holds as JSON.
    ///
    /// # Errors
    /// `unreadable` when it is not of that shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ClientError> {
        read(&self.body).map_err(|error| ClientError::Unreadable(error.to_string()))
    }
}

#[cfg(not(target_arch = "wasm32"))]
use serde_json::from_slice as read;
#[cfg(target_arch = "wasm32")]
use shape::read;

#[cfg(test)]
mod tests {
    use super::*;
    use cabas_model::PageQuery;
    use serde_json::json;

    fn call(path: &str) -> Call {
        Call::new(Wire::default(), Method::GET, path.to_owned())
    }

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, body: body.into(), ..Answer::default() }
    }

    #[test]
    fn a_query_holds_what_is_there_and_nothing_else() {
        assert_eq!(call("/x").query(&PageQuery::default()).url, "/x");
        let query = PageQuery { limit: Some(100), cursor: Some("a b&c=é".to_owned()) };
        assert_eq!(call("/x").query(&query).url, "/x?limit=100&cursor=a+b%26c%3D%C3%A9");
        assert_eq!(call("/x?a=1").query(&[("b", "2")]).url, "/x?a=1&b=2");
    }

    #[test]
    fn a_body_says_what_it_is() {
        let call = call("/x").json(&json!({ "name": "Samia" }));
        assert_eq!(call.body.as_deref(), Some(br#"{"name":"Samia"}"#.as_slice()));
        assert_eq!(call.headers, [("content-type".to_owned(), "application/json".to_owned())]);
    }

    #[test]
    fn what_cannot_be_written_is_told_when_the_call_is_made() {
        let nested = call("/x").query(&[("a", [1, 2])]);
        assert_eq!(nested.fault.as_ref().map(ClientError::code), Some("unreadable"));
    }

    #[test]
    fn a_refusal_is_the_problem_the_server_told() {
        let told = r#"{"type":"urn:cabas:problem:forbidden","title":"","status":403,"detail":"","instance":"","code":"forbidden"}"#;
        let error = answer(403, told).success().unwrap_err();
        assert_eq!((error.code(), error.status()), ("forbidden", Some(403)));
        assert_eq!(answer(502, "<html>").success().unwrap_err().code(), "unreadable");
        assert!(answer(204, "").success().is_ok());
    }

    #[test]
    fn an_answer_of_another_shape_is_unreadable() {
        assert_eq!(answer(200, "{}").json::<Vec<u8>>().unwrap_err().code(), "unreadable");
        assert_eq!(answer(200, "[1]").json::<Vec<u8>>().unwrap(), [1]);
    }

    #[test]
    fn headers_that_matter_are_kept() {
        let of = |wait: &'static str| {
            move |name: &str| match name {
                "etag" => Some("\"7\"".to_owned()),
                "retry-after" => Some(wait.to_owned()),
                _ => None,
            }
        };
        let answer = Answer::new(429, of("30"), Vec::new());
        assert_eq!((answer.etag.as_deref(), answer.retry_after), (Some("\"7\""), Some(30)));
        assert_eq!(Answer::new(429, of("Wed, 21 Oct"), Vec::new()).retry_after, None);
    }
}
