//! Lists of members.

use crate::{Read, StoreError};
use cabas_kernel::{
    Role, Roles, Ts,
    id::{MembershipId, OrganisationId, PersonId},
};
use cabas_model::{Page, members::MemberSummary};
use chrono::{NaiveDate, TimeDelta};
use uuid::Uuid;

row! {
    struct MemberRow {
        id: Uuid,
        person_id: Uuid,
        email: String,
        display_name: String,
        roles: i16,
        state: String,
        created_at: i64,
        last_seen_at: Option<i64>,
        suspended_until: Option<NaiveDate>,
        inviter: Option<String>,
    }
}

/// The person of a living membership of the organisation.
///
/// # Errors
/// The database's own.
pub async fn person_of(read: &Read, member: MembershipId) -> Result<Option<PersonId>, StoreError> {
    let row: Option<(Uuid,)> = fetch_optional!(
        read,
        (Uuid,),
        "SELECT person_id FROM memberships WHERE organisation_id = $1 AND id = $2 \
         AND state NOT IN ('left', 'excluded', 'refused')",
        read.organisation().0,
        member.0
    )?;
    Ok(row.map(|r| PersonId(r.0)))
}

/// The organisations where no active admin has come since an instant. Younger ones have not begun yet. For the workers.
///
/// # Errors
/// The database's own.
pub async fn organisations_without_admin(read: &Read, since: Ts) -> Result<Vec<OrganisationId>, StoreError> {
    let rows: Vec<(Uuid,)> = fetch_all!(
        read,
        (Uuid,),
        "SELECT o.id FROM organisations o WHERE o.created_at <= $1 AND NOT EXISTS ( \
           SELECT 1 FROM memberships m WHERE m.organisation_id = o.id AND m.state = 'active' AND (m.roles & $2) <> 0 \
           AND COALESCE(m.last_seen_at, m.created_at) > $1) ORDER BY o.id",
        since.micros(),
        Roles::NONE.with(Role::Admin).bits()
    )?;
    Ok(rows.into_iter().map(|(id,)| OrganisationId(id)).collect())
}

/// The organisations where a suspension may be over, wherever they are. For the workers.
///
/// # Errors
/// The database's own.
pub async fn organisations_with_ended_suspensions(read: &Read) -> Result<Vec<OrganisationId>, StoreError> {
    // Somewhere it is tomorrow already.
    let latest = (read.now() + TimeDelta::hours(14)).date_naive();
    let rows: Vec<(Uuid,)> = fetch_all!(
        read,
        (Uuid,),
        "SELECT DISTINCT organisation_id FROM memberships WHERE state = 'suspended' AND suspended_until < $1",
        latest
    )?;
    Ok(rows.into_iter().map(|(id,)| OrganisationId(id)).collect())
}

/// The organisation's members, oldest first, with whoever vouched for them: one hop. Without their versions: only
/// who answers knows the key.
///
/// # Errors
/// The database's own.
pub async fn list_members(read: &Read, after: Option<Uuid>, limit: u16) -> Result<Page<MemberSummary>, StoreError> {
    let rows = fetch_all!(
        read,
        MemberRow,
        "SELECT m.id, m.person_id, p.email, p.display_name, m.roles, m.state, m.created_at, m.last_seen_at, \
         m.suspended_until, ip.display_name AS inviter \
         FROM memberships m JOIN people p ON p.id = m.person_id \
         LEFT JOIN people ip ON ip.id = m.inviter_id AND ip.erased_at IS NULL \
         WHERE m.organisation_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3",
        read.organisation().0,
        after.unwrap_or_default(),
        i64::from(limit) + 1
    )?;
    crate::page(
        rows,
        limit,
        |r| r.id,
        |r| {
            Ok(MemberSummary {
                id: MembershipId(r.id),
                user_id: PersonId(r.person_id),
                email: r.email,
                display_name: r.display_name,
                roles: Roles::from_bits(r.roles).iter().collect(),
                state: r.state.parse().map_err(|_| StoreError::Settings("unknown member state".into()))?,
                joined_at: Ts::from_micros(r.created_at),
                last_seen_at: r.last_seen_at.map(Ts::from_micros),
                suspended_until: r.suspended_until,
                invited_by: r.inviter,
                etag: String::new(),
            })
        },
    )
}
