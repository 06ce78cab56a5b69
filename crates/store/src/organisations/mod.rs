//! Organisations and their settings.

mod read;
pub(crate) mod row;
mod write;

pub use read::{Hours, organisation, zone};
pub use write::OrganisationRecord;
