//! What a change of membership brings with it, in the transaction of its cause.

use crate::{
    http::Outcome,
    invitations::member_facts,
    mail::{Letter, Mail},
    rounds::give_back,
};
use cabas_domain::accounts::{MemberFacts, RoleChange, decide_promotion, holds_invitation, may_invite, raises_epoch};
use cabas_kernel::{
    Email, Permission, Role, Roles,
    id::{InvitationId, MembershipId, PersonId},
    words::{
        events::EventKind,
        invitations::InvitationState,
        members::{MemberState, SuspensionReason},
        organisations::InviterTold,
    },
};
use cabas_model::Code;
use cabas_store::{Tx, accounts::Invitation, accounts::PersonRecord, members::MemberRecord};
use chrono::NaiveDate;
use serde_json::json;

/// Counts the active admins; whoever counts holds the organisation until the transaction ends, so that two admins
/// who go at once do not both believe that the other one stays (TR-11).
pub(crate) async fn count_admins(tx: &Tx) -> Outcome<u32> {
    tx.lock_organisation().await?;
    Ok(u32::try_from(tx.active_admins(tx.organisation()).await?.len()).unwrap_or(u32::MAX))
}

/// Everything that follows when a member is no longer what they were: sessions and tokens end, their rounds wait
/// for somebody else, invitations that they may no longer send wait for another admin, and the change is announced (TR-9, TR-10, AU-6).
pub(crate) async fn follow(tx: &Tx, before: &MemberRecord, after: MemberFacts, lost: Roles) -> Outcome<()> {
    if raises_epoch(before.state, after.state, lost) {
        tx.raise_epoch(before.person).await?;
    }
    for invitation in tx.waiting_invitations(before.node).await? {
        if holds_invitation(invitation.state, after.state, may_invite(&after, invitation.roles))
            && tx.move_invitation(invitation.id, invitation.state, InvitationState::OnHold).await?
        {
            tx.audit("invitation.on_hold", invitation.id, json!({ "inviter": before.id })).await?;
        }
    }
    if !after.may(Permission::ManageApiClients) {
        let revoked = tx.revoke_api_clients_of(before.id).await?;
        if revoked > 0 {
            tx.audit("api_client.revoked_with_member", before.id, json!({ "count": revoked })).await?;
        }
    }
    if !after.may(Permission::CarryRounds) {
        give_back(tx, before.id).await?;
    }
    if after.state != MemberState::Active {
        tx.end_confirmations(&person(tx, before.person).await?.email).await?;
    }
    Ok(tx.announce(EventKind::MemberChanged, before.id, None, Some(before.id)).await?)
}

/// Puts new roles in force. The same roles again change nothing.
pub(crate) async fn change_roles(tx: &Tx, target: &MemberRecord, change: RoleChange) -> Outcome<()> {
    let member = person(tx, target.person).await?;
    tx.end_confirmations(&member.email).await?;
    if change.gained.is_empty() && change.lost.is_empty() {
        return Ok(());
    }
    tx.set_member_roles(target.id, change.roles).await?;
    let words = |roles: Roles| roles.iter().map(Role::as_str).collect::<Vec<_>>();
    let detail = json!({ "before": words(target.roles), "after": words(change.roles) });
    tx.audit("member.roles_changed", target.id, detail).await?;
    follow(tx, target, MemberFacts { roles: change.roles, ..member_facts(target) }, change.lost).await?;
    if !change.gained.iter().any(Role::is_privileged) {
        return Ok(());
    }
    let letter = Letter::Promoted {
        organisation: organisation_name(tx).await?,
        name: member.display_name.clone(),
        roles: change.roles.iter().collect(),
    };
    let mut readers = admins(tx, Some(target)).await?;
    readers.push(member);
    send(tx, readers, &letter).await
}

/// Keeps a promotion for another admin to confirm, and tells the admins. An earlier proposal ends with it.
pub(crate) async fn propose(
    tx: &Tx,
    actor: &MemberRecord,
    target: &MemberRecord,
    roles: Roles,
    link: String,
) -> Outcome<InvitationId> {
    let member = person(tx, target.person).await?;
    tx.end_confirmations(&member.email).await?;
    let id = tx.add_promotion(&member.email, roles, actor.node).await?;
    let words: Vec<&str> = roles.iter().map(Role::as_str).collect();
    tx.audit("member.roles_proposed", target.id, json!({ "roles": words, "invitation": id })).await?;
    tx.announce(EventKind::MemberChanged, target.id, None, None).await?;
    let organisation = organisation_name(tx).await?;
    let letter = Letter::Promotion { organisation, name: member.display_name, roles: roles.iter().collect(), link };
    send(tx, admins(tx, Some(actor)).await?, &letter).await?;
    Ok(id)
}

/// Puts a proposed promotion in force: every rule is asked again, for whoever confirms.
pub(crate) async fn promote(tx: &Tx, actor: &MemberRecord, proposal: &Invitation, active_admins: u32) -> Outcome<()> {
    let email = Email::parse(&proposal.email).map_err(|_| Code::Internal)?;
    let found = tx.person_by_email(&email).await?.ok_or(Code::MemberState)?;
    let target = tx.member_of_person(found.id).await?.ok_or(Code::MemberState)?;
    let proposed_by = match proposal.invited_by {
        Some(node) => tx.member_of_node(node).await?.map(|m| m.id),
        None => None,
    };
    let (waiting, done) = (InvitationState::AwaitingConfirmation, InvitationState::Accepted);
    if proposal.state != waiting {
        return Err(Code::MemberState.into());
    }
    let (facts, roles) = (member_facts(&target), proposal.roles);
    let change = decide_promotion(&member_facts(actor), &facts, roles, proposed_by, active_admins)?;
    if !tx.move_invitation(proposal.id, waiting, done).await? {
        return Err(Code::MemberState.into());
    }
    tx.audit("member.roles_confirmed", target.id, json!({ "invitation": proposal.id })).await?;
    change_roles(tx, &target, change).await
}

/// Tells somebody that they are suspended, and until which day when it ends by itself; or stopped for the time of a check.
pub(crate) async fn tell_suspended(tx: &Tx, member: PersonId, frozen: bool, until: Option<NaiveDate>) -> Outcome<()> {
    let letter = Letter::Suspended { organisation: organisation_name(tx).await?, frozen, until };
    send(tx, vec![person(tx, member).await?], &letter).await
}

/// Tells whoever invited somebody that their access is suspended: as much as the organisation's settings say, and never
/// the details. Not to those who did it, nor to those who are stopped themselves.
pub(crate) async fn tell_inviter(
    tx: &Tx,
    by: MembershipId,
    target: &MemberRecord,
    frozen: bool,
    reason: Option<SuspensionReason>,
) -> Outcome<()> {
    let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
    let reason = match organisation.inviter_told {
        InviterTold::Nothing => return Ok(()),
        InviterTold::Fact => None,
        InviterTold::FactAndReason => reason,
    };
    let inviter = tx.inviter_of_node(target.node).await?;
    let Some(inviter) = inviter.filter(|m| m.state == MemberState::Active && m.id != by) else { return Ok(()) };
    let name = person(tx, target.person).await?.display_name;
    let letter = Letter::InviteeSuspended { organisation: organisation.name, name, frozen, reason };
    send(tx, vec![person(tx, inviter.person).await?], &letter).await
}

async fn person(tx: &Tx, id: PersonId) -> Outcome<PersonRecord> {
    tx.person(id).await?.ok_or_else(|| Code::NotFound.into())
}

async fn organisation_name(tx: &Tx) -> Outcome<String> {
    Ok(tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?.name)
}

pub(super) async fn admins(tx: &Tx, but: Option<&MemberRecord>) -> Outcome<Vec<PersonRecord>> {
    let mut people = Vec::new();
    for admin in tx.active_admins(tx.organisation()).await? {
        if but.is_none_or(|b| b.id != admin.id) {
            people.push(person(tx, admin.person).await?);
        }
    }
    Ok(people)
}

pub(super) async fn send(tx: &Tx, readers: Vec<PersonRecord>, letter: &Letter) -> Outcome<()> {
    for reader in readers {
        tx.send("mail", &Mail::to(&reader, letter.clone())).await?;
    }
    Ok(())
}
