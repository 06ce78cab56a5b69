//! Organisations and their settings.

mod read;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(read::read_organisation);
}
