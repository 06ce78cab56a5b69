//! Volunteers and households that must not meet. The reason is sealed with the household's key.

use super::{RecipientRecord, keys, row::pair};
use crate::{Read, StoreError, Tx, vault};
use cabas_kernel::id::{BlockedPairId, MembershipId, PersonId, RecipientId};
use cabas_model::{Page, recipients::BlockedPair};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

/// A pair to keep apart.
#[derive(Debug)]
pub struct NewBlockedPair<'a> {
    pub volunteer: MembershipId,
    pub recipient: &'a RecipientRecord,
    pub reason: &'a str,
    pub by: PersonId,
}

row! {
    struct PairRow {
        id: Uuid,
        volunteer_id: Uuid,
        volunteer_name: String,
        recipient_id: Uuid,
        sealed_reason: Vec<u8>,
    }
}

/// The organisation's blocked pairs, oldest first; with a household, only its own.
///
/// # Errors
/// The database's own.
pub async fn list_blocked_pairs(
    read: &Read,
    recipient: Option<RecipientId>,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Page<BlockedPair>, StoreError> {
    pairs(read, None, recipient, after, limit).await
}

/// One blocked pair.
///
/// # Errors
/// The database's own.
pub async fn blocked_pair(read: &Read, id: BlockedPairId) -> Result<Option<BlockedPair>, StoreError> {
    Ok(pairs(read, Some(id.0), None, None, 1).await?.items.pop())
}

/// The households that a volunteer must not meet.
///
/// # Errors
/// The database's own.
pub async fn blocked_for(read: &Read, volunteer: MembershipId) -> Result<Vec<RecipientId>, StoreError> {
    let rows = fetch_all!(
        read,
        (Uuid,),
        "SELECT recipient_id FROM blocked_pairs WHERE organisation_id = $1 AND volunteer_id = $2",
        read.organisation().0,
        volunteer.0
    )?;
    Ok(rows.into_iter().map(|(id,)| RecipientId(id)).collect())
}

async fn pairs(
    read: &Read,
    only: Option<Uuid>,
    recipient: Option<RecipientId>,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Page<BlockedPair>, StoreError> {
    let organisation = read.organisation();
    let rows = fetch_all!(
        read,
        PairRow,
        "SELECT b.id, b.volunteer_id, p.display_name AS volunteer_name, b.recipient_id, b.sealed_reason \
         FROM blocked_pairs b JOIN memberships m ON m.organisation_id = b.organisation_id AND m.id = b.volunteer_id \
         JOIN people p ON p.id = m.person_id \
         WHERE b.organisation_id = $1 AND b.id > $2 AND ($3 IS NULL OR b.id = $3) \
         AND ($4 IS NULL OR b.recipient_id = $4) ORDER BY b.id LIMIT $5",
        organisation.0,
        after.unwrap_or_default(),
        only,
        recipient.map(|r| r.0),
        i64::from(limit) + 1
    )?;
    let ids: Vec<RecipientId> = rows.iter().map(|r| RecipientId(r.recipient_id)).collect();
    let households = super::cards(read, &ids).await?;
    let page = crate::page(rows, limit, |r| r.id, Ok)?;
    // A household whose key was erased has no pair any more.
    let items = page.items.into_iter().filter_map(|r| {
        let household = households.get(&RecipientId(r.recipient_id))?;
        let reason = vault::open(&household.key, keys::spot("blocked_pairs", r.id, organisation), &r.sealed_reason);
        Some(reason.map(|reason| BlockedPair {
            id: BlockedPairId(r.id),
            volunteer_id: MembershipId(r.volunteer_id),
            volunteer_name: r.volunteer_name,
            recipient_id: household.id,
            recipient_name: household.display_name.clone(),
            reason,
        }))
    });
    Ok(Page { items: items.collect::<Result<_, _>>()?, next_cursor: page.next_cursor })
}

impl Tx {
    /// Keeps a volunteer and a household apart.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `blocked_pairs_organisation_id_volunteer_id_recipient_id_key` when they are already.
    pub async fn add_blocked_pair(&self, new: NewBlockedPair<'_>) -> Result<BlockedPairId, StoreError> {
        let id: BlockedPairId = self.new_id();
        let place = keys::spot("blocked_pairs", id.0, self.organisation());
        pair::Entity::insert(pair::ActiveModel {
            id: Set(id.0),
            organisation_id: Set(self.organisation().0),
            volunteer_id: Set(new.volunteer.0),
            recipient_id: Set(new.recipient.id.0),
            sealed_reason: Set(vault::seal(&new.recipient.key, place, &new.reason)?),
            created_by: Set(new.by.0),
            created_at: Set(self.now().micros()),
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(id)
    }

    /// Ends a blocked pair; says whether there was one.
    ///
    /// # Errors
    /// The database's own.
    pub async fn delete_blocked_pair(&self, id: BlockedPairId) -> Result<bool, StoreError> {
        let done = pair::Entity::delete_many()
            .filter(pair::Column::OrganisationId.eq(self.organisation().0))
            .filter(pair::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(done.rows_affected > 0)
    }

    /// Says whether a volunteer and a household must not meet.
    ///
    /// # Errors
    /// The database's own.
    pub async fn is_pair_blocked(&self, volunteer: MembershipId, recipient: RecipientId) -> Result<bool, StoreError> {
        let found = pair::Entity::find()
            .filter(pair::Column::OrganisationId.eq(self.organisation().0))
            .filter(pair::Column::VolunteerId.eq(volunteer.0))
            .filter(pair::Column::RecipientId.eq(recipient.0))
            .one(&self.db())
            .await?;
        Ok(found.is_some())
    }

    /// The volunteers that a household must not meet.
    ///
    /// # Errors
    /// The database's own.
    pub async fn blocked_with(&self, recipient: RecipientId) -> Result<Vec<MembershipId>, StoreError> {
        let rows = pair::Entity::find()
            .filter(pair::Column::OrganisationId.eq(self.organisation().0))
            .filter(pair::Column::RecipientId.eq(recipient.0))
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(|p| MembershipId(p.volunteer_id)).collect())
    }

    /// The households that a volunteer must not meet.
    ///
    /// # Errors
    /// The database's own.
    pub async fn blocked_for(&self, volunteer: MembershipId) -> Result<Vec<RecipientId>, StoreError> {
        let rows = pair::Entity::find()
            .filter(pair::Column::OrganisationId.eq(self.organisation().0))
            .filter(pair::Column::VolunteerId.eq(volunteer.0))
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(|p| RecipientId(p.recipient_id)).collect())
    }
}
