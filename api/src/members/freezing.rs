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
use cabas_store::{Tx, members::MemberRecord};
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
    // Whom another freeze has stopped already has a case more, and hears nothing new.
    let stops = |m: &&MemberRecord| m.state == MemberState::Active && decided.members.contains(&m.id);
    for member in everyone.iter().filter(stops) {
        tx.set_member_state(member.id, MemberState::Frozen, None).await?;
        tx.audit("member.frozen", member.id, json!({ "freeze": id })).await?;
        let after = MemberFacts { state: MemberState::Frozen, ..member_facts(member) };
        follow(tx, member, after, Roles::NONE).await?;
        tell_suspended(tx, member.person, true, None).await?;
    }
    // Once all of the branch are stopped: an inviter inside it is told of their own case only.
    for member in everyone.iter().filter(stops) {
        tell_inviter(tx, actor.id, member, true, None).await?;
    }
    Ok(id)
}

/// Decides the case of one member. Whoever is not cleared is decided in every other freeze that stops them, too.
pub(super) async fn decide_case(
    tx: &Tx,
    actor: MembershipId,
    id: FreezeId,
    member: MembershipId,
    decision: FreezeDecision,
) -> Outcome<()> {
    count_admins(tx).await?;
    let actor = tx.member(actor).await?.ok_or(Code::NotFound)?;
    let (_, already) = tx.freeze_items(id).await?.into_iter().find(|(m, _)| *m == member).ok_or(Code::NotFound)?;
    let target = tx.member(member).await?.ok_or(Code::NotFound)?;
    let elsewhere: Vec<FreezeId> = tx.undecided_cases(member).await?.into_iter().filter(|f| *f != id).collect();
    let (by, of) = (member_facts(&actor), member_facts(&target));
    let state = decide_freeze_item(&by, &of, already, decision, !elsewhere.is_empty())?;
    note_case(tx, actor.id, id, member, decision).await?;
    if state == MemberState::Frozen {
        return Ok(());
    }
    for other in elsewhere {
        note_case(tx, actor.id, other, member, decision).await?;
    }
    tx.set_member_state(member, state, None).await?;
    follow(tx, &target, MemberFacts { state, ..of }, Roles::NONE).await?;
    if state != MemberState::Active {
        tell_suspended(tx, target.person, false, None).await?;
    }
    if state == MemberState::Suspended {
        tell_inviter(tx, actor.id, &target, false, None).await?;
    }
    Ok(())
}

/// Keeps a decision; the last one closes the freeze.
async fn note_case(
    tx: &Tx,
    by: MembershipId,
    id: FreezeId,
    member: MembershipId,
    decision: FreezeDecision,
) -> Outcome<()> {
    if !tx.decide_freeze_item(id, member, decision, by).await? {
        return Err(Code::MemberState.into());
    }
    tx.audit("member.case_decided", member, json!({ "freeze": id, "decision": decision })).await?;
    let decisions: Vec<FreezeDecision> = tx.freeze_items(id).await?.into_iter().map(|(_, d)| d).collect();
    if is_decided(&decisions) {
        tx.close_freeze(id).await?;
        tx.audit("branch.closed", id, json!({})).await?;
    }
    Ok(())
}
