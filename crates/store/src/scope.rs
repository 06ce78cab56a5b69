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

    /// The setting that row-level security reads, for the current transaction only: the two others are not set, so
    /// they match no row.
    pub(crate) fn settings(self) -> String {
        match self {
            Self::Organisation(id) => format!("SET LOCAL app.organisation_id = '{id}'"),
            Self::Person(id) => format!("SET LOCAL app.person_id = '{id}'"),
            Self::System => "SET LOCAL app.system = 'on'".to_owned(),
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
