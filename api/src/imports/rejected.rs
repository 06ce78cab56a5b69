//! `GET /organisations/{organisation}/imports/{id}/rejected.csv`

use super::{
    content, open,
    plan::{off, workbook},
    preview::{Preview, Shown},
};
use crate::http::{Cx, Inside, Outcome, Stateful, gate};
use actix_web::{HttpResponse, get, http::header};
use cabas_kernel::id::ImportId;
use cabas_model::imports::Severity;
use cabas_sheet::{RejectedLine, Workbook, errors, rejected_csv};

gate!(program Import, Imports);

/// Download the rows that were set aside, in their own words, each with its line and its problems. Corrected and sent
/// again, the file is read as it is.
#[utoipa::path(
    operation_id = "read_rejected_rows", tag = "imports",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = String, content_type = "text/csv"), Inside, Stateful),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/imports/{id}/rejected.csv")]
pub(super) async fn read_rejected_rows(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let id: ImportId = cx.path("id")?;
    let opened = open(&cx, id).await?;
    let seals = cx.app.store.import_seals(cx.organisation()).await?;
    let content = content(&cx, id, &seals).await?;
    let (preview, pasted) = (opened.preview, opened.settings.pasted);
    let recipients = preview.rows.iter().filter(|r| r.comes_back()).flat_map(Shown::recipients).collect();
    let csv = off(&cx.app.places, move || workbook(&content, pasted).map(|book| csv(&book, &preview))).await??;
    cx.look("import_rejected", Some(id.0), None, recipients).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"rejected.csv\""))
        .body(csv))
}

fn csv(book: &Workbook, preview: &Preview) -> Vec<u8> {
    let lines = preview.rows.iter().filter(|r| r.comes_back()).filter_map(|row| {
        let head = preview.heads.get(row.head)?;
        let wrong = row.problems.iter().filter(|p| p.severity == Severity::Error);
        Some(RejectedLine {
            sheet: head.sheet.as_deref(),
            line: row.line,
            header_line: head.line,
            errors: errors(wrong.map(|p| (p.column.as_str(), p.code.as_str()))),
        })
    });
    rejected_csv(book, &lines.collect::<Vec<_>>())
}
