//! Rows that a form adds and takes away: telephones, people to reach.
//!
//! All that a record may hold exist from the start and are shown as they are needed, so that the pointer of a field
//! is its place, and taking one row away draws no other anew.

use leptos::prelude::*;

/// Telephones, or contacts, of a record at most.
pub(super) const MOST: usize = 4;

/// One row: its fields, in order.
#[derive(Clone, Copy)]
pub(super) struct Row<const FIELDS: usize>(pub(super) [RwSignal<String>; FIELDS]);

impl<const FIELDS: usize> Row<FIELDS> {
    fn new() -> Self {
        Self([(); FIELDS].map(|()| RwSignal::new(String::new())))
    }

    fn write(self, texts: &[String; FIELDS]) {
        for (field, text) in self.0.iter().zip(texts) {
            field.set(text.clone());
        }
    }

    fn read(self) -> [String; FIELDS] {
        self.0.map(|field| field.get().trim().to_owned())
    }
}

/// The rows. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Rows<const FIELDS: usize> {
    pub(super) rows: [Row<FIELDS>; MOST],
    count: RwSignal<usize>,
}

impl<const FIELDS: usize> Rows<FIELDS> {
    pub(super) fn new() -> Self {
        Self { rows: [(); MOST].map(|()| Row::new()), count: RwSignal::new(0) }
    }

    /// Whether a row is shown, followed.
    pub(super) fn shows(self, place: usize) -> Memo<bool> {
        Memo::new(move |_| place < self.count.get())
    }

    /// Whether one more may be added, followed.
    pub(super) fn may_grow(self) -> bool {
        self.count.get() < MOST
    }

    /// Shows one more; its place.
    pub(super) fn grow(self) -> usize {
        let place = self.count.get_untracked();
        self.count.set(usize::min(place.saturating_add(1), MOST));
        place
    }

    /// Takes one away; those below move up.
    pub(super) fn remove(self, place: usize) {
        let mut kept = untrack(|| self.shown());
        if place < kept.len() {
            kept.remove(place);
        }
        self.fill(kept);
    }

    /// Shows these, and no other.
    pub(super) fn fill(self, texts: Vec<[String; FIELDS]>) {
        self.count.set(usize::min(texts.len(), MOST));
        let none = [(); FIELDS].map(|()| String::new());
        for (row, texts) in self.rows.iter().zip(texts.into_iter().chain(std::iter::repeat(none))) {
            row.write(&texts);
        }
    }

    /// What is written, rows left empty apart, followed.
    pub(super) fn written(self) -> Vec<[String; FIELDS]> {
        let mut texts = self.shown();
        texts.retain(|row| row.iter().any(|text| !text.is_empty()));
        texts
    }

    /// Rows left empty go, so that what the API says of a place is about the row that stands there.
    pub(super) fn close_up(self) {
        let written = untrack(|| self.written());
        if written.len() < self.count.get_untracked() {
            self.fill(written);
        }
    }

    fn shown(self) -> Vec<[String; FIELDS]> {
        self.rows.iter().take(self.count.get()).map(|row| row.read()).collect()
    }
}
