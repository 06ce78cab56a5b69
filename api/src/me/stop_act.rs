//! What the four acts on a stop of mine do alike.

use super::standing::{Standing, at_stop, hours};
use crate::{
    deliveries::acts::{Acted, StopAct, Whole, act_on_stop},
    http::{
        Cx, Done, Gate, Outcome,
        budget::{OWN_STOP, own_rounds},
    },
};
use cabas_domain::{deliveries::StopActor, disclosure::may_correct};
use cabas_kernel::id::StopId;
use cabas_model::{Code, me::MyStop};
use cabas_store::{
    Tx,
    rounds::{Shown, my_stop},
};

/// Does an act on a stop of the sender's, and shows the stop as they see it afterwards.
pub(super) async fn act_on_mine<G: Gate>(cx: &Cx<G>, act: StopAct) -> Outcome<Done<MyStop>> {
    let id: StopId = cx.path("id")?;
    let standing = at_stop(cx, id).await?;
    let acted: Acted = cx.write_in(standing.scope(), async |tx| act_as(tx, standing, id, act.clone()).await).await?;
    acted.settled()?;
    let read = cx.app.store.read(standing.scope()).await?;
    let found = my_stop(&read, standing.member, &hours(&read).await?, id).await?;
    drop(read);
    let (stop, shown) = found.ok_or(Code::NotFound)?;
    let Some(Shown { household, given }) = shown else { return Ok(Done(stop)) };
    let given = given.then_some(household).into_iter().collect();
    match own_rounds(&cx.app, standing.organisation, cx.person()?, &[household], &given).await {
        Ok(()) => {
            cx.look_in(standing.organisation, OWN_STOP, Some(id.0), None, vec![household]).await?;
            Ok(Done(stop))
        }
        // What was done is done, and said; whom it was done for is not shown any more today.
        Err(e) if e.code == Code::LookBudget => Ok(Done(masked(stop))),
        Err(e) => Err(e),
    }
}

fn masked(stop: MyStop) -> MyStop {
    MyStop { masked: true, address: None, recipient: None, comments: None, outcome_note: None, ..stop }
}

/// How a volunteer stands to the stop decides what they may do (DL-25); a correction also asks what they may read.
async fn act_as(tx: &Tx, me: Standing, id: StopId, act: StopAct) -> Outcome<Acted> {
    let whole = Whole::of_stop(tx, id).await?;
    let stop = whole.stop(id).ok_or(Code::NotFound)?;
    let round = whole.round(stop.round);
    let was_theirs = tx.was_theirs(id, me.member).await?;
    let actor = StopActor::volunteer(me.member, stop, round.map(|r| r.state), was_theirs);
    let act = match (act, round) {
        (StopAct::Reopen { ask, .. }, Some(round)) => {
            let stops = tx.stops_of_round(round.id).await?;
            let facts = round.facts(&stops, whole.hours.zone());
            let in_time = may_correct(&facts, stop, me.member, &whole.hours, tx.now());
            StopAct::Reopen { ask, in_time }
        }
        (act, _) => act,
    };
    act_on_stop(tx, id, actor, me.member, &act).await
}
