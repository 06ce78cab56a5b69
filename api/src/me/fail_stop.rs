//! `POST /me/stops/{id}/failure`

use super::stop_act::act_on_mine;
use crate::{
    deliveries::acts::StopAct,
    http::{Absent, Cx, Done, Outcome, Own, Sent, Stateful, gate},
};
use actix_web::post;
use cabas_model::me::{FailStop, MyStop};

gate!(signed_in, pii: masked);

/// « Problème »: my stop could not be done; a dispatcher is told.
#[utoipa::path(
    operation_id = "fail_my_stop", tag = "me", request_body = FailStop,
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = MyStop), Own, Stateful, Sent, Absent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/me/stops/{id}/failure")]
pub(super) async fn fail_my_stop(cx: Cx<Gate>) -> Outcome<Done<MyStop>> {
    let ask: FailStop = cx.body().await?;
    act_on_mine(&cx, StopAct::Fail(ask)).await
}
