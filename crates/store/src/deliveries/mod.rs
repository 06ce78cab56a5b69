//! Deliveries and their stops.

mod facts;
mod read;
pub(crate) mod row;
mod sealed;
mod write;

pub(crate) use facts::window;
pub use read::{delivery, list_deliveries, place_of};
pub use sealed::StopSecrets;
pub(crate) use sealed::{open_comments, open_stop};
pub(crate) use write::last_day;
pub use write::{DeliveryRecord, NewDelivery, NewStop, Report};
