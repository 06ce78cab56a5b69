//! All words of a dictionary that are a few slips of the pen away from one.

use super::words::slips;
use fst::Automaton;

/// Words longer than this are compared by their beginning.
const MOST: usize = 30;

/// Accepts what is at most a few slips away: a letter put in, left out, changed, or two swapped. With `begins`, whatever
/// begins so.
pub(super) struct Near {
    letters: Vec<u8>,
    most: u8,
    begins: bool,
}

type Row = [u8; MOST + 1];

/// How far each beginning of the word is from what was read, for the last letter and the one before.
#[derive(Clone)]
pub(super) struct State {
    row: Row,
    before: Row,
    last: u8,
    read: u8,
    /// The whole word was within reach once: what comes after it does not count.
    begun: bool,
}

impl Near {
    /// As many slips as a word of its length may have.
    pub(super) fn of(word: &str, begins: bool) -> Self {
        let most = u8::try_from(slips(word.chars().count())).unwrap_or(0);
        Self::within(word, most, begins)
    }

    pub(super) fn within(word: &str, most: u8, begins: bool) -> Self {
        Self { letters: word.bytes().take(MOST).collect(), most, begins }
    }

    fn far(&self, row: &Row) -> u8 {
        row.get(self.letters.len()).copied().unwrap_or(u8::MAX)
    }
}

impl Automaton for Near {
    type State = State;

    fn start(&self) -> State {
        let mut row = [0; MOST + 1];
        for (at, slips) in row.iter_mut().enumerate() {
            *slips = u8::try_from(at).unwrap_or(u8::MAX);
        }
        State { row, before: row, last: 0, read: 0, begun: self.begins && self.far(&row) <= self.most }
    }

    fn is_match(&self, state: &State) -> bool {
        state.begun || self.far(&state.row) <= self.most
    }

    fn can_match(&self, state: &State) -> bool {
        let known = state.row.get(..=self.letters.len()).unwrap_or_default();
        state.begun || known.iter().any(|slips| *slips <= self.most)
    }

    fn will_always_match(&self, state: &State) -> bool {
        state.begun
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        if state.begun {
            return state.clone();
        }
        let read = state.read.saturating_add(1);
        let mut next = [u8::MAX; MOST + 1];
        let at = |row: &Row, column: usize| row.get(column).copied().unwrap_or(u8::MAX);
        if let Some(first) = next.first_mut() {
            *first = read;
        }
        let mut left = read;
        for (column, letter) in self.letters.iter().enumerate() {
            let changed = at(&state.row, column).saturating_add(u8::from(*letter != byte));
            let mut best = changed.min(at(&state.row, column + 1).saturating_add(1)).min(left.saturating_add(1));
            let other = column.checked_sub(1).and_then(|before| self.letters.get(before));
            if state.read > 0 && *letter == state.last && other == Some(&byte) {
                best = best.min(at(&state.before, column.saturating_sub(1)).saturating_add(1));
            }
            if let Some(cell) = next.get_mut(column + 1) {
                *cell = best;
            }
            left = best;
        }
        let begun = self.begins && self.far(&next) <= self.most;
        State { row: next, before: state.row, last: byte, read, begun }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fst::{IntoStreamer, Set, Streamer};

    fn near(near: &Near) -> Vec<String> {
        let words = ["caroline", "garibaldi", "grimaldi", "grimaldine", "kennedy", "princesse", "saint", "sainte"];
        let set = Set::from_iter(words).unwrap();
        let mut stream = set.search(near).into_stream();
        let mut found = Vec::new();
        while let Some(word) = stream.next() {
            found.push(String::from_utf8(word.to_vec()).unwrap());
        }
        found
    }

    #[test]
    fn slips_of_the_pen_are_found_and_nothing_else() {
        for word in ["grimaldi", "grimladi", "grmaldi", "grimmaldi", "grinaldi", "girmaldi", "grimaldy"] {
            let found = near(&Near::of(word, false));
            assert!(
                found.contains(&"grimaldi".to_owned()) && !found.contains(&"kennedy".to_owned()),
                "{word}: {found:?}"
            );
        }
        assert_eq!(near(&Near::of("sant", false)), ["saint"]);
        assert_eq!(near(&Near::of("xyz", false)), Vec::<String>::new());
    }

    #[test]
    fn what_begins_so_is_found_while_somebody_writes() {
        assert_eq!(near(&Near::within("gri", 0, true)), ["grimaldi", "grimaldine"]);
        assert_eq!(near(&Near::of("prinsess", true)), ["princesse"]);
        assert_eq!(near(&Near::within("sa", 0, true)), ["saint", "sainte"]);
    }

    #[test]
    fn words_of_any_length_can_be_looked_for() {
        assert!(near(&Near::of(&"a".repeat(300), true)).is_empty());
        assert_eq!(near(&Near::within("", 0, true)).len(), 8);
    }
}
