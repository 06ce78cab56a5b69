//! `POST /organisations/{organisation}/depots`

use super::settings::placed;
use crate::http::{Created, Cx, Inside, Outcome, Sent, gate};
use actix_web::post;
use cabas_model::{
    Code,
    organisations::{DepotSummary, PutDepot},
};
use cabas_store::organisations;
use serde_json::json;

gate!(member PlanDeliveries);

/// Add a depot.
#[utoipa::path(
    operation_id = "create_depot", tag = "organisations", request_body = PutDepot,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 201, body = DepotSummary), Inside, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/depots")]
pub(super) async fn create_depot(cx: Cx<Gate>) -> Outcome<Created<DepotSummary>> {
    let ask: PutDepot = cx.body().await?;
    let ask = placed(ask)?;
    let id = cx
        .write(async |tx| {
            let id = tx.add_depot(&ask).await?;
            tx.audit("depot.created", id, json!({})).await?;
            Ok(id)
        })
        .await?;
    let (summary, version) = organisations::depot(&cx.read().await?, id).await?.ok_or(Code::NotFound)?;
    Ok(Created(DepotSummary { etag: cx.etag(id, version, "depot"), ..summary }))
}
