//! Going, in two taps (TR-13).

use super::MemberFacts;
use cabas_kernel::words::members::MemberState;

refusals! {
    /// Why somebody does not leave.
    pub enum LeaveError {
        /// The last active admin names another one first (TR-11).
        LastAdmin = "last_admin",
        /// Gone already, or under a check: leaving would end it unread.
        State = "member_state",
    }
}

/// Leaves an organisation, oneself; also while waiting for a confirmation (TR-5). Nothing changes in any other
/// organisation, and none is told.
pub fn decide_leave(member: &MemberFacts, active_admins: u32) -> Result<MemberState, LeaveError> {
    match member.state {
        MemberState::Active if member.is_last_admin(active_admins) => Err(LeaveError::LastAdmin),
        MemberState::Active | MemberState::AwaitingConfirmation => Ok(MemberState::Left),
        _ => Err(LeaveError::State),
    }
}
