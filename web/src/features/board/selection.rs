//! Which stops are chosen.

use cabas_kernel::id::StopId;
use std::collections::HashSet;

/// The chosen stops, and the last one that was: a range begins there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selection {
    chosen: HashSet<StopId>,
    last: Option<StopId>,
}

impl Selection {
    pub(super) fn contains(&self, stop: StopId) -> bool {
        self.chosen.contains(&stop)
    }

    pub(super) fn len(&self) -> usize {
        self.chosen.len()
    }

    pub(super) const fn chosen(&self) -> &HashSet<StopId> {
        &self.chosen
    }

    /// Chooses a stop, or no longer.
    pub(super) fn set(&mut self, stop: StopId, chosen: bool) {
        if chosen {
            self.chosen.insert(stop);
        } else {
            self.chosen.remove(&stop);
        }
        self.last = Some(stop);
    }

    /// Does the same to every card from the last one touched to this one, when both are in the list.
    pub(super) fn set_range(&mut self, cards: &[StopId], stop: StopId, chosen: bool) {
        let place = |wanted: StopId| cards.iter().position(|card| *card == wanted);
        let ends = self.last.and_then(place).zip(place(stop));
        let Some((from, to)) = ends else { return self.set(stop, chosen) };
        let (start, end) = (from.min(to), from.max(to));
        let range = cards.iter().skip(start).take(end.saturating_sub(start).saturating_add(1));
        for card in range {
            self.set(*card, chosen);
        }
        self.last = Some(stop);
    }

    pub(super) fn add_all(&mut self, cards: impl IntoIterator<Item = StopId>) {
        self.chosen.extend(cards);
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// What is no longer there cannot stay chosen. Says whether anything was dropped.
    pub(super) fn keep(&mut self, still: impl Fn(StopId) -> bool) -> bool {
        let before = self.chosen.len();
        self.chosen.retain(|stop| still(*stop));
        self.chosen.len() != before
    }

    /// What a gesture on a card is about: all that is chosen when the card is among it, else the card alone.
    pub(super) fn around(&self, stop: StopId) -> HashSet<StopId> {
        if self.contains(stop) { self.chosen.clone() } else { HashSet::from([stop]) }
    }
}
