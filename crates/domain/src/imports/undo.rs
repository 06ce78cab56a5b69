//! Taking an application back (imports reference §7.10).

use cabas_kernel::Ts;
use chrono::TimeDelta;

/// How long an application can be taken back.
pub const UNDO_HOURS: i64 = 24;

refusals! {
    /// Why nothing is taken back.
    pub enum UndoError {
        /// It was never applied, or was taken back already.
        State = "import_state",
        TooLate = "undo_too_late",
    }
}

/// Says whether an application of `applied_at` may be taken back now.
pub fn decide_undo(applied_at: Option<Ts>, undone: bool, now: Ts) -> Result<(), UndoError> {
    match applied_at {
        Some(at) if !undone => {
            if now - at <= TimeDelta::hours(UNDO_HOURS) {
                Ok(())
            } else {
                Err(UndoError::TooLate)
            }
        }
        _ => Err(UndoError::State),
    }
}

/// One thing that an application wrote, as it stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EffectFacts {
    /// The application made it; otherwise it changed it.
    pub created: bool,
    /// The version the application left.
    pub version_after: i64,
    /// The version it has now; none when it is gone.
    pub version_now: Option<i64>,
    /// On its way, or over.
    pub started: bool,
    /// Something that this undo does not remove needs it.
    pub needed: bool,
}

/// What an undo does with one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoStep {
    Remove,
    SetBack,
    /// It is not there any more: nothing to do, nothing to tell.
    Gone,
    /// It stays as it is; the code says why.
    Keep(&'static str),
}

/// Decides what an undo does with one thing: only what nobody touched since is taken back.
pub const fn undo_effect(facts: &EffectFacts) -> UndoStep {
    let Some(version) = facts.version_now else { return UndoStep::Gone };
    if facts.started {
        return UndoStep::Keep("stop_already_started");
    }
    if version != facts.version_after {
        return UndoStep::Keep("changed_since");
    }
    if !facts.created {
        return UndoStep::SetBack;
    }
    if facts.needed { UndoStep::Keep("used_since") } else { UndoStep::Remove }
}
