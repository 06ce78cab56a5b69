//! Roles, permissions, and the one table that joins them (decisions 2).

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a person is in an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "spec", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Carries rounds; sees the stops assigned to them and nothing else.
    Volunteer,
    /// Plans deliveries: the coordinator's daily role.
    Dispatcher,
    /// Runs the organisation.
    Admin,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Volunteer, Self::Dispatcher, Self::Admin];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Volunteer => "volunteer",
            Self::Dispatcher => "dispatcher",
            Self::Admin => "admin",
        }
    }

    /// Roles that another admin must confirm (decisions 3).
    pub const fn is_privileged(self) -> bool {
        matches!(self, Self::Dispatcher | Self::Admin)
    }

    /// The one table role → permissions. A snapshot test shows every change of it.
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Self::Volunteer => &[P::CarryRounds],
            Self::Dispatcher => &[
                P::CarryRounds,
                P::InviteVolunteers,
                P::ReadMembers,
                P::ReadRecipients,
                P::WriteRecipients,
                P::ReadDeliveries,
                P::PlanDeliveries,
                P::Import,
            ],
            Self::Admin => &[
                P::CarryRounds,
                P::InviteVolunteers,
                P::InviteAnyone,
                P::ReadMembers,
                P::ManageMembers,
                P::ReadRecipients,
                P::WriteRecipients,
                P::EraseRecipients,
                P::ReadDeliveries,
                P::PlanDeliveries,
                P::Import,
                P::ManageOrganisation,
                P::ManageApiClients,
                P::ReadAudit,
            ],
        }
    }

    /// Says whether this role holds a permission.
    pub fn holds(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownRole;
    fn from_str(s: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|r| r.as_str() == s).ok_or(UnknownRole)
    }
}

/// The text names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("role_unknown")]
pub struct UnknownRole;

/// What may be done in an organisation. Handlers ask for one of these, never for a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Read and act on one's own published rounds.
    CarryRounds,
    /// Invite volunteers.
    InviteVolunteers,
    /// Invite people to any role.
    InviteAnyone,
    /// List members and see who invited whom, one hop.
    ReadMembers,
    /// Confirm, suspend, change roles, freeze branches.
    ManageMembers,
    /// Open household records (every look is logged).
    ReadRecipients,
    /// Create and change household records, pauses, merges, blocked pairs.
    WriteRecipients,
    /// Erase a household for good.
    EraseRecipients,
    /// Read the organisation's deliveries, rounds and follow-ups.
    ReadDeliveries,
    /// Create, change and assign deliveries and rounds.
    PlanDeliveries,
    /// Bring sheets in.
    Import,
    /// Change the organisation's settings.
    ManageOrganisation,
    /// Create and revoke API clients.
    ManageApiClients,
    /// Read the audit log.
    ReadAudit,
}

/// A set of roles: one person may hold several in one organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub struct Roles(u8);

impl Roles {
    pub const NONE: Self = Self(0);

    const fn bit(role: Role) -> u8 {
        match role {
            Role::Volunteer => 1,
            Role::Dispatcher => 2,
            Role::Admin => 4,
        }
    }
    #[must_use]
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | Self::bit(role))
    }
    pub const fn has(self, role: Role) -> bool {
        self.0 & Self::bit(role) != 0
    }
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |r| self.has(*r))
    }
    pub fn may(self, permission: Permission) -> bool {
        self.iter().any(|r| r.holds(permission))
    }
    /// The highest role of the set.
    pub fn highest(self) -> Option<Role> {
        self.iter().max()
    }
    /// The set as the database keeps it.
    pub const fn bits(self) -> i16 {
        #[expect(clippy::as_conversions, reason = "u8 to i16 loses nothing; From is not const")]
        let bits = self.0 as i16;
        bits
    }
    /// Reads a set back from the database; unknown bits are dropped.
    pub fn from_bits(bits: i16) -> Self {
        Role::ALL.into_iter().filter(|r| bits & i16::from(Self::bit(*r)) != 0).collect()
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(iter: I) -> Self {
        iter.into_iter().fold(Self::NONE, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volunteer_only_carries_rounds() {
        assert_eq!(Role::Volunteer.permissions(), [Permission::CarryRounds]);
    }

    #[test]
    fn an_admin_may_do_all_a_dispatcher_does() {
        assert!(Role::Dispatcher.permissions().iter().all(|p| Role::Admin.holds(*p)));
    }

    #[test]
    fn roles_survive_the_database() {
        for bits in 0..8 {
            assert_eq!(Roles::from_bits(bits).bits(), bits);
        }
    }
}
