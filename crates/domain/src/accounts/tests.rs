//! The only way in, and every way out.

mod invitations;
mod members;
mod sessions;
mod trees;
