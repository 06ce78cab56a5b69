//! Programs that call: their tokens, shown once.

mod create;
mod list;
mod read_current;
mod revoke;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create::create_api_client)
        .service(list::list_api_clients)
        .service(read_current::read_current_api_client)
        .service(revoke::revoke_api_client);
}
