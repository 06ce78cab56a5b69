//! `GET /organisations/{organisation}/recurrences`

use super::CLASS;
use crate::http::{Checked, Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_model::{
    Page,
    recurrences::{RecurrenceQuery, RecurrenceSummary},
};
use cabas_store::recurrences::{self, Filter};

gate!(member ReadDeliveries, pii: full);

/// List rules, oldest first: those that are not over, those of a state, those of a household.
#[utoipa::path(
    operation_id = "list_recurrences", tag = "recurrences",
    params(("organisation" = uuid::Uuid, Path), RecurrenceQuery),
    responses((status = 200, body = Page<RecurrenceSummary>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/recurrences")]
pub(super) async fn list_recurrences(cx: Cx<Gate>) -> Outcome<Done<Page<RecurrenceSummary>>> {
    let query: RecurrenceQuery = cx.query()?;
    let after = cx.after(query.cursor.as_deref())?;
    let filter = Filter { state: query.state, recipient: query.recipient_id, today: cx.today()? };
    let page = recurrences::list_recurrences(&cx.read().await?, &filter, after, query.limit.unwrap_or(25)).await?;
    let tagged = |(summary, version): (RecurrenceSummary, i64)| RecurrenceSummary {
        etag: cx.etag(summary.id, version, CLASS),
        ..summary
    };
    let items: Vec<_> = page.items.into_iter().map(tagged).collect();
    let mut seen: Vec<_> = items.iter().filter_map(|r| r.recipient.as_ref().map(|r| r.id)).collect();
    seen.sort();
    seen.dedup();
    cx.look("recurrence_list", None, None, seen).await?;
    Ok(Done(cx.page(Page { items, next_cursor: page.next_cursor })))
}
