//! Rounds that plan themselves.
//!
//! A [`Problem`] says what a day asks for: jobs at places, carriers with their hours and loads, how long it takes from
//! place to place, and what counts. [`solve`] answers with a [`Plan`], better the longer it may look; [`check`] reads a
//! plan again from scratch, shares no code with the engine, and is what every plan has to pass before anybody sees it.
//!
//! Units: times are whole units counted from the start of the day, distances whole units of length, loads whole units of
//! whatever is measured. The caller chooses them (seconds, metres, grams; tenths for published instances) and keeps to
//! them within one problem. Nothing here knows an address: places are numbers.
//!
//! The engine ruins strings of adjacent stops and inserts them again, after Christiaens and Vanden Berghe, *Slack
//! induction by string removals for vehicle routing problems*, Transportation Science 2020, doi 10.1287/trsc.2019.0914.

mod check;
mod engine;
mod glean;
mod plan;
mod problem;
mod trial;
mod why;

pub mod text;

#[cfg(test)]
mod tests;

pub use check::{Fault, check};
pub use engine::{Budget, Progress, Search, solve};
pub use plan::{Cost, LeftOut, Plan, Round, Step, Stop};
pub use problem::{Carrier, Costs, Job, LOADS, Load, Problem, ProblemError, Reload, Task, Travel, Visit, Window};
pub use why::{Why, why};
