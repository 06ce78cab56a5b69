//! `POST /me/stops/{id}/reopening`

use super::stop_act::act_on_mine;
use crate::{
    deliveries::acts::StopAct,
    http::{Absent, Cx, Done, Outcome, Own, Sent, Stateful, gate},
};
use actix_web::post;
use cabas_model::me::{MyStop, ReopenStop};

gate!(signed_in, pii: masked);

/// Closed by mistake: my stop is open again, inside the correction window. The first closing stays in its history.
#[utoipa::path(
    operation_id = "reopen_my_stop", tag = "me", request_body = ReopenStop,
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = MyStop), Own, Stateful, Sent, Absent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/me/stops/{id}/reopening")]
pub(super) async fn reopen_my_stop(cx: Cx<Gate>) -> Outcome<Done<MyStop>> {
    let ask: ReopenStop = cx.body().await?;
    act_on_mine(&cx, StopAct::Reopen { ask, in_time: false }).await
}
