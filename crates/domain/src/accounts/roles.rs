//! What a member is.

use super::{MemberFacts, needs_confirmation};
use cabas_kernel::{Permission, Role, Roles, id::MembershipId, words::members::MemberState};

/// A member's roles afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleChange {
    pub roles: Roles,
    pub gained: Roles,
    /// A lost role ends every session (AU-6).
    pub lost: Roles,
}

refusals! {
    /// Why roles stay as they are.
    pub enum SetRolesError {
        /// Not entitled, or a role above one's own (TR-4).
        Forbidden = "forbidden",
        /// Nobody changes their own roles.
        NotYourself = "not_yourself",
        /// A live membership is never without a role.
        NoRole = "fields_invalid",
        State = "member_state",
        /// The last active admin stays one (TR-11, AZ-10).
        LastAdmin = "last_admin",
    }
}

/// Sets the roles of an active member. The same roles again change nothing.
pub fn decide_set_roles(
    actor: &MemberFacts,
    target: &MemberFacts,
    roles: Roles,
    active_admins: u32,
) -> Result<RoleChange, SetRolesError> {
    if !actor.may(Permission::ManageMembers) {
        return Err(SetRolesError::Forbidden);
    }
    if actor.id == target.id {
        return Err(SetRolesError::NotYourself);
    }
    if roles.highest() > actor.roles.highest() || target.roles.highest() > actor.roles.highest() {
        return Err(SetRolesError::Forbidden);
    }
    if roles.is_empty() {
        return Err(SetRolesError::NoRole);
    }
    if target.state != MemberState::Active {
        return Err(SetRolesError::State);
    }
    if !roles.has(Role::Admin) && target.is_last_admin(active_admins) {
        return Err(SetRolesError::LastAdmin);
    }
    let gained = roles.iter().filter(|r| !target.roles.has(*r)).collect();
    let lost = target.roles.iter().filter(|r| !roles.has(*r)).collect();
    Ok(RoleChange { roles, gained, lost })
}

/// Says whether a change waits for another admin. An active member who gains a privileged role is let in by a second
/// pair of eyes, exactly as an arrival is (decisions 3); until then they keep the roles they have.
pub fn waits_for_another_admin(change: &RoleChange, active_admins: u32) -> bool {
    needs_confirmation(change.gained, active_admins, false)
}

/// Confirms a promotion that somebody proposed. As with arrivals, the proposer may only where no other admin is left.
pub fn decide_promotion(
    actor: &MemberFacts,
    target: &MemberFacts,
    roles: Roles,
    proposed_by: Option<MembershipId>,
    active_admins: u32,
) -> Result<RoleChange, SetRolesError> {
    let change = decide_set_roles(actor, target, roles, active_admins)?;
    if proposed_by == Some(actor.id) && waits_for_another_admin(&change, active_admins) {
        return Err(SetRolesError::NotYourself);
    }
    Ok(change)
}
