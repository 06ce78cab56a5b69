//! Which stops are shown: a kind, and words to find.

use super::columns::is_watched;
use crate::i18n::plain;
use cabas_model::{days::BoardStop, deliveries::StopStatus};

/// The kind of stops shown; in the address, so that a link leads to the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Show {
    #[default]
    All,
    ToPlace,
    Planned,
    Done,
    Failed,
    Watched,
    Cancelled,
}

impl Show {
    pub(super) const ALL: [Self; 7] =
        [Self::All, Self::ToPlace, Self::Planned, Self::Done, Self::Failed, Self::Watched, Self::Cancelled];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::ToPlace => "to-place",
            Self::Planned => "planned",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Watched => "watched",
            Self::Cancelled => "cancelled",
        }
    }

    /// The kind of that name; all without one.
    pub(super) fn named(name: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|show| Some(show.as_str()) == name).unwrap_or_default()
    }

    fn takes(self, stop: &BoardStop, waits: bool) -> bool {
        let status = stop.status;
        match self {
            Self::All => true,
            Self::ToPlace => waits,
            Self::Planned => status.is_open() && !waits,
            Self::Done => status.is_success(),
            Self::Failed => status == StopStatus::Failed,
            Self::Watched => is_watched(stop) && status != StopStatus::Cancelled,
            Self::Cancelled => status == StopStatus::Cancelled,
        }
    }
}

/// What is asked of a stop to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Filter {
    show: Show,
    /// Folded.
    words: Vec<String>,
}

impl Filter {
    pub(super) fn new(show: Show, words: &str) -> Self {
        Self { show, words: plain(words).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect() }
    }

    pub(super) const fn show(&self) -> Show {
        self.show
    }

    /// The same words, for another kind.
    pub(super) fn with_show(self, show: Show) -> Self {
        Self { show, ..self }
    }

    /// Everything passes.
    pub(super) fn is_open(&self) -> bool {
        self.show == Show::All && self.words.is_empty()
    }

    /// Whether a stop passes: its kind, and every word somewhere in its name, street or town.
    pub(super) fn passes(&self, stop: &BoardStop, waits: bool) -> bool {
        if !self.show.takes(stop, waits) {
            return false;
        }
        if self.words.is_empty() {
            return true;
        }
        let text = plain(&[&stop.name, " ", &stop.street, " ", &stop.postal_code, " ", &stop.city].concat());
        self.words.iter().all(|word| text.contains(word.as_str()))
    }
}
