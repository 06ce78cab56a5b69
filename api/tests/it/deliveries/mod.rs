//! Deliveries: whoever may receive does, one machine for every stop, nothing dropped silently.

mod access;
mod acts;
mod change;
mod make;
mod plan;
