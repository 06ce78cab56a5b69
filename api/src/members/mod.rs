//! Members, and who vouched for whom.

mod absent;
mod changes;
mod co_optation;
mod create_freeze;
mod decide_freeze_item;
mod end;
mod exclude;
mod freezing;
mod leave;
mod list;
mod list_sessions;
mod overdue;
mod reinstate;
mod revoke_session;
mod set_roles;
mod suspend;

pub use absent::warn_of_absent_admins;
pub use end::end_suspensions;
pub use overdue::remind_overdue;

pub(crate) use changes::{change_roles, count_admins, follow, promote, propose, tell_inviter, tell_suspended};

use crate::http::refusals;
use cabas_domain::accounts::{FreezeError, FreezeItemError, LeaveError, ReinstateError, SetRolesError, SuspendError};
use utoipa_actix_web::service_config::ServiceConfig;

refusals!(FreezeError, FreezeItemError, LeaveError, ReinstateError, SetRolesError, SuspendError);

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list::list_members)
        // Before `{member}`: `current` is no id.
        .service(leave::leave_organisation)
        .service(set_roles::set_member_roles)
        .service(suspend::suspend_member)
        .service(reinstate::reinstate_member)
        .service(exclude::exclude_member)
        .service(list_sessions::list_member_sessions)
        .service(revoke_session::revoke_member_session)
        .service(co_optation::read_co_optation)
        .service(create_freeze::create_freeze)
        .service(decide_freeze_item::decide_freeze_item);
}
