//! Streets: built once from an extract, then opened where they lie.
//!
//! | File | What |
//! |---|---|
//! | `pace` | how fast one goes where, from the tags of a way |
//! | `streets`, `draft`, `islands` | ways as the extract has them; cut at corners; what cannot be left |
//! | `hierarchy` | shortcuts, and costs laid over them |
//! | `build`, `network` | the file, written and open |
//! | `snap`, `table`, `route` | a place's street; from all places to all; the way and its streets |

mod build;
mod draft;
mod hierarchy;
mod islands;
mod network;
mod pace;
mod route;
mod snap;
mod streets;
mod table;

pub use build::{Building, Built, RoadsError, build};
pub use network::Network;
pub use snap::Snap;

#[cfg(test)]
mod tests;
