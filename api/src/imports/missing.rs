//! `GET /organisations/{organisation}/imports/{id}/missing`

use super::{open, preview::Reader};
use crate::http::{Checked, Cx, Done, Failure, Inside, Outcome, gate};
use actix_web::get;
use cabas_kernel::id::ImportId;
use cabas_model::{Page, PageQuery, imports::MissingHousehold};

gate!(program Import, Imports);

/// List the households of ours that a list written with `sync` leaves out, by name, each with what becomes of it.
#[utoipa::path(
    operation_id = "list_missing_households", tag = "imports",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = Page<MissingHousehold>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/imports/{id}/missing")]
pub(super) async fn list_missing_households(cx: Cx<Gate>) -> Outcome<Done<Page<MissingHousehold>>> {
    let id: ImportId = cx.path("id")?;
    let query: PageQuery = cx.query()?;
    let mut opened = open(&cx, id).await?;
    let missing = std::mem::take(&mut opened.preview.missing);
    let from: usize = match &query.cursor {
        Some(cursor) => cx.cursor().read(cursor)?.parse().map_err(|_| Failure::field("/cursor", "cursor_invalid"))?,
        None => 0,
    };
    let to = from.saturating_add(usize::from(query.limit()));
    let next_cursor = (to < missing.len()).then(|| to.to_string());
    let reader = Reader::of(&cx);
    let page = missing.into_iter().skip(from).take(usize::from(query.limit()));
    let items: Vec<_> = page.map(|household| reader.missing(household)).collect();
    cx.look("import_missing", Some(id.0), None, items.iter().map(|h| h.recipient_id).collect()).await?;
    Ok(Done(cx.page(Page { items, next_cursor })))
}
