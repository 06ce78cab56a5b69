//! The board by keyboard: what a key means on a card, and where it leads.
//!
//! | Key on a card | Act | With a card in hand |
//! |---|---|---|
//! | ↑ ↓ | the card above, below | one place earlier, later |
//! | ← → | the column beside | to the column beside |
//! | Home, End | first, last card | first, last place |
//! | Space | takes the card, or all that is chosen | puts it down |
//! | Enter | opens its details | puts it down |
//! | x | chooses it, or no longer | |
//! | Escape | | puts it back |

use super::{
    columns::Shown,
    moves::{Column, Place, earlier, later, level, refusal},
};
use cabas_kernel::id::StopId;

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
    Left,
    Right,
    First,
    Last,
}

/// What someone wants by a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intent {
    Look(Way),
    Open,
    Pick,
    Take,
    Carry(Way),
    PutDown,
    PutBack,
}

/// Reads a key; `in_hand` says that a card is being carried.
pub(super) fn intent(key: &str, in_hand: bool) -> Option<Intent> {
    let way = match key {
        "ArrowUp" => Some(Way::Up),
        "ArrowDown" => Some(Way::Down),
        "ArrowLeft" => Some(Way::Left),
        "ArrowRight" => Some(Way::Right),
        "Home" => Some(Way::First),
        "End" => Some(Way::Last),
        _ => None,
    };
    match (way, key, in_hand) {
        (Some(way), _, true) => Some(Intent::Carry(way)),
        (Some(way), _, false) => Some(Intent::Look(way)),
        (None, " " | "Enter", true) => Some(Intent::PutDown),
        // Leaving with a card in hand puts it back: nothing moves unseen.
        (None, "Escape" | "Tab", true) => Some(Intent::PutBack),
        (None, " ", false) => Some(Intent::Take),
        (None, "Enter", false) => Some(Intent::Open),
        (None, "x" | "X", false) => Some(Intent::Pick),
        _ => None,
    }
}

/// The card that one looks at next. `cards` gives what is seen of a column.
pub(super) fn next_card(
    shown: &Shown,
    cards: &impl Fn(Column) -> Vec<StopId>,
    from: StopId,
    way: Way,
) -> Option<StopId> {
    let column = shown.column(from);
    let here = cards(column);
    let index = here.iter().position(|card| *card == from)?;
    match way {
        Way::Up => here.get(index.checked_sub(1)?).copied(),
        Way::Down => here.get(index.saturating_add(1)).copied(),
        Way::First => here.first().copied(),
        Way::Last => here.last().copied(),
        Way::Left | Way::Right => {
            let beside = beside(shown, column, way).map(cards).find(|cards| !cards.is_empty())?;
            beside.get(index).or(beside.last()).copied()
        }
    }
}

/// Where the stops in hand go by one step; nothing when there is no such place. What waits has no order of its own.
pub(super) fn next_place(
    shown: &Shown,
    cards: &impl Fn(Column) -> Vec<StopId>,
    stops: &[StopId],
    way: Way,
) -> Option<(Column, Place)> {
    let first = stops.first()?;
    let column = shown.column(*first);
    let here = cards(column);
    if matches!(way, Way::Left | Way::Right) {
        let open = |to: &Column| stops.iter().all(|stop| refusal(&shown.day, &shown.layout, *stop, *to).is_none());
        let to = beside(shown, column, way).find(open)?;
        let index = here.iter().position(|card| card == first).unwrap_or_default();
        return Some((to, level(&cards(to), index)));
    }
    if column == Column::Waiting {
        return None;
    }
    let place = match way {
        Way::Up => earlier(&here, stops)?,
        Way::Down => later(&here, stops)?,
        Way::First => Place::First,
        _ => Place::Last,
    };
    Some((column, place))
}

/// The columns on one side, the nearest first.
fn beside(shown: &Shown, column: Column, way: Way) -> impl Iterator<Item = Column> {
    let mut columns: Vec<Column> = shown.columns().collect();
    if way == Way::Left {
        columns.reverse();
    }
    columns.into_iter().skip_while(move |one| *one != column).skip(1)
}
