//! What a volunteer sees, and when: progressive disclosure (§5.1 of the deliveries reference, decisions 6, AZ-7).
//!
//! One place decides; projections only apply the answer. The server's clock is the only one that counts (DL-21),
//! settings tighten and never loosen, and in doubt nothing is shown.

mod hours;
mod sight;
mod span;
#[cfg(test)]
mod tests;

pub use hours::OrganisationHours;
pub use sight::{Sight, Stage, closes_at, may_correct, opens_at, sight, stage, stop_closes_at};
pub use span::Span;
