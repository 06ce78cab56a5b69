//! Invitations by e-mail: the only way in (TR-1).

mod accept;
mod confirm;
mod create;
mod list;
mod resend;
mod revoke;

use crate::http::refusals;
use cabas_domain::accounts::{
    AcceptError, ConfirmError, InvitationFacts, InviteError, MemberFacts, ResendError, RevokeError,
};
use cabas_store::{accounts::Invitation, members::MemberRecord};
use utoipa_actix_web::service_config::ServiceConfig;

refusals!(AcceptError, ConfirmError, InviteError, ResendError, RevokeError);

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(accept::accept_invitation)
        .service(create::create_invitation)
        .service(list::list_invitations)
        .service(resend::resend_invitation)
        .service(revoke::revoke_invitation)
        .service(confirm::confirm_invitation);
}

fn facts(invitation: &Invitation) -> InvitationFacts {
    InvitationFacts {
        state: invitation.state,
        roles: invitation.roles,
        last_sent_at: invitation.last_sent_at,
        expires_at: invitation.expires_at,
    }
}

/// A member, as the decisions see them.
pub(crate) fn member_facts(member: &MemberRecord) -> MemberFacts {
    MemberFacts { id: member.id, state: member.state, roles: member.roles }
}
