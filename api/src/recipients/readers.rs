//! `GET /organisations/{organisation}/recipients/{id}/readers`

use crate::http::{Checked, Cx, Done, Failure, Inside, Outcome, gate};
use actix_web::get;
use cabas_kernel::id::RecipientId;
use cabas_model::{Code, Page, PageQuery, recipients::ReaderEntry};
use cabas_store::recipients;

gate!(member ReadRecipients, pii: full);

/// Tell who consulted a household's record, when and why, newest first.
#[utoipa::path(
    operation_id = "list_recipient_readers", tag = "recipients",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = Page<ReaderEntry>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/recipients/{id}/readers")]
pub(super) async fn list_recipient_readers(cx: Cx<Gate>) -> Outcome<Done<Page<ReaderEntry>>> {
    let id: RecipientId = cx.path("id")?;
    let query: PageQuery = cx.query()?;
    let below = query.cursor.as_deref().map(|cursor| number(&cx, cursor)).transpose()?;
    recipients::recipient_key(&cx.read().await?, id).await?.ok_or(Code::NotFound)?;
    let looks = recipients::looks_at(&cx.app.store, cx.organisation(), id, below, query.limit()).await?;
    Ok(Done(cx.page(recipients::readers(&cx.read().await?, id, looks).await?)))
}

/// A cursor is a number of the log of looks.
fn number(cx: &Cx<Gate>, cursor: &str) -> Outcome<i64> {
    cx.cursor().read(cursor)?.parse().map_err(|_| Failure::field("/cursor", "cursor_invalid"))
}
