//! `PUT /organisations/{organisation}/package-kinds/{id}`

use crate::http::{Cx, Edited, Inside, Outcome, Sent, Stateful, Versioned, gate};
use actix_web::put;
use cabas_kernel::id::PackageKindId;
use cabas_model::{
    Code,
    organisations::{PackageKindSummary, PutPackageKind},
};
use cabas_store::organisations;
use serde_json::json;

gate!(member PlanDeliveries);

/// Replace all of a package kind.
#[utoipa::path(
    operation_id = "put_package_kind", tag = "organisations", request_body = PutPackageKind,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = PackageKindSummary, headers(("ETag" = String))), Inside, Stateful, Edited, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[put("/organisations/{organisation}/package-kinds/{id}")]
pub(super) async fn put_package_kind(cx: Cx<Gate>) -> Outcome<Versioned<PackageKindSummary>> {
    let (id, seen): (PackageKindId, _) = (cx.path("id")?, cx.if_match()?);
    let ask: PutPackageKind = cx.body().await?;
    cx.write(async |tx| {
        let version = tx.package_kind_version(id).await?.ok_or(Code::NotFound)?;
        cx.check_version(&seen, id, version, "package_kind")?;
        tx.put_package_kind(id, &ask).await?;
        Ok(tx.audit("package_kind.changed", id, json!({})).await?)
    })
    .await?;
    let (summary, version) = organisations::package_kind(&cx.read().await?, id).await?.ok_or(Code::NotFound)?;
    let etag = cx.etag(id, version, "package_kind");
    Ok(Versioned { body: PackageKindSummary { etag: etag.clone(), ..summary }, etag })
}
