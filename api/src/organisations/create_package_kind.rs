//! `POST /organisations/{organisation}/package-kinds`

use crate::http::{Created, Cx, Inside, Outcome, Sent, Stateful, gate};
use actix_web::post;
use cabas_model::{
    Code,
    organisations::{PackageKindSummary, PutPackageKind},
};
use cabas_store::organisations;
use serde_json::json;

gate!(member PlanDeliveries);

/// Add a package kind.
#[utoipa::path(
    operation_id = "create_package_kind", tag = "organisations", request_body = PutPackageKind,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 201, body = PackageKindSummary), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/package-kinds")]
pub(super) async fn create_package_kind(cx: Cx<Gate>) -> Outcome<Created<PackageKindSummary>> {
    let ask: PutPackageKind = cx.body().await?;
    let id = cx
        .write(async |tx| {
            let id = tx.add_package_kind(&ask).await?;
            tx.audit("package_kind.created", id, json!({})).await?;
            Ok(id)
        })
        .await?;
    let (summary, version) = organisations::package_kind(&cx.read().await?, id).await?.ok_or(Code::NotFound)?;
    Ok(Created(PackageKindSummary { etag: cx.etag(id, version, "package_kind"), ..summary }))
}
