//! Invitations: the only way in.

use crate::rules;
pub use cabas_kernel::words::invitations::InvitationState;
use cabas_kernel::{
    Role, Ts,
    id::{InvitationId, MembershipId},
};
use validator::Validate;

private! {
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreateInvitation {
        #[validate(custom(function = "rules::email"))]
        pub email: String,
        #[validate(custom(function = "rules::not_empty"))]
        pub roles: Vec<Role>,
        /// How I know this person; kept for the admin team.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::note"))]
        pub note: Option<String>,
    }

    pub struct InvitationCreated {
        pub id: InvitationId,
        pub expires_at: Ts,
    }

    pub struct InvitationSummary {
        pub id: InvitationId,
        pub email: String,
        pub roles: Vec<Role>,
        pub state: InvitationState,
        pub invited_by: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub note: Option<String>,
        pub created_at: Ts,
        pub last_sent_at: Ts,
        pub sent_count: u16,
        pub expires_at: Ts,
    }

    /// Accepts an invitation. With an account already, name and password are ignored (decisions 27).
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct AcceptInvitation {
        #[validate(custom(function = "rules::short_required"))]
        pub token: String,
        #[validate(custom(function = "rules::name"))]
        pub display_name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::password"))]
        pub password: Option<String>,
    }

    /// Asks for a new link with one that is too old. Always 202.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct RequestInvitation {
        #[validate(custom(function = "rules::short_required"))]
        pub token: String,
    }

    pub struct InvitationAccepted {
        pub member_id: MembershipId,
        pub organisation_name: String,
        pub state: crate::members::MemberState,
    }
}
