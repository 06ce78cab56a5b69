//! Whose rows a statement may touch, and who acts.

use cabas_kernel::id::{ApiClientId, MembershipId, OrganisationId, PersonId};
use uuid::Uuid;

/// Whose rows a transaction sees. PostgreSQL enforces it again by row-level security.
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

    /// Begins a transaction in this scope, in one message.
    pub(crate) fn begin(self) -> String {
        ["BEGIN; ", &self.settings()].concat()
    }

    /// The same, for statements that are planned once.
    pub(crate) fn begin_indexed(self) -> String {
        [&self.begin(), "; SET LOCAL plan_cache_mode = force_generic_plan"].concat()
    }

    /// The settings that row-level security reads, for the current transaction only. All of them, each time: a connection
    /// may come back from the pool inside the transaction of somebody who left while it began (sqlx 0.9).
    pub(crate) fn settings(self) -> String {
        let (organisation, person, system) = match self {
            Self::Organisation(id) => (id.to_string(), String::new(), "off"),
            Self::Person(id) => (String::new(), id.to_string(), "off"),
            Self::System => (String::new(), String::new(), "on"),
        };
        format!(
            "SET LOCAL app.organisation_id = '{organisation}'; SET LOCAL app.person_id = '{person}'; \
             SET LOCAL app.system = '{system}'; SET LOCAL plan_cache_mode = auto"
        )
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
    fn a_scope_overwrites_whatever_another_transaction_left() {
        let id = Uuid::from_u128(7);
        for (scope, organisation, person, system) in [
            (Scope::Organisation(OrganisationId(id)), id.to_string(), String::new(), "off"),
            (Scope::Person(PersonId(id)), String::new(), id.to_string(), "off"),
            (Scope::System, String::new(), String::new(), "on"),
        ] {
            let settings = scope.settings();
            for (setting, value) in
                [("organisation_id", organisation.as_str()), ("person_id", &person), ("system", system)]
            {
                let set = format!("SET LOCAL app.{setting} = '{value}'");
                assert!(settings.contains(&set), "{scope:?}: {set}");
            }
        }
    }
}
