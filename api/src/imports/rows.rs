//! `GET /organisations/{organisation}/imports/{id}/rows`

use super::{
    open,
    preview::{Preview, Reader, Shown},
};
use crate::http::{Checked, Cx, Done, Failure, Inside, Outcome, gate};
use actix_web::get;
use cabas_kernel::id::ImportId;
use cabas_model::{
    Page,
    imports::{ImportRow, ImportRowQuery},
};

gate!(program Import, Imports);

/// List the rows of an import in the order of the file, of one class or of all, with what would change. To a program,
/// what stood in a field that says something of people is masked.
#[utoipa::path(
    operation_id = "list_import_rows", tag = "imports",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ImportRowQuery),
    responses((status = 200, body = Page<ImportRow>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/imports/{id}/rows")]
pub(super) async fn list_import_rows(cx: Cx<Gate>) -> Outcome<Done<Page<ImportRow>>> {
    let id: ImportId = cx.path("id")?;
    let query: ImportRowQuery = cx.query()?;
    let opened = open(&cx, id).await?;
    let preview = &opened.preview;
    let from = match &query.cursor {
        Some(cursor) => position(&cx.cursor().read(cursor)?)?,
        None => 0,
    };
    let (some, next_cursor) = page(preview, &query, from);
    cx.look("import_rows", Some(id.0), None, some.iter().flat_map(|r| r.recipients()).collect()).await?;
    let reader = Reader::of(&cx);
    let items = some.into_iter().map(|r| preview.row(r, reader)).collect();
    Ok(Done(cx.page(Page { items, next_cursor })))
}

fn position(cursor: &str) -> Result<usize, Failure> {
    cursor.parse().map_err(|_| Failure::field("/cursor", "cursor_invalid"))
}

/// The rows from a place on, and the place after them when there are more.
fn page<'a>(preview: &'a Preview, query: &ImportRowQuery, from: usize) -> (Vec<&'a Shown>, Option<String>) {
    let limit = usize::from(query.limit.unwrap_or(25));
    let wanted = |(_, row): &(usize, &Shown)| query.class.is_none_or(|class| class == row.class);
    let mut rows = preview.rows.iter().enumerate().skip(from).filter(wanted);
    let some: Vec<&Shown> = rows.by_ref().take(limit).map(|(_, row)| row).collect();
    (some, rows.next().map(|(at, _)| at.to_string()))
}
