//! `PATCH /organisations/{organisation}`

use super::settings::check_settings;
use crate::http::{Cx, Edited, Inside, Outcome, Sent, Versioned, gate};
use actix_web::patch;
use cabas_model::{
    Code,
    organisations::{OrganisationDetails, PatchOrganisation},
};
use cabas_store::organisations;
use serde_json::json;

gate!(member ManageOrganisation);

/// Change the organisation's settings. The hours that open addresses can be tightened, never loosened.
#[utoipa::path(
    operation_id = "patch_organisation", tag = "organisations", request_body = PatchOrganisation,
    params(("organisation" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = OrganisationDetails, headers(("ETag" = String))), Inside, Edited, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[patch("/organisations/{organisation}")]
pub(super) async fn patch_organisation(cx: Cx<Gate>) -> Outcome<Versioned<OrganisationDetails>> {
    let seen = cx.if_match()?;
    let ask: PatchOrganisation = cx.body().await?;
    let changed = check_settings(&ask)?;
    cx.write(async |tx| {
        let now = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
        cx.check_version(&seen, now.id, now.version, "organisation")?;
        tx.update_organisation(&ask).await?;
        Ok(tx.audit("organisation.changed", now.id, json!({ "fields": changed })).await?)
    })
    .await?;
    let (body, version) = organisations::organisation(&cx.read().await?).await?.ok_or(Code::NotFound)?;
    let etag = cx.etag(body.id, version, "organisation");
    Ok(Versioned { body, etag })
}
