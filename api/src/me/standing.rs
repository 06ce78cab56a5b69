//! Where somebody carries rounds. The path of `/me` names no organisation: a person may carry for several.

use crate::http::{Cx, Gate, Outcome};
use cabas_domain::disclosure::OrganisationHours;
use cabas_kernel::{
    Permission, Roles,
    id::{MembershipId, OrganisationId, RoundId, StopId},
    words::members::MemberState,
};
use cabas_model::Code;
use cabas_store::{Read, Scope, accounts, organisations, rounds};

/// One of a person's memberships, active and in a role that carries.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub member: MembershipId,
    pub organisation: OrganisationId,
}

impl Standing {
    pub(super) fn scope(self) -> Scope {
        Scope::Organisation(self.organisation)
    }
}

/// All of them.
pub(super) async fn standings<G: Gate>(cx: &Cx<G>) -> Outcome<Vec<Standing>> {
    let me = accounts::me(&cx.read().await?, cx.person()?).await?.ok_or(Code::Unauthenticated)?;
    let carries = |roles: &[cabas_kernel::Role]| {
        roles.iter().fold(Roles::NONE, |all, role| all.with(*role)).may(Permission::CarryRounds)
    };
    Ok(me
        .memberships
        .into_iter()
        .filter(|m| m.state == MemberState::Active && carries(&m.roles))
        .map(|m| Standing { member: m.member_id, organisation: m.organisation_id })
        .collect())
}

/// The one in whose organisation a round is. A round of anywhere else is absent.
pub(super) async fn at_round<G: Gate>(cx: &Cx<G>, id: RoundId) -> Outcome<Standing> {
    for standing in standings(cx).await? {
        if rounds::has_round(&cx.app.store.read(standing.scope()).await?, id).await? {
            return Ok(standing);
        }
    }
    Err(Code::NotFound.into())
}

/// The one in whose organisation a stop is. A stop of anywhere else is absent.
pub(super) async fn at_stop<G: Gate>(cx: &Cx<G>, id: StopId) -> Outcome<Standing> {
    for standing in standings(cx).await? {
        if rounds::has_stop(&cx.app.store.read(standing.scope()).await?, id).await? {
            return Ok(standing);
        }
    }
    Err(Code::NotFound.into())
}

/// When addresses open and close in the organisation of a read.
pub(super) async fn hours(read: &Read) -> Outcome<OrganisationHours> {
    let set = organisations::zone(read, read.organisation()).await?;
    Ok(OrganisationHours::new(set.reveal_hours, set.keep_hours, set.late_reveal, set.zone))
}
