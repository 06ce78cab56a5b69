//! A typed client of the API, with a method per operation. The SPA, the command line, the tests and the journeys
//! all call through it.
//!
//! A method is named after its `operation_id`, lives in the file of its slice, and gives the answer's type or a
//! [`ClientError`].

mod api_clients;
mod audit;
mod call;
mod deliveries;
mod error;
mod events;
mod follow_ups;
mod geo;
mod imports;
mod invitations;
mod me;
mod members;
mod organisations;
mod recipients;
mod recurrences;
mod rounds;
mod sessions;
mod transport;

pub use call::{Client, Version};
pub use error::ClientError;
pub use imports::SheetOptions;
pub use transport::{Answer, Call, Method, Streaming, Wire};
