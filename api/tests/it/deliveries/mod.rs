//! Deliveries: whoever may receive does, one machine for every stop, nothing dropped silently.

mod acts;
mod change;
mod elsewhere;
mod goal;
mod looks;
mod make;
mod plan;
mod visits;
