//! Suspensions that carry an end: the day after it the access is open again, without any act.

use super::{count_admins, follow};
use crate::{
    http::Outcome,
    invitations::member_facts,
    platform::{App, in_each_organisation},
};
use cabas_domain::accounts::{MemberFacts, is_suspension_over};
use cabas_kernel::{Roles, time::local_day, words::members::MemberState};
use cabas_model::Code;
use cabas_store::{Scope, StoreError, Tx, members::organisations_with_ended_suspensions};
use serde_json::json;

/// Ends what is over, each organisation in a transaction of its own. One that fails keeps nobody else's access closed.
///
/// # Errors
/// The database's own.
pub async fn end_suspensions(app: &App) -> Result<(), StoreError> {
    let over = organisations_with_ended_suspensions(&app.store.read(Scope::System).await?).await?;
    let due = over.into_iter().map(|organisation| (organisation, ())).collect();
    in_each_organisation(app, due, "suspensions that are over were not ended", |tx, ()| Box::pin(end(tx))).await;
    Ok(())
}

async fn end(tx: &Tx) -> Outcome<()> {
    // Taken first: nobody is frozen, opened or excluded meanwhile unseen.
    count_admins(tx).await?;
    let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
    let today = local_day(tx.now(), organisation.zone);
    for member in tx.suspended_for_a_time().await? {
        let (facts, frozen) = (member_facts(&member), tx.is_branch_frozen(member.node).await?);
        if !is_suspension_over(&facts, member.suspended_until, frozen, today) {
            continue;
        }
        let after = MemberFacts { state: MemberState::Active, ..facts };
        tx.set_member_state(member.id, after.state, None).await?;
        tx.audit("member.suspension_ended", member.id, json!({ "by": "time" })).await?;
        follow(tx, &member, after, Roles::NONE).await?;
    }
    Ok(())
}
