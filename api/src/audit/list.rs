//! `GET /organisations/{organisation}/audit`

use crate::http::{Checked, Cx, Done, Failure, Inside, Outcome, gate};
use actix_web::get;
use cabas_model::{
    Page,
    audit::{AuditEntry, AuditQuery},
};
use cabas_store::audit::{self, Position};

gate!(member ReadAudit);

/// Read the audit log, newest first: who changed what, and who looked at whose data.
#[utoipa::path(
    operation_id = "list_audit", tag = "audit",
    params(("organisation" = uuid::Uuid, Path), AuditQuery),
    responses((status = 200, body = Page<AuditEntry>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/audit")]
pub(super) async fn list_audit(cx: Cx<Gate>) -> Outcome<Done<Page<AuditEntry>>> {
    let query: AuditQuery = cx.query()?;
    let from = match query.cursor.as_deref() {
        Some(cursor) => {
            Position::parse(&cx.cursor().read(cursor)?).ok_or_else(|| Failure::field("/cursor", "cursor_invalid"))?
        }
        None => Position::NEWEST,
    };
    let page = audit::list(cx.read().await?, query.kind, from, query.limit()).await?;
    Ok(Done(cx.page(page)))
}
