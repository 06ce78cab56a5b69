//! Signing in, staying in, leaving.

mod asked;
mod cookie;
mod counted;
mod create;
mod create_link;
mod delete_current;
mod open;
mod prove;
mod refresh;
mod reset;
mod reset_request;

pub(crate) use asked::{ASKED, Asked};

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create_link::create_session_link)
        .service(create::create_session)
        .service(refresh::refresh_session)
        .service(prove::prove_current_session)
        .service(delete_current::delete_current_session)
        .service(reset_request::create_password_reset)
        .service(reset::use_password_reset);
}
