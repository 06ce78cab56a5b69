//! Deliveries and their stops.

mod act;
mod columns;
mod details;
mod facts;
mod read;
pub(crate) mod row;
mod sealed;
mod stops;
mod write;

pub use act::Report;
pub(crate) use columns::{Core, core_columns};
pub use details::delivery;
pub(crate) use facts::{grams, window};
pub use read::{Filter, list_deliveries};
pub use sealed::{DeliveryWords, StopSecrets};
pub(crate) use sealed::{open_comments, open_stop, open_words, seal_stop, seal_words};
pub use stops::{StopFilter, list_stops};
pub(crate) use write::last_day;
pub use write::{DeliveryRecord, NewDelivery, NewStop, SERVICE_MINUTES};
