//! The signed-in person, and what they carry.

mod close_round;
mod complete_stop;
mod fail_stop;
mod list_rounds;
mod list_sessions;
mod patch;
mod read;
mod release_round;
mod reopen_stop;
mod revoke_session;
mod standing;
mod start_round;
mod start_stop;
mod stop_act;
mod take_round;

use crate::http::{Cx, Gate, Outcome};
use cabas_model::{Code, me::Me};
use cabas_store::accounts;
use utoipa_actix_web::service_config::ServiceConfig;

/// Who somebody is, where they belong, and who brought them there.
async fn whole<G: Gate>(cx: &Cx<G>) -> Outcome<Me> {
    accounts::me(&cx.read().await?, cx.person()?).await?.ok_or_else(|| Code::Unauthenticated.into())
}

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(read::read_me)
        .service(patch::patch_me)
        .service(list_sessions::list_my_sessions)
        .service(revoke_session::revoke_my_session)
        .service(list_rounds::list_my_rounds)
        .service(take_round::take_round)
        .service(release_round::release_round)
        .service(start_round::start_my_round)
        .service(close_round::close_my_round)
        .service(start_stop::start_my_stop)
        .service(complete_stop::complete_my_stop)
        .service(fail_stop::fail_my_stop)
        .service(reopen_stop::reopen_my_stop);
}
