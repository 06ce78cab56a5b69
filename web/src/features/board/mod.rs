//! The board of a day: what waits for a round, the rounds, and all that a coordinator does with them; and the page of
//! one round, to read and to print.
//!
//! What is decided without a browser stands apart and is tested on its own: [`moves`] (what a move becomes, what is
//! asked of the server, the way back), [`columns`] (who stands where, counts, loads), [`keys`], [`filter`],
//! [`selection`], [`news`], [`reads`] (when the day is read again).

mod asks;
mod card;
mod checks;
mod column;
mod columns;
mod day;
mod days;
mod filter;
mod focus;
mod gestures;
mod goods;
mod head;
mod help;
mod household;
mod keys;
mod menus;
mod merge;
mod message;
mod move_to;
mod moves;
mod news;
mod one;
mod page;
mod person;
mod press;
mod promised;
mod publish;
mod reads;
mod round_form;
mod selection;
mod sheet;
mod split;
mod state;
mod stop;
#[cfg(test)]
mod tests;
mod to_delivery;
mod words;
mod write;

pub use page::DayPage;
pub use sheet::RoundPage;
pub use to_delivery::ToDelivery;
