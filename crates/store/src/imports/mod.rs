//! Sheets on their way in: the file, its preview and what a person settled stand sealed for seven days; what an
//! application wrote is noted row by row, so that it can be taken back.

/// All rows whose column, the last word of `$sql`, is one of some texts, bound as `$1`.
macro_rules! fetch_texts {
    ($read:expr, $row:ty, $sql:expr, $texts:expr $(, $arg:expr)* $(,)?) => {
        match &$read.conn {
            $crate::read::ReadConn::Sqlite(readers) => readers.fetch_all::<$row>(
                concat!($sql, " IN (SELECT value FROM json_each($1))"),
                rusqlite::params![serde_json::json!($texts).to_string() $(, $arg)*],
            ),
            $crate::read::ReadConn::Postgres(reading) => fetch_any!(reading, $row, $sql, $texts $(, $arg)*),
        }
    };
}

mod apply;
mod base;
mod batch;
mod columns;
mod existing;
mod forget;
mod lease;
mod read;
mod row;
mod seals;
mod touched;
mod undo;
mod work;
mod write;

pub use base::{Closed, DepotPlace, Facts, MemberName, Opened, Wanted, facts, households};
pub use batch::Batch;
pub use columns::{ColumnMapping, remembered_columns};
pub use existing::{ExistingDelivery, ExistingStop, OpenRound, deliveries_of_days, rounds_of_days};
pub use lease::Lease;
pub use read::{ImportRecord, Sight, applied_options, find_import, is_known_file, list_imports, sealed_part};
pub use seals::{Part, Seals};
pub use touched::{RoundChanges, Touched};
pub use undo::Undone;
pub use work::{
    ChangedDelivery, ChangedHousehold, ChangedStop, NewDepot, NewHousehold, NewRound, SheetDelivery, SheetStop, Work,
};
pub use write::{KEPT_AT_ONCE, KEPT_OF_PROGRAMS, Kept, NewImport};
