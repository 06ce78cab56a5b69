//! `POST /organisations/{organisation}/package-kinds`

use crate::http::{Created, Cx, Outcome, gate};
use actix_web::post;
use cabas_model::{
    Code, Problem,
    organisations::{PackageKindSummary, PutPackageKind},
};
use cabas_store::organisations;
use serde_json::json;

gate!(member PlanDeliveries);

/// Add a package kind.
#[utoipa::path(
    operation_id = "create_package_kind", tag = "organisations", request_body = PutPackageKind,
    params(("organisation" = uuid::Uuid, Path)),
    responses(
        (status = 201, body = PackageKindSummary),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    ),
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
