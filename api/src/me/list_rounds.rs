//! `GET /me/rounds`

use super::standing::{hours, standings};
use crate::http::{Checked, Cx, Done, Outcome, Own, TooOften, budget::own_rounds, gate};
use actix_web::get;
use cabas_kernel::{id::RecipientId, time::local_day};
use cabas_model::me::{DayQuery, MyRounds};
use cabas_store::rounds::my_rounds;

gate!(signed_in, pii: masked);

/// List my rounds, and those I may take. What shows a household is noted, round by round: opening one's own round is
/// one reveal (decisions 18).
#[utoipa::path(
    operation_id = "list_my_rounds", tag = "me",
    params(DayQuery),
    responses((status = 200, body = MyRounds), Own, Checked, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/me/rounds")]
pub(super) async fn list_my_rounds(cx: Cx<Gate>) -> Outcome<Done<MyRounds>> {
    let query: DayQuery = cx.query()?;
    let mut items = Vec::new();
    for standing in standings(&cx).await? {
        let read = cx.app.store.read(standing.scope()).await?;
        let hours = hours(&read).await?;
        let today = local_day(read.now(), hours.zone());
        let found = my_rounds(&read, standing.member, &hours, query.date, today).await?;
        drop(read);
        let shown: Vec<RecipientId> = found.iter().flat_map(|c| &c.revealed).copied().collect();
        if !shown.is_empty() {
            let given = found.iter().filter(|c| c.given).flat_map(|c| &c.revealed).copied().collect();
            own_rounds(&cx.app, standing.organisation, cx.person()?, &shown, &given).await?;
        }
        for carried in found {
            if !carried.revealed.is_empty() {
                let (id, day) = (Some(carried.round.id.0), Some(carried.round.date));
                cx.look_in(standing.organisation, "my_round", id, day, carried.revealed).await?;
            }
            items.push(carried.round);
        }
    }
    items.sort_by_key(|round| (round.date, round.window.and_then(|w| w.start), round.id));
    Ok(Done(MyRounds { items }))
}
