//! In the browser: `fetch`. A call that nobody waits for any more is aborted.

use super::{Answer, Call, Streaming};
use crate::ClientError;
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, ReadableStreamDefaultReader, RequestCredentials, RequestInit, Response};

/// What carries the calls: the window, which is everywhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wire;

impl Wire {
    fn fetch(self, url: &str, init: &RequestInit) -> Result<Promise, JsValue> {
        Ok(web_sys::window().ok_or(JsValue::NULL)?.fetch_with_str_and_init(url, init))
    }
}

/// What a call does, named as on a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method(&'static str);

impl Method {
    pub const GET: Self = Self("GET");
    pub const POST: Self = Self("POST");
    pub const PUT: Self = Self("PUT");
    pub const PATCH: Self = Self("PATCH");
    pub const DELETE: Self = Self("DELETE");
}

impl Call {
    pub(super) async fn travel(self) -> Result<Answer, ClientError> {
        let (response, _until_read) = self.respond().await.map_err(lost)?;
        let body = JsFuture::from(response.array_buffer().map_err(lost)?).await.map_err(lost)?;
        let header = |name: &str| response.headers().get(name).ok().flatten();
        Ok(Answer::new(response.status(), header, Uint8Array::new(&body).to_vec()))
    }

    pub(super) async fn open(self) -> Result<Streaming, ClientError> {
        let (response, until_read) = self.respond().await.map_err(lost)?;
        let reader = response.body().and_then(|body| body.get_reader().dyn_into().ok());
        Ok(Streaming { status: response.status(), body: Body { reader, _until_read: until_read } })
    }

    async fn respond(self) -> Result<(Response, Aborted), JsValue> {
        let call = Aborted(AbortController::new()?);
        let headers = Headers::new()?;
        for (name, value) in &self.headers {
            headers.set(name, value)?;
        }
        let init = RequestInit::new();
        init.set_method(self.method.0);
        init.set_headers(&headers);
        init.set_credentials(RequestCredentials::SameOrigin);
        init.set_signal(Some(&call.0.signal()));
        if let Some(body) = &self.body {
            init.set_body(&Uint8Array::from(body.as_slice()));
        }
        let response = JsFuture::from(self.wire.fetch(&self.url, &init)?).await?;
        Ok((response.dyn_into()?, call))
    }
}

/// A body on its way.
#[derive(Debug)]
pub(super) struct Body {
    reader: Option<ReadableStreamDefaultReader>,
    _until_read: Aborted,
}

impl Body {
    /// The bytes of `{done, value}`.
    pub(super) async fn chunk(&mut self) -> Option<Vec<u8>> {
        let chunk = JsFuture::from(self.reader.as_ref()?.read()).await.ok()?;
        let value = Reflect::get(&chunk, &"value".into()).ok()?;
        value.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec())
    }
}

/// Aborts its call when it goes out of scope; too late is as good.
#[derive(Debug)]
struct Aborted(AbortController);

impl Drop for Aborted {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The browser does not tell scripts why a call was lost.
#[expect(clippy::needless_pass_by_value, reason = "given to `map_err`")]
fn lost(_: JsValue) -> ClientError {
    ClientError::Network(String::new())
}
