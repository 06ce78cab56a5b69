//! `POST /organisations/{organisation}/rounds/{id}/publication`

use super::hands::{Here, link_of, live, tell, told};
use crate::http::{Cx, Inside, Outcome, Stateful, gate};
use actix_web::{HttpResponse, post};
use cabas_domain::rounds::decide_publish;
use cabas_kernel::id::{RecipientId, RoundId};
use cabas_model::Code;
use cabas_store::{Tx, rounds::RoundRecord};
use serde_json::json;

gate!(member PlanDeliveries);

/// Publish a round: its volunteer is written to and sees it from now on, masked until it is time.
#[utoipa::path(
    operation_id = "publish_round", tag = "rounds",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Published; its volunteer is told"), Inside, Stateful),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/rounds/{id}/publication")]
pub(super) async fn publish_round(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let id: RoundId = cx.path("id")?;
    let link = link_of(&cx.app, id);
    cx.write(async |tx| {
        let mut record = tx.round(id).await?.ok_or(Code::NotFound)?;
        let here = Here::of(tx).await?;
        let stops = tx.stops_of_round(id).await?;
        record.state = decide_publish(&record.facts(&stops, here.zone()), &stops, &apart(tx, &record).await?)?;
        record.published_at = Some(tx.now());
        tx.save_round(&record).await?;
        tx.audit("round.published", id, json!({ "to": record.assignee })).await?;
        told(tx, &record).await?;
        match record.assignee {
            Some(member) => tell(tx, &record, member, live(&stops), &link).await,
            None => Ok(()),
        }
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The households that a round's person must not meet.
async fn apart(tx: &Tx, record: &RoundRecord) -> Outcome<Vec<RecipientId>> {
    match record.assignee {
        Some(member) => Ok(tx.blocked_for(member).await?),
        None => Ok(Vec::new()),
    }
}
