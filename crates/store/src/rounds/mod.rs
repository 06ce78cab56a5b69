//! Rounds: their heads, the order of their stops, and the board of a day.

mod day;
mod goods;
mod mine;
mod names;
mod read;
pub(crate) mod row;
mod write;

pub use day::{Board, day_board};
pub use mine::{Carried, Shown, my_rounds, my_stop};
pub use read::{has_round, has_stop, list_rounds, open_rounds, round};
pub use write::RoundRecord;
