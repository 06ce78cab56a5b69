//! Absences: a household resumes by itself the day after its pause ends.

use cabas_kernel::words::recipients::RecipientStatus;
use chrono::NaiveDate;

/// An absence, both days included. Without `until` it lasts until somebody ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pause {
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
}

impl Pause {
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

refusals! {
    /// Why a pause is not kept.
    pub enum PauseError {
        /// It ends before it begins.
        Order = "fields_invalid",
    }
}

refusals! {
    /// Why a pause is not withdrawn.
    pub enum WithdrawError {
        /// No pause begins that day.
        NotFound = "not_found",
        /// It runs, or is over: what runs is ended, what was stays.
        Begun = "transition_refused",
    }
}

/// The status of a household on a day.
///
/// Only `active` and `paused` follow the calendar. A household paused by hand, without dates, stays paused; one
/// whose dated pauses are over is active again without anybody's doing.
pub fn status_on(day: NaiveDate, status: RecipientStatus, pauses: &[Pause]) -> RecipientStatus {
    match status {
        RecipientStatus::Active | RecipientStatus::Paused if pause_on(day, pauses).is_some() => RecipientStatus::Paused,
        RecipientStatus::Paused if pauses.iter().any(|p| p.until.is_some_and(|until| until < day)) => {
            RecipientStatus::Active
        }
        status => status,
    }
}

/// The pause that covers a day; of several, the one that ends last.
pub fn pause_on(day: NaiveDate, pauses: &[Pause]) -> Option<Pause> {
    pauses.iter().copied().filter(|p| p.covers(day)).max_by_key(|p| p.until.unwrap_or(NaiveDate::MAX))
}

/// Adds a pause. Pauses that overlap or touch become one, so that a list reads like a calendar.
pub fn decide_pause(pauses: &[Pause], new: Pause) -> Result<Vec<Pause>, PauseError> {
    if new.until.is_some_and(|until| until < new.from) {
        return Err(PauseError::Order);
    }
    let mut all = [pauses, &[new]].concat();
    all.sort();
    Ok(joined(all))
}

/// Withdraws the planned pause that begins on a day: it has not begun yet.
pub fn withdraw(pauses: &[Pause], from: NaiveDate, today: NaiveDate) -> Result<Vec<Pause>, WithdrawError> {
    if !pauses.iter().any(|p| p.from == from) {
        return Err(WithdrawError::NotFound);
    }
    if from <= today {
        return Err(WithdrawError::Begun);
    }
    Ok(pauses.iter().copied().filter(|p| p.from != from).collect())
}

/// Ends the pause that runs today: the household receives again from today on. Later pauses stay.
pub fn resume(pauses: &[Pause], today: NaiveDate) -> Vec<Pause> {
    let cut = |p: &Pause| match today.pred_opt() {
        Some(yesterday) if p.covers(today) => {
            (p.from <= yesterday).then_some(Pause { from: p.from, until: Some(yesterday) })
        }
        _ => Some(*p),
    };
    pauses.iter().filter_map(cut).collect()
}

/// Joins sorted pauses that overlap or follow each other without a day between.
pub(super) fn joined(sorted: Vec<Pause>) -> Vec<Pause> {
    let mut out: Vec<Pause> = Vec::with_capacity(sorted.len());
    for pause in sorted {
        match out.last_mut() {
            Some(last) if touches(*last, pause) => {
                last.until = last.until.zip(pause.until).map(|(a, b)| a.max(b));
            }
            _ => out.push(pause),
        }
    }
    out
}

fn touches(earlier: Pause, later: Pause) -> bool {
    earlier.until.is_none_or(|until| later.from <= until.succ_opt().unwrap_or(until))
}
