//! « Geler la branche », and each case of it.

use super::{count_admins, follow, tell_inviter, tell_suspended};
use crate::{http::Outcome, invitations::member_facts};
use cabas_domain::accounts::{BranchMember, MemberFacts, decide_freeze, decide_freeze_item, is_decided};
use cabas_kernel::{
    Roles,
    id::{FreezeId, MembershipId},
    time::local_day,
    words::members::{FreezeDecision, MemberState},
};
use cabas_model::{Code, members::CreateFreeze};
use cabas_store::Tx;
use serde_json::json;

/// Freezes a branch, exactly as the tree is inside this transaction.
pub(super) async fn freeze_branch(tx: &Tx, actor: MembershipId, ask: &CreateFreeze) -> Outcome<FreezeId> {
    // Taken first: nobody joins, leaves or freezes meanwhile unseen.
    count_admins(tx).await?;
    let actor = tx.member(actor).await?.ok_or(Code::NotFound)?;
    let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
    let everyone = tx.all_members().await?;
    let members: Vec<BranchMember> =
        everyone.iter().map(|m| BranchMember { node: m.node, member: member_facts(m) }).collect();
    let edges = tx.edges().await?;
    let (open, today) = (tx.frozen_roots().await?, local_day(tx.now(), organisation.zone));
    let decided = decide_freeze(&member_facts(&actor), ask.root, ask.depth, &edges, &members, &open, today)?;
    let id = tx.add_freeze(ask.root, ask.summary.trim(), actor.id, &decided).await?;
    let count = decided.members.len();
    tx.audit("branch.frozen", id, json!({ "root": ask.root, "depth": ask.depth, "members": count })).await?;
    for member in everyone.iter().filter(|m| decided.members.contains(&m.id)) {
        tx.set_member_state(member.id, MemberState::Frozen, None).await?;
        tx.audit("member.frozen", member.id, json!({ "freeze": id })).await?;
        let after = MemberFacts { state: MemberState::Frozen, ..member_facts(member) };
        follow(tx, member, after, Roles::NONE).await?;
        tell_suspended(tx, member.person, true, None).await?;
    }
    // Once all of the branch are stopped: an inviter inside it is told of their own case only.
    for member in everyone.iter().filter(|m| decided.members.contains(&m.id)) {
        tell_inviter(tx, actor.id, member, true, None).await?;
    }
    Ok(id)
}

/// Decides the case of one member; the last one closes the freeze.
pub(super) async fn decide_case(
    tx: &Tx,
    actor: MembershipId,
    id: FreezeId,
    member: MembershipId,
    decision: FreezeDecision,
) -> Outcome<()> {
    count_admins(tx).await?;
    let actor = tx.member(actor).await?.ok_or(Code::NotFound)?;
    let mut items = tx.freeze_items(id).await?;
    let item = items.iter_mut().find(|(m, _)| *m == member).ok_or(Code::NotFound)?;
    let target = tx.member(member).await?.ok_or(Code::NotFound)?;
    let state = decide_freeze_item(&member_facts(&actor), &member_facts(&target), item.1, decision)?;
    item.1 = decision;
    if !tx.decide_freeze_item(id, member, decision, actor.id).await? {
        return Err(Code::MemberState.into());
    }
    tx.set_member_state(member, state, None).await?;
    tx.audit("member.case_decided", member, json!({ "freeze": id, "decision": decision })).await?;
    follow(tx, &target, MemberFacts { state, ..member_facts(&target) }, Roles::NONE).await?;
    if state != MemberState::Active {
        tell_suspended(tx, target.person, false, None).await?;
    }
    if state == MemberState::Suspended {
        tell_inviter(tx, actor.id, &target, false, None).await?;
    }
    if is_decided(&items.iter().map(|(_, d)| *d).collect::<Vec<_>>()) {
        tx.close_freeze(id).await?;
        tx.audit("branch.closed", id, json!({})).await?;
    }
    Ok(())
}
