//! Organisations and their settings.

mod depots;
mod package_kinds;
mod read;
pub(crate) mod row;
mod time_slots;
mod write;

pub use depots::{depot, list_depots};
pub use package_kinds::{list_package_kinds, package_kind};
pub use read::{Hours, organisation, zone};
pub use time_slots::{list_time_slots, time_slot};
pub use write::OrganisationRecord;
