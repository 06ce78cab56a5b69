//! The tree and its freezes, as rules and admins see them.

use super::{
    MemberRecord,
    row::{freeze, freeze_item, member, node},
};
use crate::{Read, StoreError, Tx};
use cabas_domain::accounts::{Edge, Freeze, FrozenRoot};
use cabas_kernel::{
    Roles, Ts,
    id::{FreezeId, MembershipId, NodeId, OrganisationId},
    words::members::FreezeDecision,
};
use cabas_model::members::{CoOptationTree, FreezeDetails, FreezeItem, TreeNode};
use chrono::{NaiveDate, TimeDelta};
use sea_orm::{ActiveValue::Set, QuerySelect, entity::prelude::*};

row! {
    struct NodeRow {
        id: Uuid,
        parent_id: Option<Uuid>,
        member_id: Option<Uuid>,
        display_name: Option<String>,
        state: Option<String>,
        roles: Option<i16>,
        created_at: i64,
    }
}

impl From<NodeRow> for TreeNode {
    fn from(r: NodeRow) -> Self {
        Self {
            id: NodeId(r.id),
            parent: r.parent_id.map(NodeId),
            member_id: r.member_id.map(MembershipId),
            display_name: r.display_name,
            state: r.state.and_then(|s| s.parse().ok()),
            roles: r.roles.map(|bits| Roles::from_bits(bits).iter().collect()).unwrap_or_default(),
            at: Ts::from_micros(r.created_at),
        }
    }
}

async fn nodes(read: &Read) -> Result<Vec<TreeNode>, StoreError> {
    let rows = fetch_all!(
        read,
        NodeRow,
        "SELECT n.id, n.parent_id, m.id AS member_id, p.display_name, m.state, m.roles, n.created_at \
         FROM trust_nodes n LEFT JOIN memberships m ON m.organisation_id = n.organisation_id AND m.node_id = n.id \
         LEFT JOIN people p ON p.id = m.person_id AND p.erased_at IS NULL \
         WHERE n.organisation_id = $1 ORDER BY n.created_at, n.id",
        read.organisation().0
    )?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The whole tree of the organisation and its freezes, newest first.
///
/// # Errors
/// The database's own.
pub async fn co_optation(read: &Read) -> Result<CoOptationTree, StoreError> {
    Ok(CoOptationTree { nodes: nodes(read).await?, freezes: freezes(read, None).await? })
}

/// One hop around a member: themselves, whoever brought them, whomever they brought. No freezes.
///
/// # Errors
/// The database's own.
pub async fn co_optation_around(read: &Read, member: MembershipId) -> Result<CoOptationTree, StoreError> {
    let mut nodes = nodes(read).await?;
    let own = nodes.iter().find(|n| n.member_id == Some(member)).map(|n| (n.id, n.parent));
    let Some((own, parent)) = own else { return Ok(CoOptationTree { nodes: Vec::new(), freezes: Vec::new() }) };
    nodes.retain(|n| n.id == own || n.parent == Some(own) || Some(n.id) == parent);
    for node in nodes.iter_mut().filter(|n| Some(n.id) == parent) {
        node.parent = None;
    }
    Ok(CoOptationTree { nodes, freezes: Vec::new() })
}

row! {
    struct FreezeRow {
        id: Uuid,
        root_id: Uuid,
        depth: Option<i16>,
        summary: String,
        review_by: NaiveDate,
        closed_at: Option<i64>,
        created_at: i64,
    }
}

row! {
    struct ItemRow {
        freeze_id: Uuid,
        membership_id: Uuid,
        display_name: Option<String>,
        decision: String,
    }
}

async fn freezes(read: &Read, only: Option<FreezeId>) -> Result<Vec<FreezeDetails>, StoreError> {
    let rows = fetch_all!(
        read,
        FreezeRow,
        "SELECT id, root_id, depth, summary, review_by, closed_at, created_at FROM branch_freezes \
         WHERE organisation_id = $1 AND ($2 IS NULL OR id = $2) ORDER BY id DESC",
        read.organisation().0,
        only.map(|id| id.0)
    )?;
    let items = fetch_all!(
        read,
        ItemRow,
        "SELECT i.freeze_id, i.membership_id, p.display_name, i.decision FROM freeze_items i \
         JOIN memberships m ON m.organisation_id = i.organisation_id AND m.id = i.membership_id \
         LEFT JOIN people p ON p.id = m.person_id AND p.erased_at IS NULL \
         WHERE i.organisation_id = $1 AND ($2 IS NULL OR i.freeze_id = $2) ORDER BY i.membership_id",
        read.organisation().0,
        only.map(|id| id.0)
    )?;
    rows.into_iter()
        .map(|r| {
            let of_this = items.iter().filter(|i| i.freeze_id == r.id);
            Ok(FreezeDetails {
                id: FreezeId(r.id),
                root: NodeId(r.root_id),
                depth: depth(r.depth),
                summary: r.summary,
                at: Ts::from_micros(r.created_at),
                review_by: r.review_by,
                open: r.closed_at.is_none(),
                items: of_this
                    .map(|i| {
                        Ok(FreezeItem {
                            member_id: MembershipId(i.membership_id),
                            display_name: i.display_name.clone().unwrap_or_default(),
                            decision: decision(&i.decision)?,
                        })
                    })
                    .collect::<Result<_, StoreError>>()?,
            })
        })
        .collect()
}

/// One freeze with its cases.
///
/// # Errors
/// The database's own.
pub async fn freeze(read: &Read, id: FreezeId) -> Result<Option<FreezeDetails>, StoreError> {
    Ok(freezes(read, Some(id)).await?.pop())
}

/// A freeze that waits for decisions.
#[derive(Clone, Copy, Debug)]
pub struct OpenFreeze {
    pub id: FreezeId,
    pub review_by: NaiveDate,
    /// The last local day on which the admins were told that it is overdue.
    pub reminded_on: Option<NaiveDate>,
}

/// The organisations that have a freeze which may be overdue wherever they are. For the workers.
///
/// # Errors
/// The database's own.
pub async fn organisations_with_overdue_freezes(read: &Read) -> Result<Vec<OrganisationId>, StoreError> {
    // Somewhere it is tomorrow already.
    let latest = (read.now() + TimeDelta::hours(14)).date_naive();
    let rows: Vec<(Uuid,)> = fetch_all!(
        read,
        (Uuid,),
        "SELECT DISTINCT organisation_id FROM branch_freezes WHERE closed_at IS NULL AND review_by < $1",
        latest
    )?;
    Ok(rows.into_iter().map(|(id,)| OrganisationId(id)).collect())
}

/// Generations below the root, as the database keeps them: its own check holds them in bounds.
fn depth(generations: Option<i16>) -> Option<u8> {
    generations.and_then(|generations| u8::try_from(generations).ok())
}

fn decision(text: &str) -> Result<FreezeDecision, StoreError> {
    text.parse().map_err(|_| StoreError::Settings("unknown freeze decision".into()))
}

impl Tx {
    /// Every edge of the organisation's tree.
    ///
    /// # Errors
    /// The database's own.
    pub async fn edges(&self) -> Result<Vec<Edge>, StoreError> {
        let found =
            node::Entity::find().filter(node::Column::OrganisationId.eq(self.organisation().0)).all(&self.db()).await?;
        Ok(found.into_iter().map(|n| Edge { child: NodeId(n.id), parent: n.parent_id.map(NodeId) }).collect())
    }

    /// Every membership of the organisation, those that are over too.
    ///
    /// # Errors
    /// The database's own.
    pub async fn all_members(&self) -> Result<Vec<MemberRecord>, StoreError> {
        let found = member::Entity::find()
            .filter(member::Column::OrganisationId.eq(self.organisation().0))
            .all(&self.db())
            .await?;
        found.into_iter().map(TryInto::try_into).collect()
    }

    /// The roots of the open freezes, and how deep each goes.
    ///
    /// # Errors
    /// The database's own.
    pub async fn frozen_roots(&self) -> Result<Vec<FrozenRoot>, StoreError> {
        let found = freeze::Entity::find()
            .filter(freeze::Column::OrganisationId.eq(self.organisation().0))
            .filter(freeze::Column::ClosedAt.is_null())
            .all(&self.db())
            .await?;
        Ok(found.into_iter().map(|f| FrozenRoot { root: NodeId(f.root_id), depth: depth(f.depth) }).collect())
    }

    /// Keeps a freeze with a case for each member it stops.
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_freeze(
        &self,
        root: NodeId,
        summary: &str,
        by: MembershipId,
        decided: &Freeze,
    ) -> Result<FreezeId, StoreError> {
        let now = self.now().micros();
        let id: FreezeId = self.new_id();
        let nobody = decided.members.is_empty();
        freeze::Entity::insert(freeze::ActiveModel {
            id: Set(id.0),
            organisation_id: Set(self.organisation().0),
            root_id: Set(root.0),
            depth: Set(decided.depth.map(i16::from)),
            summary: Set(summary.to_owned()),
            frozen_by: Set(by.0),
            review_by: Set(decided.review_by),
            reminded_on: Set(None),
            // Without a case there is nothing to decide, so nothing stays open.
            closed_at: Set(nobody.then_some(now)),
            created_at: Set(now),
        })
        .exec_without_returning(&self.db())
        .await?;
        for member in &decided.members {
            freeze_item::Entity::insert(freeze_item::ActiveModel {
                freeze_id: Set(id.0),
                organisation_id: Set(self.organisation().0),
                membership_id: Set(member.0),
                decision: Set(FreezeDecision::Pending.to_string()),
                decided_by: Set(None),
                decided_at: Set(None),
            })
            .exec_without_returning(&self.db())
            .await?;
        }
        Ok(id)
    }

    /// The cases of a freeze of this organisation.
    ///
    /// # Errors
    /// The database's own.
    pub async fn freeze_items(&self, id: FreezeId) -> Result<Vec<(MembershipId, FreezeDecision)>, StoreError> {
        let found = freeze_item::Entity::find()
            .filter(freeze_item::Column::OrganisationId.eq(self.organisation().0))
            .filter(freeze_item::Column::FreezeId.eq(id.0))
            .all(&self.db())
            .await?;
        found.into_iter().map(|i| Ok((MembershipId(i.membership_id), decision(&i.decision)?))).collect()
    }

    /// The freezes of this organisation that have an undecided case of a member.
    ///
    /// # Errors
    /// The database's own.
    pub async fn undecided_cases(&self, member: MembershipId) -> Result<Vec<FreezeId>, StoreError> {
        let found = freeze_item::Entity::find()
            .filter(freeze_item::Column::OrganisationId.eq(self.organisation().0))
            .filter(freeze_item::Column::MembershipId.eq(member.0))
            .filter(freeze_item::Column::Decision.eq(FreezeDecision::Pending.as_str()))
            .all(&self.db())
            .await?;
        Ok(found.into_iter().map(|i| FreezeId(i.freeze_id)).collect())
    }

    /// Decides a case. One UPDATE decides: false when somebody was faster.
    ///
    /// # Errors
    /// The database's own.
    pub async fn decide_freeze_item(
        &self,
        id: FreezeId,
        member: MembershipId,
        decision: FreezeDecision,
        by: MembershipId,
    ) -> Result<bool, StoreError> {
        let done = freeze_item::Entity::update_many()
            .set(freeze_item::ActiveModel {
                decision: Set(decision.to_string()),
                decided_by: Set(Some(by.0)),
                decided_at: Set(Some(self.now().micros())),
                ..Default::default()
            })
            .filter(freeze_item::Column::OrganisationId.eq(self.organisation().0))
            .filter(freeze_item::Column::FreezeId.eq(id.0))
            .filter(freeze_item::Column::MembershipId.eq(member.0))
            .filter(freeze_item::Column::Decision.eq(FreezeDecision::Pending.as_str()))
            .exec(&self.db())
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// The organisation's open freezes, held until the transaction ends.
    ///
    /// # Errors
    /// The database's own.
    pub async fn open_freezes(&self) -> Result<Vec<OpenFreeze>, StoreError> {
        let found = freeze::Entity::find()
            .filter(freeze::Column::OrganisationId.eq(self.organisation().0))
            .filter(freeze::Column::ClosedAt.is_null())
            .lock_exclusive()
            .all(&self.db())
            .await?;
        let open =
            |f: freeze::Model| OpenFreeze { id: FreezeId(f.id), review_by: f.review_by, reminded_on: f.reminded_on };
        Ok(found.into_iter().map(open).collect())
    }

    /// Notes that the admins were told on a day that a freeze is overdue.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_reminded(&self, id: FreezeId, day: NaiveDate) -> Result<(), StoreError> {
        freeze::Entity::update_many()
            .set(freeze::ActiveModel { reminded_on: Set(Some(day)), ..Default::default() })
            .filter(freeze::Column::OrganisationId.eq(self.organisation().0))
            .filter(freeze::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Closes a freeze whose cases are all decided.
    ///
    /// # Errors
    /// The database's own.
    pub async fn close_freeze(&self, id: FreezeId) -> Result<(), StoreError> {
        freeze::Entity::update_many()
            .set(freeze::ActiveModel { closed_at: Set(Some(self.now().micros())), ..Default::default() })
            .filter(freeze::Column::OrganisationId.eq(self.organisation().0))
            .filter(freeze::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }
}
