//! Words every side of Cabas shares: ids, value objects, roles and permissions, the clock, local-time rules.
//!
//! Nothing here reads a clock, a socket or a file; everything compiles to wasm.

pub mod clock;
pub mod email;
pub mod fold;
pub mod id;
pub mod near;
pub mod phone;
pub mod reach;
pub mod role;
pub mod secret;
pub mod text;
pub mod time;
pub mod weight;
pub mod words;

pub use clock::{Clock, Ts};
pub use email::Email;
pub use fold::{composed, fold};
pub use id::IdGen;
pub use phone::Phone;
pub use role::{Permission, Role, Roles};
pub use secret::Sensitive;
pub use text::Text;
pub use time::Window;
pub use weight::Grams;
