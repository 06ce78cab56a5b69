//! Members of an organisation, and the co-optation tree.

mod read;
pub(crate) mod row;
mod write;

pub use read::list_members;
pub use write::{MemberRecord, NewMember};
