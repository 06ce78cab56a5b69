//! Members of an organisation, and the co-optation tree.

mod freeze;
mod read;
pub(crate) mod row;
mod write;

pub use freeze::{co_optation, co_optation_around, freeze};
pub use read::{inviter_of, list_members, person_of};
pub use write::{MemberRecord, NewMember};
