//! `GET /events`

use super::feed::Feed;
use crate::http::{Cx, Outcome, Own, gate};
use actix_web::{
    HttpResponse, get,
    http::header::{self, ContentEncoding},
};
use cabas_model::events::LiveEvent;

gate!(signed_in);

/// Hear of changes as they happen, as server-sent events, in every organisation one belongs to. `Last-Event-ID` repeats
/// what was missed, and a little more: listeners bear hearing an event twice. Of too many streams of one person the
/// oldest ends, with an event `displaced` that has no data: it is opened again when somebody looks at it again.
#[utoipa::path(
    operation_id = "stream_events", tag = "events",
    params(("Last-Event-ID" = Option<i64>, Header)),
    responses((status = 200, body = LiveEvent, content_type = "text/event-stream"), Own),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/events")]
pub(super) async fn stream_events(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let seat = cx.app.streams.take(cx.person()?)?;
    let last = cx.request().headers().get("last-event-id").and_then(|id| id.to_str().ok()?.trim().parse().ok());
    let feed = Feed::open(cx.app.clone(), cx.person()?, cx.session()?, last, seat).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        // Not compressed: a compressor holds events back until it has enough of them. Nor buffered by a proxy.
        .insert_header(ContentEncoding::Identity)
        .insert_header(("x-accel-buffering", "no"))
        .streaming(feed.frames()))
}
