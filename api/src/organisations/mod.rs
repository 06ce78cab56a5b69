//! Organisations and their settings.

mod create_depot;
mod create_package_kind;
mod create_time_slot;
mod delete_depot;
mod delete_time_slot;
mod list_depots;
mod list_package_kinds;
mod list_time_slots;
mod patch;
mod put_depot;
mod put_package_kind;
mod put_time_slot;
mod read;
mod settings;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(read::read_organisation)
        .service(patch::patch_organisation)
        .service(list_depots::list_depots)
        .service(create_depot::create_depot)
        .service(put_depot::put_depot)
        .service(delete_depot::delete_depot)
        .service(list_package_kinds::list_package_kinds)
        .service(create_package_kind::create_package_kind)
        .service(put_package_kind::put_package_kind)
        .service(list_time_slots::list_time_slots)
        .service(create_time_slot::create_time_slot)
        .service(put_time_slot::put_time_slot)
        .service(delete_time_slot::delete_time_slot);
}
