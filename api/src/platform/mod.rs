//! What runs beside requests: configuration, secrets, clock, passwords, tokens, limits, workers.

mod app;
pub mod checkpoints;
pub mod clock;
mod config;
pub(crate) mod docs;
mod due;
pub(crate) mod files;
pub(crate) mod found;
mod growing;
pub mod health;
pub(crate) mod interface;
pub mod limits;
mod local;
pub mod passwords;
pub mod phones;
pub mod places;
mod secrets;
mod serve;
pub mod slots;
pub mod streams;
pub mod tokens;
mod worker;

pub use app::App;
pub use config::{Config, ConfigError, MailTarget};
pub(crate) use due::in_each_organisation;
pub(crate) use local::is_loopback;
pub use secrets::read_or_create as secrets;
pub use serve::{Running, open_store, serve, start};
pub use worker::keep_house;
