//! `GET /organisations/{organisation}/rounds`

use crate::http::{Checked, Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_model::{
    Page,
    rounds::{RoundQuery, RoundSummary},
};
use cabas_store::rounds;

gate!(member ReadDeliveries);

/// List the organisation's rounds, of one local day or of all, oldest first.
#[utoipa::path(
    operation_id = "list_rounds", tag = "rounds",
    params(("organisation" = uuid::Uuid, Path), RoundQuery),
    responses((status = 200, body = Page<RoundSummary>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/rounds")]
pub(super) async fn list_rounds(cx: Cx<Gate>) -> Outcome<Done<Page<RoundSummary>>> {
    let query: RoundQuery = cx.query()?;
    let after = cx.after(query.cursor.as_deref())?;
    let page = rounds::list_rounds(&cx.read().await?, query.date, after, query.limit.unwrap_or(25)).await?;
    Ok(Done(cx.page(page)))
}
