//! `POST /me/stops/{id}/start`

use super::stop_act::act_on_mine;
use crate::{
    deliveries::acts::StopAct,
    http::{Absent, Cx, Done, Outcome, Own, Sent, Stateful, gate},
};
use actix_web::post;
use cabas_model::me::{MyStop, StartStop};

gate!(signed_in, pii: masked);

/// « J'y vais »: my stop is on its way. Pressed again, nothing changes.
#[utoipa::path(
    operation_id = "start_my_stop", tag = "me", request_body = StartStop,
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = MyStop), Own, Stateful, Sent, Absent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/me/stops/{id}/start")]
pub(super) async fn start_my_stop(cx: Cx<Gate>) -> Outcome<Done<MyStop>> {
    let ask: StartStop = cx.body().await?;
    act_on_mine(&cx, StopAct::Start(ask)).await
}
