//! Members of an organisation, and the co-optation tree.

mod freeze;
mod read;
pub(crate) mod row;
mod write;

pub use freeze::{OpenFreeze, co_optation, co_optation_around, freeze, organisations_with_overdue_freezes};
pub use read::{list_members, organisations_with_ended_suspensions, organisations_without_admin, person_of};
pub use write::{MemberRecord, NewMember};
