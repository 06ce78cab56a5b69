//! Changes as they happen: ids and kinds only, filtered by what the reader may see.

mod feed;
mod stream;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(stream::stream_events);
}
