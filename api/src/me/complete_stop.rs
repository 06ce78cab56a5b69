//! `POST /me/stops/{id}/completion`

use super::stop_act::act_on_mine;
use crate::{
    deliveries::acts::StopAct,
    http::{Absent, Cx, Done, Outcome, Own, Sent, Stateful, gate},
};
use actix_web::post;
use cabas_model::me::{CompleteStop, MyStop};

gate!(signed_in, pii: masked);

/// « C'est fait »: my stop is closed, and with a drop-off the loading at the depot before it. Sent again, nothing changes; a
/// report that contradicts the first is kept for a dispatcher (DL-19).
#[utoipa::path(
    operation_id = "complete_my_stop", tag = "me", request_body = CompleteStop,
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = MyStop), Own, Stateful, Sent, Absent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/me/stops/{id}/completion")]
pub(super) async fn complete_my_stop(cx: Cx<Gate>) -> Outcome<Done<MyStop>> {
    let ask: CompleteStop = cx.body().await?;
    act_on_mine(&cx, StopAct::Complete(ask)).await
}
