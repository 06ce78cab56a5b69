//! Deliveries: made, planned, given to somebody, brought to an end; and a dispatcher's acts on their stops.

pub(crate) mod acts;
mod apply;
mod assign;
mod cancel;
mod change;
mod complete;
mod complete_stop;
mod create;
mod create_many;
mod fail;
mod fail_stop;
pub(crate) mod flag;
pub(crate) mod form;
mod list;
mod list_stops;
mod make;
pub(crate) mod occurrence;
mod patch;
mod publish;
mod read;
mod reopen;
mod reopen_stop;
mod reschedule;
mod restore;
mod start;
mod start_stop;
pub(crate) mod take_back;
mod whole;

use crate::http::{Cx, Gate, Outcome, Versioned, refusals};
use acts::{StopAct, act_on_stop};
use cabas_domain::deliveries::{
    AssignError, CancelError, CloseError, PublishError, ReopenError, RescheduleError, RestoreError, StartError,
    StopActor, UnassignError,
};
use cabas_kernel::id::{DeliveryId, StopId};
use cabas_model::{Code, deliveries::DeliveryDetails};
use cabas_store::deliveries;
use utoipa_actix_web::service_config::ServiceConfig;

refusals!(
    AssignError,
    UnassignError,
    CancelError,
    CloseError,
    PublishError,
    RestoreError,
    StartError,
    ReopenError,
    RescheduleError
);

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list::list_deliveries)
        .service(create::create_delivery)
        .service(create_many::create_deliveries)
        .service(read::read_delivery)
        .service(patch::patch_delivery)
        .service(assign::assign_delivery)
        .service(publish::publish_delivery)
        .service(cancel::cancel_delivery)
        .service(restore::restore_delivery)
        .service(reschedule::reschedule_delivery)
        .service(start::start_delivery)
        .service(complete::complete_delivery)
        .service(fail::fail_delivery)
        .service(reopen::reopen_delivery)
        .service(list_stops::list_stops)
        .service(start_stop::start_stop)
        .service(complete_stop::complete_stop)
        .service(fail_stop::fail_stop)
        .service(reopen_stop::reopen_stop);
}

/// The class of viewers in the version of a delivery: whoever may read it sees all of it.
const CLASS: &str = "delivery";

/// A delivery as it is now, its look noted before it is shown.
async fn shown<G: Gate>(cx: &Cx<G>, id: DeliveryId) -> Outcome<Versioned<DeliveryDetails>> {
    let (body, version) = deliveries::delivery(&cx.read().await?, id).await?.ok_or(Code::NotFound)?;
    cx.look("delivery", Some(id.0), None, body.recipient.iter().map(|r| r.id).collect()).await?;
    Ok(Versioned { etag: cx.etag(id, version, CLASS), body })
}

/// A dispatcher's act on the delivery of the path, where it ends.
async fn act_on_goal<G: Gate>(cx: &Cx<G>, act: StopAct) -> Outcome<Versioned<DeliveryDetails>> {
    let (id, by): (DeliveryId, _) = (cx.path("id")?, cx.member()?);
    let acted = cx.write(async |tx| {
        let stop = tx.goal_of_delivery(id).await?.ok_or(Code::NotFound)?;
        act_on_stop(tx, stop, StopActor::Dispatcher, by, &act).await
    });
    let delivery = acted.await?.settled()?;
    shown(cx, delivery).await
}

/// A dispatcher's act on the stop of the path.
async fn act<G: Gate>(cx: &Cx<G>, act: StopAct) -> Outcome<Versioned<DeliveryDetails>> {
    let stop: StopId = cx.path("id")?;
    let by = cx.member()?;
    let acted = cx.write(async |tx| act_on_stop(tx, stop, StopActor::Dispatcher, by, &act).await).await?;
    shown(cx, acted.settled()?).await
}
