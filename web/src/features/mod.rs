//! What Cabas is for, one module per feature: its pages. What several features say or ask alike (the words for a role
//! or a reason, the hours of a window) stands in the feature it belongs to, and the others take it from there.
//!
//! Those of the desk only are behind the feature `desk`: a volunteer's phone does not download them.

#[cfg(feature = "desk")]
pub mod api_clients;
#[cfg(feature = "desk")]
pub mod audit;
#[cfg(feature = "desk")]
pub mod board;
#[cfg(feature = "desk")]
pub mod co_optation;
#[cfg(feature = "desk")]
pub mod deliveries;
#[cfg(feature = "desk")]
pub mod follow_ups;
#[cfg(feature = "desk")]
pub mod imports;
pub mod my_rounds;
#[cfg(feature = "desk")]
pub mod people;
#[cfg(feature = "desk")]
pub mod recipients;
#[cfg(feature = "desk")]
pub mod settings;
