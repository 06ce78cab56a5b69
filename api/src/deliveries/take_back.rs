//! Deliveries that return to the dispatchers: of somebody who must not meet a household any more (DL-14).

use super::{apply::apply, whole::Whole};
use crate::http::Outcome;
use cabas_domain::deliveries::take_back;
use cabas_kernel::{
    id::{MembershipId, RecipientId},
    words::follow_ups::FollowUpCause,
};
use cabas_store::{Tx, deliveries::Report};
use serde_json::json;

/// Takes back what would bring a member and a household together, in rounds too, also what is on its way: the address
/// closes at once, and a dispatcher is told.
///
/// # Errors
/// The database's own.
pub(crate) async fn keep_apart(tx: &Tx, member: MembershipId, household: RecipientId) -> Outcome<()> {
    for id in tx.meetings(member, household).await? {
        let whole = Whole::of(tx, id).await?;
        let mut change = take_back(&whole.stops, member);
        change.follow_ups.push(FollowUpCause::Apart);
        let report = Report { by: tx.actor().member(), ..Report::default() };
        apply(tx, &whole, &change, &report).await?;
        tx.audit("delivery.returned", id, json!({ "member": member })).await?;
    }
    Ok(())
}
