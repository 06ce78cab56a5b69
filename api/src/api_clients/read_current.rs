//! `GET /api-clients/current`

use crate::http::{Cx, Done, Outcome, Own, Who, gate};
use actix_web::get;
use cabas_model::{Code, api_clients::ApiClientSelf};
use cabas_store::accounts;

gate!(program);

/// Who a program is, by its token, and in which organisation: what a script needs to know before it begins.
#[utoipa::path(
    operation_id = "read_current_api_client", tag = "api_clients",
    responses((status = 200, body = ApiClientSelf), Own),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/api-clients/current")]
pub(super) async fn read_current_api_client(cx: Cx<Gate>) -> Outcome<Done<ApiClientSelf>> {
    let Who::Program(id) = cx.who() else { return Err(Code::Unauthenticated.into()) };
    let client = accounts::api_client_self(&cx.read().await?, id).await?.ok_or(Code::Unauthenticated)?;
    Ok(Done(client))
}
