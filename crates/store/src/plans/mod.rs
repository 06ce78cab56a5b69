//! Rounds that plan themselves: who carries on a day, what a plan has to know of it, and what is proposed.

mod crew;
mod facts;
mod lease;
mod read;
mod row;
mod write;

pub use crew::{Crew, crew, crew_before};
pub use facts::{DayFacts, DepotFacts, PlannedStop, RoundHead, day_facts};
pub use lease::PlanLease;
pub use read::find_plan;
pub use write::{Basis, PlanRecord, Proposed, RoundBefore};
