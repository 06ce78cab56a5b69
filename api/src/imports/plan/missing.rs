//! Households of ours that a list of all of them leaves out: shown by name, ended only one by one (imports reference §5).

use super::{Desk, Job, households::Households, list::is_served, row::Table};
use cabas_domain::recipients::{Pause, decide_pause};
use cabas_kernel::{fold, id::RecipientId};
use cabas_model::{
    imports::{MissingChoice, MissingHousehold},
    recipients::RecipientStatus,
};
use cabas_store::{
    imports::{ChangedHousehold, Work},
    recipients::RecipientRecord,
};
use std::collections::{HashMap, HashSet};

/// What rows that are not written speak of all the same: it is not missing.
#[derive(Default)]
pub(super) struct Absent {
    spared: HashSet<RecipientId>,
    refs: HashSet<String>,
}

impl Absent {
    /// Households that a row may be, nobody having said so yet.
    pub(super) fn spare(&mut self, ids: impl Iterator<Item = RecipientId>) {
        self.spared.extend(ids);
    }

    /// The household of a reference, whose row could not be read.
    pub(super) fn spare_ref(&mut self, external_ref: Option<&str>) {
        self.refs.extend(external_ref.map(str::to_owned));
    }

    fn spares(&self, record: &RecipientRecord) -> bool {
        self.spared.contains(&record.id) || record.external_ref.as_ref().is_some_and(|r| self.refs.contains(r))
    }

    /// Shows who is missing, and ends those for whom somebody chose so.
    pub(super) fn end(
        self,
        households: &Households,
        claimed: &HashMap<RecipientId, u32>,
        job: &Job,
        desk: &Desk,
        table: &mut Table<'_>,
        work: &mut Work,
    ) {
        let choices = job.settings.missing();
        let is_missing = |r: &&RecipientRecord| is_served(r.status) && !claimed.contains_key(&r.id) && !self.spares(r);
        let mut missing: Vec<&RecipientRecord> = households.all().filter(is_missing).collect();
        missing.sort_by_cached_key(|r| (fold(&r.household.display_name), r.id));
        for record in missing {
            let wanted = choices.get(&record.id).copied().unwrap_or_default();
            let ended = ended(record, wanted, desk);
            table.leave_out(MissingHousehold {
                recipient_id: record.id,
                external_ref: record.external_ref.clone(),
                display_name: record.household.display_name.clone(),
                street: record.household.address.street.clone(),
                status: record.status_on(desk.today),
                choice: if ended.is_some() { wanted } else { MissingChoice::Keep },
            });
            work.changed_households.extend(ended);
        }
    }
}

/// A household as the choice leaves it; nothing when it is so already. No line of the sheet speaks of it.
fn ended(record: &RecipientRecord, choice: MissingChoice, desk: &Desk) -> Option<ChangedHousehold> {
    let mut after = record.clone();
    match choice {
        MissingChoice::Keep => return None,
        MissingChoice::Stop => after.status = RecipientStatus::Stopped,
        MissingChoice::Pause if record.status_on(desk.today) == RecipientStatus::Paused => return None,
        MissingChoice::Pause => {
            let pause = Pause { from: desk.today, until: None };
            after.household.set_absences(&decide_pause(&record.household.absences(), pause).ok()?);
        }
    }
    Some(ChangedHousehold { line: 0, before: record.clone(), after })
}
