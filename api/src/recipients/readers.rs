//! `GET /organisations/{organisation}/recipients/{id}/readers`

use crate::http::{Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_kernel::id::RecipientId;
use cabas_model::{Code, Page, recipients::ReaderEntry};
use cabas_store::recipients;

gate!(member ReadRecipients, pii: full);

/// Tell who consulted a household's record, when and why: the last 500 looks, newest first.
#[utoipa::path(
    operation_id = "list_recipient_readers", tag = "recipients",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<ReaderEntry>), Inside),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/recipients/{id}/readers")]
pub(super) async fn list_recipient_readers(cx: Cx<Gate>) -> Outcome<Done<Page<ReaderEntry>>> {
    let id: RecipientId = cx.path("id")?;
    let read = cx.read().await?;
    recipients::recipient_key(&read, id).await?.ok_or(Code::NotFound)?;
    Ok(Done(Page { items: recipients::readers(&read, id).await?, next_cursor: None }))
}
