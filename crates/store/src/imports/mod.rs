//! Sheets on their way in: the file, its preview and what a person settled stand sealed for seven days; what an
//! application wrote is noted row by row, so that it can be taken back.

mod apply;
mod base;
mod batch;
mod read;
mod row;
mod seals;
mod undo;
mod work;
mod write;

pub use base::{
    Closed, DepotPlace, ExistingDelivery, ExistingStop, Facts, MemberName, OpenRound, Opened, Wanted,
    deliveries_of_days, facts, households, rounds_of_days,
};
pub use batch::Batch;
pub use read::{ImportRecord, Sight, find_import, is_known_file, list_imports, sealed_part};
pub use seals::{Part, Seals};
pub use undo::Undone;
pub use work::{
    ChangedDelivery, ChangedHousehold, ChangedStop, NewDepot, NewHousehold, NewRound, SheetDelivery, SheetStop, Work,
};
pub use write::{Kept, Lease, NewImport};
