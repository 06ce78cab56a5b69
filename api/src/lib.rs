//! The Cabas server.
//!
//! `http` is the house every slice lives in: who asks ([`http::Cx`]), what may go wrong ([`http::Failure`]), how it is
//! said. A slice is a folder with one file per endpoint. `platform` holds what runs beside requests.

pub mod api;
pub mod api_clients;
pub mod audit;
pub mod command;
pub mod days;
pub mod deliveries;
pub mod events;
pub mod follow_ups;
mod geo;
pub mod http;
pub mod imports;
pub mod invitations;
pub mod mail;
pub mod me;
pub mod members;
pub mod organisations;
pub mod platform;
pub mod recipients;
pub mod recurrences;
pub mod rounds;
pub mod sessions;

pub use platform::{App, Config, serve};
