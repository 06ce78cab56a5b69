//! The signed-in person.

mod list_sessions;
mod patch;
mod read;
mod revoke_session;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(read::read_me)
        .service(patch::patch_me)
        .service(list_sessions::list_my_sessions)
        .service(revoke_session::revoke_my_session);
}
