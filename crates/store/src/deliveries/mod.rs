//! Deliveries and their stops.

mod facts;
mod read;
pub(crate) mod row;
mod sealed;
mod write;

pub use read::{delivery, list_deliveries, place_of};
pub use sealed::StopSecrets;
pub(crate) use sealed::{open_comments, seal_comments, seal_stop};
pub(crate) use write::last_day;
pub use write::{DeliveryRecord, NewDelivery, NewStop, Report};
