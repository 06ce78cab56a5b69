//! Changes of membership.

use super::row::{member, node};
use crate::{StoreError, Tx};
use cabas_kernel::{
    Email, Role, Roles, Ts,
    id::{InvitationId, MembershipId, NodeId, OrganisationId, PersonId},
    words::members::MemberState,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::Set,
    QueryOrder,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

/// A member, as rules see them.
#[derive(Clone, Debug)]
pub struct MemberRecord {
    pub id: MembershipId,
    pub organisation: OrganisationId,
    pub person: PersonId,
    pub node: NodeId,
    pub roles: Roles,
    pub state: MemberState,
    pub invitation: Option<InvitationId>,
    /// The last local day of a suspension that ends by itself.
    pub suspended_until: Option<NaiveDate>,
    pub version: i64,
    pub since: Ts,
}

impl TryFrom<member::Model> for MemberRecord {
    type Error = StoreError;
    fn try_from(m: member::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: MembershipId(m.id),
            organisation: OrganisationId(m.organisation_id),
            person: PersonId(m.person_id),
            node: NodeId(m.node_id),
            roles: Roles::from_bits(m.roles),
            state: m.state.parse().map_err(|_| StoreError::Settings("unknown member state".into()))?,
            invitation: m.invitation_id.map(InvitationId),
            suspended_until: m.suspended_until,
            version: m.version,
            since: Ts::from_micros(m.created_at),
        })
    }
}

/// A membership to make, with its node in the tree.
#[derive(Clone, Copy, Debug)]
pub struct NewMember {
    pub organisation: OrganisationId,
    pub person: PersonId,
    pub roles: Roles,
    pub state: MemberState,
    /// Whoever vouches; nobody for the organisation's root.
    pub parent: Option<NodeId>,
    pub invitation: Option<InvitationId>,
}

impl Tx {
    pub(crate) async fn add_member(&self, new: NewMember) -> Result<MemberRecord, StoreError> {
        let now = self.now().micros();
        let before = member::Entity::find()
            .filter(member::Column::OrganisationId.eq(new.organisation.0))
            .filter(member::Column::PersonId.eq(new.person.0))
            .one(&self.db())
            .await?;
        let inviter = match new.parent {
            Some(parent) => self.standing_at(new.organisation, parent).await?,
            None => None,
        };
        let node_id: Uuid = self.new_opaque_id();
        node::Entity::insert(node::ActiveModel {
            id: Set(node_id),
            organisation_id: Set(new.organisation.0),
            parent_id: Set(new.parent.map(Into::into)),
            // Coming back makes a new node, linked to the old one: the tree stays a tree.
            returns_node_id: Set(before.map(|m| m.node_id)),
            created_at: Set(now),
        })
        .exec_without_returning(&self.db())
        .await?;
        member::ActiveModel {
            id: Set(self.new_id()),
            organisation_id: Set(new.organisation.0),
            person_id: Set(new.person.0),
            node_id: Set(node_id),
            inviter_id: Set(inviter.map(|m| m.person_id)),
            invitation_id: Set(new.invitation.map(Into::into)),
            roles: Set(new.roles.bits()),
            state: Set(new.state.to_string()),
            confirmed_by: Set(None),
            confirmed_at: Set(None),
            suspended_until: Set(None),
            last_seen_at: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        }
        .insert(&self.db())
        .await?
        .try_into()
    }

    /// # Errors
    /// The database's own.
    pub async fn member(&self, id: MembershipId) -> Result<Option<MemberRecord>, StoreError> {
        let found = member::Entity::find_by_id(id.0)
            .filter(member::Column::OrganisationId.eq(self.organisation().0))
            .one(&self.db())
            .await?;
        found.map(TryInto::try_into).transpose()
    }

    /// The membership that an invitation made.
    ///
    /// # Errors
    /// The database's own.
    pub async fn member_of_invitation(&self, id: InvitationId) -> Result<Option<MemberRecord>, StoreError> {
        let found = member::Entity::find()
            .filter(member::Column::OrganisationId.eq(self.organisation().0))
            .filter(member::Column::InvitationId.eq(id.0))
            .one(&self.db())
            .await?;
        found.map(TryInto::try_into).transpose()
    }

    /// A person's living membership in the organisation in scope.
    ///
    /// # Errors
    /// The database's own.
    pub async fn member_of_person(&self, person: PersonId) -> Result<Option<MemberRecord>, StoreError> {
        let found = member::Entity::find()
            .filter(member::Column::OrganisationId.eq(self.organisation().0))
            .filter(member::Column::PersonId.eq(person.0))
            .filter(member::Column::State.is_not_in(["left", "excluded", "refused"]))
            .one(&self.db())
            .await?;
        found.map(TryInto::try_into).transpose()
    }

    /// The active admins of an organisation.
    ///
    /// # Errors
    /// The database's own.
    pub async fn active_admins(&self, organisation: OrganisationId) -> Result<Vec<MemberRecord>, StoreError> {
        let found = member::Entity::find()
            .filter(member::Column::OrganisationId.eq(organisation.0))
            .filter(member::Column::State.eq(MemberState::Active.as_str()))
            .all(&self.db())
            .await?;
        let members: Vec<MemberRecord> = found.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
        Ok(members.into_iter().filter(|m| m.roles.has(Role::Admin)).collect())
    }

    /// Changes a member's state; with it goes a confirmation, when it is one. An end that was set to a suspension ends
    /// with it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn set_member_state(
        &self,
        id: MembershipId,
        state: MemberState,
        confirmed_by: Option<MembershipId>,
    ) -> Result<(), StoreError> {
        let now = self.now().micros();
        let mut change = member::ActiveModel {
            state: Set(state.to_string()),
            suspended_until: Set(None),
            updated_at: Set(now),
            ..Default::default()
        };
        if let Some(by) = confirmed_by {
            change.confirmed_by = Set(Some(by.0));
            change.confirmed_at = Set(Some(now));
        }
        member::Entity::update_many()
            .set(change)
            .col_expr(member::Column::Version, Expr::col(member::Column::Version).add(1))
            .filter(member::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Sets the last local day of a suspension; without one it lasts until somebody ends it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn set_suspension_end(&self, id: MembershipId, until: Option<NaiveDate>) -> Result<(), StoreError> {
        member::Entity::update_many()
            .set(member::ActiveModel { suspended_until: Set(until), ..Default::default() })
            .filter(member::Column::OrganisationId.eq(self.organisation().0))
            .filter(member::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// The organisation's members whose suspension carries an end.
    ///
    /// # Errors
    /// The database's own.
    pub async fn suspended_for_a_time(&self) -> Result<Vec<MemberRecord>, StoreError> {
        let found = member::Entity::find()
            .filter(member::Column::OrganisationId.eq(self.organisation().0))
            .filter(member::Column::State.eq(MemberState::Suspended.as_str()))
            .filter(member::Column::SuspendedUntil.is_not_null())
            .all(&self.db())
            .await?;
        found.into_iter().map(TryInto::try_into).collect()
    }

    /// Changes what a member is.
    ///
    /// # Errors
    /// The database's own.
    pub async fn set_member_roles(&self, id: MembershipId, roles: Roles) -> Result<(), StoreError> {
        member::Entity::update_many()
            .set(member::ActiveModel {
                roles: Set(roles.bits()),
                updated_at: Set(self.now().micros()),
                ..Default::default()
            })
            .col_expr(member::Column::Version, Expr::col(member::Column::Version).add(1))
            .filter(member::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }
}

impl Tx {
    /// Notes that a person is here now, wherever they belong. What a viewer read of them stays current.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_seen(&self, person: PersonId) -> Result<(), StoreError> {
        member::Entity::update_many()
            .set(member::ActiveModel { last_seen_at: Set(Some(self.now().micros())), ..Default::default() })
            .filter(member::Column::PersonId.eq(person.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// The newest membership, living or over, of whoever has this address.
    ///
    /// # Errors
    /// The database's own.
    pub async fn newest_membership(&self, email: &Email) -> Result<Option<MemberRecord>, StoreError> {
        let Some(person) = self.person_by_email(email).await? else { return Ok(None) };
        let found = member::Entity::find()
            .filter(member::Column::OrganisationId.eq(self.organisation().0))
            .filter(member::Column::PersonId.eq(person.id.0))
            .order_by_desc(member::Column::Id)
            .one(&self.db())
            .await?;
        found.map(TryInto::try_into).transpose()
    }

    /// Whoever stands at a node of the tree.
    ///
    /// # Errors
    /// The database's own.
    pub async fn member_of_node(&self, node: NodeId) -> Result<Option<MemberRecord>, StoreError> {
        self.standing_at(self.organisation(), node).await?.map(TryInto::try_into).transpose()
    }

    async fn standing_at(
        &self,
        organisation: OrganisationId,
        node: NodeId,
    ) -> Result<Option<member::Model>, StoreError> {
        Ok(member::Entity::find()
            .filter(member::Column::OrganisationId.eq(organisation.0))
            .filter(member::Column::NodeId.eq(node.0))
            .one(&self.db())
            .await?)
    }

    /// Whoever brought the member of a node, if anybody did.
    ///
    /// # Errors
    /// The database's own.
    pub async fn inviter_of_node(&self, node: NodeId) -> Result<Option<MemberRecord>, StoreError> {
        let found = node::Entity::find_by_id(node.0)
            .filter(node::Column::OrganisationId.eq(self.organisation().0))
            .one(&self.db())
            .await?;
        match found.and_then(|n| n.parent_id) {
            Some(parent) => self.member_of_node(NodeId(parent)).await,
            None => Ok(None),
        }
    }

    /// Says whether an open freeze covers a node: its root is the node itself or stands above it, no further than the
    /// freeze goes (TR-10).
    ///
    /// # Errors
    /// The database's own.
    pub async fn is_branch_frozen(&self, node: NodeId) -> Result<bool, StoreError> {
        let open = self.frozen_roots().await?;
        let (mut at, mut generations) = (Some(node.0), 0_u8);
        while let Some(id) = at.filter(|_| !open.is_empty()) {
            if open.iter().any(|freeze| freeze.root.0 == id && freeze.reaches(generations)) {
                return Ok(true);
            }
            at = node::Entity::find_by_id(id).one(&self.db()).await?.and_then(|n| n.parent_id);
            generations = generations.saturating_add(1);
        }
        Ok(false)
    }
}
