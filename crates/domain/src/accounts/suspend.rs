//! Stopping one person, and letting them back.

use super::MemberFacts;
use cabas_kernel::{Permission, words::members::MemberState};
use chrono::NaiveDate;

refusals! {
    /// Why a member is not suspended.
    pub enum SuspendError {
        Forbidden = "forbidden",
        NotYourself = "not_yourself",
        /// The last active admin (TR-11, AZ-10).
        LastAdmin = "last_admin",
        State = "member_state",
    }

    /// Why a suspension does not end on a day.
    pub enum SuspensionEndError {
        /// That day is over already.
        Past = "fields_invalid",
    }

    /// Why a member does not come back, or is not excluded.
    pub enum ReinstateError {
        Forbidden = "forbidden",
        NotYourself = "not_yourself",
        /// Not suspended, or frozen with a branch: each of those is decided in its freeze.
        State = "member_state",
    }
}

/// Suspends an active member, from the next request on and in every channel (TR-9): the caller ends sessions,
/// gives rounds back to the dispatcher and puts the member's invitations on hold.
pub fn decide_suspend(
    actor: &MemberFacts,
    target: &MemberFacts,
    active_admins: u32,
) -> Result<MemberState, SuspendError> {
    if !actor.may(Permission::ManageMembers) {
        return Err(SuspendError::Forbidden);
    }
    if actor.id == target.id {
        return Err(SuspendError::NotYourself);
    }
    if target.state != MemberState::Active {
        return Err(SuspendError::State);
    }
    if target.is_last_admin(active_admins) {
        return Err(SuspendError::LastAdmin);
    }
    Ok(MemberState::Suspended)
}

/// Says whether a suspension may carry this last day: it lasts for today at least, in the organisation's time. Without
/// one it lasts until somebody ends it.
pub fn check_suspension_end(until: Option<NaiveDate>, today: NaiveDate) -> Result<(), SuspensionEndError> {
    if until.is_some_and(|last| last < today) { Err(SuspensionEndError::Past) } else { Ok(()) }
}

/// Ends a suspension: back to active, or excluded for good.
pub fn decide_reinstate(
    actor: &MemberFacts,
    target: &MemberFacts,
    excluded: bool,
) -> Result<MemberState, ReinstateError> {
    if !actor.may(Permission::ManageMembers) {
        return Err(ReinstateError::Forbidden);
    }
    if actor.id == target.id {
        return Err(ReinstateError::NotYourself);
    }
    match (target.state, excluded) {
        (MemberState::Suspended, false) => Ok(MemberState::Active),
        (MemberState::Suspended, true) => Ok(MemberState::Excluded),
        _ => Err(ReinstateError::State),
    }
}

/// Says whether a suspension ends by itself today: the day after its last one, both in the organisation's time.
///
/// Never while a freeze covers the member's place: no clock opens an access in a branch under check.
pub fn is_suspension_over(
    target: &MemberFacts,
    until: Option<NaiveDate>,
    branch_frozen: bool,
    today: NaiveDate,
) -> bool {
    target.state == MemberState::Suspended && !branch_frozen && until.is_some_and(|last| last < today)
}
