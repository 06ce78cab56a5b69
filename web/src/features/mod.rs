//! What Cabas is for, one module per feature: its pages, and nothing another feature needs.
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
