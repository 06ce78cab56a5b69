//! A region on this server: its streets (and, from them, travel times and ways) and its addresses, read once from an
//! extract of `OpenStreetMap` or an address file, kept in files that are opened where they lie. Nothing here asks anybody
//! outside.

mod addresses;
mod bundle;
mod extract;
mod number;
mod place;
mod region;
mod roads;
mod router;

pub use addresses::{
    Answer, BanError, BanProblem, BanRead, Doubt, Found, Gathered, Index, Level, WRITINGS, Writing, Written,
    import_addresses, import_ban,
};
pub use bundle::BundleError;
pub use extract::{Extract, ExtractError, Read};
pub use place::Point;
pub use region::{Region, Sources};
pub use roads::{Building, Built, Network, RoadsError, Snap, build};
pub use router::{Leg, Router, RouterError, Step, Straight, Table, Ways};
