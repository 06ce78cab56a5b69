//! What others did since one last looked.

use super::day::Day;
use cabas_kernel::{Ts, id::StopId};
use cabas_model::deliveries::StopStatus;
use std::collections::HashSet;

/// Told in one line, until it is read.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct News {
    /// When the first of it was not there yet.
    pub since: Option<Ts>,
    pub delivered: Vec<StopId>,
    pub failed: Vec<StopId>,
    /// Words that volunteers left.
    pub notes: Vec<StopId>,
}

impl News {
    /// Adds what changed between two answers, without what one did oneself.
    pub(super) fn add(&mut self, before: &Day, after: &Day, mine: &HashSet<StopId>) {
        let mut any = false;
        for id in after.visits.iter().filter(|id| !mine.contains(id)) {
            let (Some(was), Some(is)) = (before.stop(*id), after.stop(*id)) else { continue };
            if was == is {
                continue;
            }
            let mut tell = |list: &mut Vec<StopId>| {
                any = true;
                if !list.contains(id) {
                    list.push(*id);
                }
            };
            if is.status.is_success() && !was.status.is_success() {
                tell(&mut self.delivered);
            } else if is.status == StopStatus::Failed && was.status != StopStatus::Failed {
                tell(&mut self.failed);
            }
            if is.outcome_note.is_some() && is.outcome_note != was.outcome_note {
                tell(&mut self.notes);
            }
        }
        // A stop that was reopened is no longer what was told of it.
        self.delivered.retain(|id| after.stop(*id).is_some_and(|stop| stop.status.is_success()));
        self.failed.retain(|id| after.stop(*id).is_some_and(|stop| stop.status == StopStatus::Failed));
        self.notes.retain(|id| after.stop(*id).is_some_and(|stop| stop.outcome_note.is_some()));
        if any && self.since.is_none() {
            self.since = Some(before.as_of);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.delivered.is_empty() && self.failed.is_empty() && self.notes.is_empty()
    }
}
