//! Problems written as text, as others publish them.

pub mod solomon;
