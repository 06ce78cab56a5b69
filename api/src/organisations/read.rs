//! `GET /organisations/{organisation}`

use crate::http::{Absent, Cx, Outcome, Own, Versioned, gate};
use actix_web::get;
use cabas_model::{Code, organisations::OrganisationDetails};
use cabas_store::organisations;

gate!(member CarryRounds);

/// The organisation's settings, as any member may see them.
#[utoipa::path(
    operation_id = "read_organisation", tag = "organisations", params(("organisation" = uuid::Uuid, Path)),
    responses((status = 200, body = OrganisationDetails, headers(("ETag" = String))), Own, Absent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}")]
pub(super) async fn read_organisation(cx: Cx<Gate>) -> Outcome<Versioned<OrganisationDetails>> {
    let (body, version) = organisations::organisation(&cx.read().await?).await?.ok_or(Code::NotFound)?;
    let etag = cx.etag(body.id, version, "organisation");
    Ok(Versioned { body, etag })
}
