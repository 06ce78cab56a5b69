//! Accounts: co-optation, members, sessions (decisions 2–4, part A of the trust reference, AU and IN rules).
//!
//! The only way in is an e-mail invitation from somebody entitled to it (TR-1). Every answer here is one audit
//! line for the caller to write: actor, reason, time (TR-14).

mod accept;
mod confirm;
mod freeze;
mod invite;
mod leave;
mod login_code;
mod lost_inviter;
mod password;
mod refresh;
mod roles;
mod session;
mod suspend;
#[cfg(test)]
mod tests;
mod tree;

pub use accept::{AcceptError, Accepted, decide_accept, needs_confirmation};
pub use confirm::{Arrival, ConfirmError, RefuseError, decide_confirm, decide_refuse};
pub use freeze::{
    BranchMember, Freeze, FreezeError, FreezeItemError, FrozenRoot, REVIEW_DAYS, decide_freeze, decide_freeze_item,
    is_decided, is_overdue,
};
pub use invite::{
    Addressee, INVITATION_LIFETIME, InvitationFacts, InviteError, Invited, PENDING_PER_DAY, RESEND_AFTER, ResendError,
    RevokeError, decide_invite, decide_resend, decide_revoke, may_invite, state_now,
};
pub use leave::{LeaveError, decide_leave};
pub use login_code::{LOGIN_CODE_LIFETIME, LOGIN_CODE_TRIES, RESET_LIFETIME};
pub use lost_inviter::{holds_invitation, raises_epoch};
pub use password::is_common_password;
pub use refresh::{REISSUE_WITHIN, Refresh, RefreshFacts, RefreshRefused, decide_refresh};
pub use roles::{RoleChange, SetRolesError, decide_promotion, decide_set_roles, waits_for_another_admin};
pub use session::{Lifetimes, STEP_UP_WITHIN, SessionFacts, is_session_live, lifetimes};
pub use suspend::{
    ReinstateError, SuspendError, SuspensionEndError, check_suspension_end, decide_reinstate, decide_suspend,
    is_suspension_over,
};
pub use tree::{Edge, TreeError, ancestors, append, is_forest, subtree};

use cabas_kernel::{Permission, Roles, id::MembershipId, words::members::MemberState};

/// One member of an organisation, as the decisions see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberFacts {
    pub id: MembershipId,
    pub state: MemberState,
    pub roles: Roles,
}

impl MemberFacts {
    /// Only an active member may do anything but leave (TR-5, TR-9).
    pub fn may(&self, permission: Permission) -> bool {
        self.state == MemberState::Active && self.roles.may(permission)
    }

    /// Says whether the organisation would lose its last admin with this one (TR-11). `active_admins` counts all
    /// active admins, inside the transaction.
    pub fn is_last_admin(&self, active_admins: u32) -> bool {
        self.state == MemberState::Active && self.roles.has(cabas_kernel::Role::Admin) && active_admins <= 1
    }
}

#[cfg(test)]
pub(crate) const CODES: &[&[&str]] = &[
    AcceptError::CODES,
    ConfirmError::CODES,
    RefuseError::CODES,
    FreezeError::CODES,
    FreezeItemError::CODES,
    InviteError::CODES,
    ResendError::CODES,
    RevokeError::CODES,
    LeaveError::CODES,
    RefreshRefused::CODES,
    SetRolesError::CODES,
    ReinstateError::CODES,
    SuspendError::CODES,
    SuspensionEndError::CODES,
    TreeError::CODES,
];
