//! What an edit would do, date by date.

use super::rule::Rule;
use chrono::NaiveDate;

/// One occurrence that an edit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TouchedDate {
    /// Its identity.
    pub date: NaiveDate,
    /// The day on which it happens, before the edit; after it for what is created.
    pub day: NaiveDate,
    /// It was created, so that somebody may have to be told.
    pub exists: bool,
}

/// An occurrence that stays and happens at another time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MovedDate {
    pub was: TouchedDate,
    pub to: NaiveDate,
    /// Its times change, on the same day or another.
    pub other_times: bool,
}

/// An occurrence that the recurrence no longer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemovedDate {
    pub was: TouchedDate,
    /// A created date less than a week away, proposed to no other: where it could move. A person decides whether it
    /// does, stays as a single one, or is cancelled.
    pub instead: Option<NaiveDate>,
}

/// The old rule ends and a successor begins. Exceptions to dates from [`Cut::from`] on become the successor's, extra
/// dates among them; those before stay with the old rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The first date that is the successor's.
    pub from: NaiveDate,
    /// The date from which the successor counts.
    pub starts_on: NaiveDate,
    /// The old rule with its new end; none when no date of its own is left to it.
    pub old: Option<Rule>,
}

/// Dates in the order of their identities. Those of the old rule before [`Cut::from`] are not named: they stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// They stay where they are, whatever else changes on them.
    pub kept: Vec<TouchedDate>,
    pub moved: Vec<MovedDate>,
    pub created: Vec<TouchedDate>,
    pub removed: Vec<RemovedDate>,
    /// Begun, closed or past: they stay as they are, also where the new rule has no such date.
    pub untouched: Vec<TouchedDate>,
    /// None when only one occurrence is edited.
    pub cut: Option<Cut>,
}

impl Preview {
    /// Says whether something that was created changes: a message is then asked for.
    pub fn touches_existing(&self) -> bool {
        self.moved.iter().any(|moved| moved.was.exists) || self.removed.iter().any(|removed| removed.was.exists)
    }

    /// Puts an occurrence of the old rule where it belongs.
    pub(super) fn place(&mut self, was: TouchedDate, keeps: bool, other_times: bool) {
        if !keeps {
            self.removed.push(RemovedDate { was, instead: None });
        } else if other_times {
            self.moved.push(MovedDate { was, to: was.day, other_times });
        } else {
            self.kept.push(was);
        }
    }

    /// Adds what the generator would create and is not there already; each removed occurrence is offered the nearest.
    pub(super) fn create(&mut self, generated: impl Iterator<Item = TouchedDate>) {
        let stays = |date| self.kept.iter().any(|k| k.date == date) || self.moved.iter().any(|m| m.was.date == date);
        self.created = generated.filter(|new| !stays(new.date)).collect();
        self.created.sort_by_key(|new| new.date);
        let mut free: Vec<NaiveDate> = self.created.iter().map(|new| new.day).collect();
        for removed in &mut self.removed {
            let away = |day: &NaiveDate| (*day - removed.was.day).num_days().abs();
            removed.instead = free.iter().copied().filter(|day| away(day) < 7).min_by_key(away);
            free.retain(|day| Some(*day) != removed.instead);
        }
    }
}
