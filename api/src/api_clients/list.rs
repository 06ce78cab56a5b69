//! `GET /organisations/{organisation}/api-clients`

use crate::http::{Checked, Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_model::{Page, PageQuery, api_clients::ApiClientSummary};
use cabas_store::accounts;

gate!(member ManageApiClients);

/// List the organisation's programs, newest first, the revoked ones too.
#[utoipa::path(
    operation_id = "list_api_clients", tag = "api_clients",
    params(("organisation" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = Page<ApiClientSummary>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/api-clients")]
pub(super) async fn list_api_clients(cx: Cx<Gate>) -> Outcome<Done<Page<ApiClientSummary>>> {
    let query: PageQuery = cx.query()?;
    let after = cx.after(query.cursor.as_deref())?;
    let page = accounts::list_api_clients(&cx.read().await?, after, query.limit()).await?;
    Ok(Done(cx.page(page)))
}
