//! Lists of stops, and who holds them.

mod hands;
mod lists;
