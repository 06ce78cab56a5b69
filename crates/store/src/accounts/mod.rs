//! People, sessions, invitations: who is in, and how they came in.

mod clients;
mod invitations;
mod links;
mod people;
pub(crate) mod row;
mod sessions;

pub use clients::{PROGRAM_PREFIX, ProgramActor, api_client_actor, api_client_self, list_api_clients};
pub use invitations::{Acceptance, Invitation, NewInvitation, list_invitations, organisation_of_invitation};
pub use links::{CodeTry, MailedLink};
pub use people::{Login, NewAccount, PersonRecord, login, login_of, me};
pub use sessions::{NewSession, SessionActor, SessionFacts, list_sessions, session_actor};
