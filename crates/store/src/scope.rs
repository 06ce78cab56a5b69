//! Whose rows a statement may touch, and who acts.

use cabas_kernel::id::{ApiClientId, MembershipId, OrganisationId, PersonId};
use uuid::Uuid;

/// Has the next statements of a transaction planned for the values they come with.
pub(crate) const PLANNED_ANEW: &str = "SET LOCAL plan_cache_mode = auto";

/// Whose rows a read or a write sees. PostgreSQL enforces it again by row-level security.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One organisation's.
    Organisation(OrganisationId),
    /// One person's, in whatever organisation.
    Person(PersonId),
    /// All: sign-in, mailed links, workers, the command line.
    System,
}

impl Scope {
    /// The organisation of the scope. Outside one it is the nil id, which matches no row.
    pub fn organisation(self) -> OrganisationId {
        match self {
            Self::Organisation(id) => id,
            Self::Person(_) | Self::System => OrganisationId(Uuid::nil()),
        }
    }

    /// Begins a transaction in this scope, in one message, whose statements are planned for the values they come with.
    pub(crate) fn begin(self) -> String {
        ["BEGIN; ", &self.settings()].concat()
    }

    /// What a transaction begins with, for statements that are planned for the values they come with.
    pub(crate) fn settings(self) -> String {
        [&self.setting(), "; ", PLANNED_ANEW].concat()
    }

    /// What row-level security reads, for the current transaction only. One setting, and each time: a connection may
    /// come back from the pool inside the transaction of somebody who left while it began (sqlx 0.9), and nothing of
    /// their scope may be left.
    ///
    /// Alone, it is for statements that are planned once: as a connection has it (see [`crate::db`]).
    pub(crate) fn setting(self) -> String {
        format!("SET LOCAL app.scope = '{}'", self.name())
    }

    /// What row-level security knows it by.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Organisation(id) => format!("organisation {id}"),
            Self::Person(id) => format!("person {id}"),
            Self::System => "system".to_owned(),
        }
    }
}

/// Who acts, for the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person; with their membership inside an organisation.
    Person { id: PersonId, member: Option<MembershipId> },
    /// A program with a token of an organisation.
    Program(ApiClientId),
    /// Nobody signed in: invitations, resets, the command line, jobs.
    System,
}

impl Actor {
    /// The id the audit keeps: the person's, or the program's.
    pub fn id(self) -> Option<Uuid> {
        match self {
            Self::Person { id, .. } => Some(id.0),
            Self::Program(id) => Some(id.0),
            Self::System => None,
        }
    }
    /// The acting membership, inside an organisation.
    pub fn member(self) -> Option<MembershipId> {
        match self {
            Self::Person { member, .. } => member,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_names_its_scope_whatever_another_one_left() {
        let id = Uuid::from_u128(7);
        for (scope, word) in [
            (Scope::Organisation(OrganisationId(id)), format!("organisation {id}")),
            (Scope::Person(PersonId(id)), format!("person {id}")),
            (Scope::System, "system".to_owned()),
        ] {
            let set = format!("SET LOCAL app.scope = '{word}'");
            for all in [scope.begin(), scope.settings(), scope.setting()] {
                assert!(all.contains(&set), "{all}");
            }
        }
    }
}
