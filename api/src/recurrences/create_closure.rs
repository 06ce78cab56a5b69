//! `POST /organisations/{organisation}/closures`

use crate::http::{Created, Cx, Failure, Inside, Outcome, Sent, gate};
use actix_web::post;
use cabas_kernel::words::events::EventKind;
use cabas_model::closures::{ClosureCreated, CreateClosure};
use cabas_store::Tx;
use serde_json::json;

gate!(member PlanDeliveries);

/// Close the organisation, or one of its depots, for some days: rules make nothing then. What they made already stays, and
/// is named.
#[utoipa::path(
    operation_id = "create_closure", tag = "recurrences", request_body = CreateClosure,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 201, body = ClosureCreated), Inside, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/closures")]
pub(super) async fn create_closure(cx: Cx<Gate>) -> Outcome<Created<ClosureCreated>> {
    let ask: CreateClosure = cx.body().await?;
    if ask.until < ask.from {
        return Err(Failure::field("/until", "window_order"));
    }
    Ok(Created(cx.write(async |tx| close(tx, &ask).await).await?))
}

async fn close(tx: &Tx, ask: &CreateClosure) -> Outcome<ClosureCreated> {
    if let Some(depot) = ask.depot_id
        && tx.depot_version(depot).await?.is_none()
    {
        return Err(Failure::field("/depot_id", "not_found_here"));
    }
    let id = tx.add_closure(ask).await?;
    tx.audit("closure.created", id, json!({ "from": ask.from, "until": ask.until })).await?;
    tx.announce(EventKind::RecurrenceChanged, id, None, None).await?;
    Ok(ClosureCreated { id, standing: tx.occurrences_standing(ask).await? })
}
