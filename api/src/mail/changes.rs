//! What changed in a round, as its volunteer is told.

use super::dates::day;
use cabas_messages::{Lang, mails};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What changed in a round, in deliveries, and the link that opens it.
#[derive(Clone, Serialize, Deserialize)]
pub struct ChangedRound {
    pub name: String,
    /// Local to the organisation.
    pub day: NaiveDate,
    pub added: u32,
    pub changed: u32,
    pub removed: u32,
    pub link: String,
}

impl ChangedRound {
    /// Which round, what came, changed and went, and its link on a line of its own.
    pub(super) fn words(&self, l: Lang) -> String {
        let counts = [
            (self.added, mails::rounds_changed_added(l, self.added)),
            (self.changed, mails::rounds_changed_changed(l, self.changed)),
            (self.removed, mails::rounds_changed_removed(l, self.removed)),
        ];
        let counts: Vec<String> = counts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect();
        let words = mails::rounds_changed_round(l, &counts.join(", "), &day(l, self.day), &self.name);
        format!("{words}\n\n{}", self.link)
    }
}
