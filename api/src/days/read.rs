//! `GET /organisations/{organisation}/days/{date}`

use crate::{
    http::{Cx, Done, Inside, Outcome, gate},
    rounds::CLASS,
};
use actix_web::get;
use cabas_kernel::near;
use cabas_model::{Code, days::DayBoard};
use cabas_store::rounds::{Board, day_board};
use chrono::NaiveDate;

gate!(member ReadDeliveries, pii: full);

/// Read the board of a local day: its rounds, every stop that its windows touch, cancelled ones too, and who can carry.
/// One look, however many households it shows (decisions 18).
#[utoipa::path(
    operation_id = "read_day", tag = "days",
    params(("organisation" = uuid::Uuid, Path), ("date" = NaiveDate, Path)),
    responses((status = 200, body = DayBoard), Inside),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/days/{date}")]
pub(super) async fn read_day(cx: Cx<Gate>) -> Outcome<Done<DayBoard>> {
    let date: NaiveDate = cx.path("date")?;
    if !near::is_near(date) {
        return Err(Code::NotFound.into());
    }
    let read = cx.read().await?;
    let Board { mut day, versions } = day_board(&read, date).await?;
    drop(read);
    for (round, version) in day.rounds.iter_mut().zip(versions) {
        round.etag = cx.etag(round.id, version, CLASS);
    }
    let mut shown: Vec<_> = day.stops.iter().filter_map(|s| s.recipient_id).collect();
    shown.sort_unstable();
    shown.dedup();
    cx.look("day_board", None, Some(date), shown).await?;
    Ok(Done(day))
}
