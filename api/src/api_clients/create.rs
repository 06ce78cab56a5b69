//! `POST /organisations/{organisation}/api-clients`

use crate::{
    http::{Created, Cx, Inside, Outcome, Sent, gate},
    platform::tokens,
};
use actix_web::post;
use cabas_model::api_clients::{ApiClientCreated, CreateApiClient};
use cabas_store::accounts::PROGRAM_PREFIX;
use serde_json::json;

gate!(member ManageApiClients, step_up);

/// Let a program in. Its token is shown in this answer and never again: only its hash is kept.
#[utoipa::path(
    operation_id = "create_api_client", tag = "api_clients", request_body = CreateApiClient,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 201, body = ApiClientCreated), Inside, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/api-clients")]
pub(super) async fn create_api_client(cx: Cx<Gate>) -> Outcome<Created<ApiClientCreated>> {
    let ask: CreateApiClient = cx.body().await?;
    let member = cx.member()?;
    let (secret, _) = tokens::mailed_token();
    let token = format!("{PROGRAM_PREFIX}{secret}");
    let token_hash = tokens::token_hash(&token);
    cx.write(async |tx| {
        let id = tx.add_api_client(ask.name.trim(), &ask.scopes, token_hash, member).await?;
        tx.audit("api_client.created", id, json!({ "scopes": ask.scopes })).await?;
        Ok(ApiClientCreated { id, token: token.clone() })
    })
    .await
    .map(Created)
}
