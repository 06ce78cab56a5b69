//! The shapes of a good answer.

use actix_web::{HttpRequest, HttpResponse, Responder, body::BoxBody, http::header};
use serde::Serialize;

/// 200 with a body.
#[derive(Debug)]
pub struct Done<T>(pub T);

/// 201 with a body.
#[derive(Debug)]
pub struct Created<T>(pub T);

/// 202 with a body: what was asked for is being done.
#[derive(Debug)]
pub struct Accepted<T>(pub T);

/// 200 with a body and the version of what it shows.
#[derive(Debug)]
pub struct Versioned<T> {
    pub body: T,
    pub etag: String,
}

/// 201 with a body and the version of what it shows.
#[derive(Debug)]
pub struct CreatedVersioned<T>(pub Versioned<T>);

impl<T: Serialize> Responder for Done<T> {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().json(self.0)
    }
}
impl<T: Serialize> Responder for Created<T> {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Created().json(self.0)
    }
}
impl<T: Serialize> Responder for Accepted<T> {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Accepted().json(self.0)
    }
}
impl<T: Serialize> Responder for Versioned<T> {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().insert_header((header::ETAG, self.etag)).json(self.body)
    }
}
impl<T: Serialize> Responder for CreatedVersioned<T> {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Created().insert_header((header::ETAG, self.0.etag)).json(self.0.body)
    }
}
