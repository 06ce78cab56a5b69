//! `PUT /organisations/{organisation}/depots/{id}`

use super::settings::placed;
use crate::http::{Cx, Edited, Inside, Outcome, Sent, Versioned, gate};
use actix_web::put;
use cabas_kernel::id::DepotId;
use cabas_model::{
    Code,
    organisations::{DepotSummary, PutDepot},
};
use cabas_store::organisations;
use serde_json::json;

gate!(member PlanDeliveries);

/// Replace all of a depot.
#[utoipa::path(
    operation_id = "put_depot", tag = "organisations", request_body = PutDepot,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = DepotSummary, headers(("ETag" = String))), Inside, Edited, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[put("/organisations/{organisation}/depots/{id}")]
pub(super) async fn put_depot(cx: Cx<Gate>) -> Outcome<Versioned<DepotSummary>> {
    let (id, seen): (DepotId, _) = (cx.path("id")?, cx.if_match()?);
    let ask: PutDepot = cx.body().await?;
    let ask = placed(ask)?;
    cx.write(async |tx| {
        let version = tx.depot_version(id).await?.ok_or(Code::NotFound)?;
        cx.check_version(&seen, id, version, "depot")?;
        tx.put_depot(id, &ask).await?;
        Ok(tx.audit("depot.changed", id, json!({})).await?)
    })
    .await?;
    let (summary, version) = organisations::depot(&cx.read().await?, id).await?.ok_or(Code::NotFound)?;
    let etag = cx.etag(id, version, "depot");
    Ok(Versioned { body: DepotSummary { etag: etag.clone(), ..summary }, etag })
}
