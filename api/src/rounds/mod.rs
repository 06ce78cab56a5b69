//! Rounds made by hand: named, dated, ordered lists of stops, and whoever carries them.

mod assign;
mod close;
mod create;
mod delete;
mod hands;
mod list;
mod merge;
mod overdue;
mod patch;
mod publish;
mod put_stops;
mod read;
mod split;

pub use overdue::close_overdue;

pub(crate) use hands::{Handover, Here, carrier, give_back, hand_over, link_of, live, told, write_to};

use crate::http::{Cx, Gate, Outcome, Versioned, refusals};
use cabas_domain::rounds::{CloseError, DeleteError, MoveDayError, PublishError};
use cabas_kernel::id::RoundId;
use cabas_model::{Code, rounds::RoundDetails};
use cabas_store::rounds;
use utoipa_actix_web::service_config::ServiceConfig;

refusals!(CloseError, DeleteError, MoveDayError, PublishError);

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list::list_rounds)
        .service(create::create_round)
        .service(read::read_round)
        .service(patch::patch_round)
        .service(delete::delete_round)
        .service(put_stops::put_round_stops)
        .service(assign::assign_round)
        .service(publish::publish_round)
        .service(split::split_round)
        .service(merge::merge_round)
        .service(close::close_round);
}

/// The class of viewers in the version of a round: dispatchers see its list and its head.
pub(crate) const CLASS: &str = "round";

/// A round as it is now. It shows no personal data: stops by id, kind and window.
async fn shown<G: Gate>(cx: &Cx<G>, id: RoundId) -> Outcome<Versioned<RoundDetails>> {
    let (body, version) = rounds::round(&cx.read().await?, id).await?.ok_or(Code::NotFound)?;
    Ok(Versioned { etag: cx.etag(id, version, CLASS), body })
}
