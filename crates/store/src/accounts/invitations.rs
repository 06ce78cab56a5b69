//! Invitations, and what their acceptance makes: an account, a membership, a node of the tree.

use super::{
    people::{NewAccount, PersonRecord},
    row::invitation,
};
use crate::{
    Read, StoreError, Tx,
    members::{MemberRecord, NewMember},
};
use cabas_kernel::{
    Email, Roles, Ts,
    id::{InvitationId, MembershipId, NodeId, OrganisationId},
    words::{invitations::InvitationState, members::MemberState},
};
use cabas_model::{Page, invitations::InvitationSummary};
use sea_orm::{
    ActiveValue::Set,
    PaginatorTrait, QueryOrder,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

/// Neither answered nor taken back nor paused.
const WAITING: [&str; 2] = [InvitationState::Sent.as_str(), InvitationState::Bounced.as_str()];

/// An invitation, as rules see it.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub id: InvitationId,
    pub organisation: OrganisationId,
    pub email: String,
    pub roles: Roles,
    pub invited_by: Option<NodeId>,
    pub state: InvitationState,
    pub expires_at: Ts,
    pub last_sent_at: Ts,
    pub sent_count: i16,
}

impl TryFrom<invitation::Model> for Invitation {
    type Error = StoreError;
    fn try_from(m: invitation::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: InvitationId(m.id),
            organisation: OrganisationId(m.organisation_id),
            email: m.email,
            roles: Roles::from_bits(m.roles),
            invited_by: m.invited_by.map(NodeId),
            state: m.state.parse().map_err(|_| StoreError::Settings("unknown invitation state".into()))?,
            expires_at: Ts::from_micros(m.expires_at),
            last_sent_at: Ts::from_micros(m.last_sent_at),
            sent_count: m.sent_count,
        })
    }
}

/// An invitation to send.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    pub email: Email,
    pub roles: Roles,
    /// Nobody for the first admin, whose link `cabas bootstrap-admin` prints.
    pub invited_by: Option<NodeId>,
    pub note: Option<String>,
    pub token_hash: [u8; 32],
    pub expires_at: Ts,
}

/// What an acceptance made.
#[derive(Clone, Debug)]
pub struct Acceptance {
    pub person: PersonRecord,
    pub member: MembershipId,
    pub new_account: bool,
}

row! {
    struct InvitationRow {
        id: Uuid,
        email: String,
        roles: i16,
        state: String,
        note: Option<String>,
        inviter: Option<String>,
        created_at: i64,
        last_sent_at: i64,
        sent_count: i16,
        expires_at: i64,
    }
}

/// The organisation's invitations, newest first. One that is past its time reads as expired.
///
/// # Errors
/// The database's own.
pub async fn list_invitations(
    read: &Read,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Page<InvitationSummary>, StoreError> {
    let rows = fetch_all!(
        read,
        InvitationRow,
        "SELECT i.id, i.email, i.roles, i.state, i.note, p.display_name AS inviter, i.created_at, i.last_sent_at, i.sent_count, i.expires_at \
         FROM invitations i LEFT JOIN memberships m ON m.organisation_id = i.organisation_id AND m.node_id = i.invited_by \
         LEFT JOIN people p ON p.id = m.person_id \
         WHERE i.organisation_id = $1 AND ($2 IS NULL OR i.id < $2) ORDER BY i.id DESC LIMIT $3",
        read.organisation().0,
        after,
        i64::from(limit) + 1
    )?;
    let now = read.now();
    crate::page(
        rows,
        limit,
        |r| r.id,
        |r| {
            let expires_at = Ts::from_micros(r.expires_at);
            let state = match r.state.parse().unwrap_or(InvitationState::Revoked) {
                InvitationState::Sent if expires_at <= now => InvitationState::Expired,
                other => other,
            };
            Ok(InvitationSummary {
                id: InvitationId(r.id),
                email: r.email,
                roles: Roles::from_bits(r.roles).iter().collect(),
                state,
                invited_by: r.inviter.unwrap_or_default(),
                note: r.note,
                created_at: Ts::from_micros(r.created_at),
                last_sent_at: Ts::from_micros(r.last_sent_at),
                sent_count: u16::try_from(r.sent_count).unwrap_or_default(),
                expires_at,
            })
        },
    )
}

/// Which organisation a link leads to: asked under the system scope, before its own is known.
///
/// # Errors
/// The database's own.
pub async fn organisation_of_invitation(
    read: &Read,
    token_hash: [u8; 32],
) -> Result<Option<OrganisationId>, StoreError> {
    let row: Option<(Uuid,)> = fetch_optional!(
        read,
        (Uuid,),
        "SELECT organisation_id FROM invitations WHERE token_hash = $1",
        token_hash.to_vec()
    )?;
    Ok(row.map(|r| OrganisationId(r.0)))
}

impl Tx {
    /// Keeps an invitation.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `one_live_invitation` when the address has one already.
    pub async fn add_invitation(&self, new: NewInvitation) -> Result<InvitationId, StoreError> {
        self.keep_invitation(new, InvitationState::Sent).await
    }

    async fn keep_invitation(&self, new: NewInvitation, state: InvitationState) -> Result<InvitationId, StoreError> {
        let now = self.now().micros();
        let id: InvitationId = self.new_id();
        invitation::Entity::insert(invitation::ActiveModel {
            id: Set(id.0),
            organisation_id: Set(self.organisation().0),
            email: Set(new.email.into()),
            roles: Set(new.roles.bits()),
            invited_by: Set(new.invited_by.map(Into::into)),
            note: Set(new.note),
            token_hash: Set(new.token_hash.to_vec()),
            state: Set(state.to_string()),
            expires_at: Set(new.expires_at.micros()),
            last_sent_at: Set(now),
            sent_count: Set(1),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(id)
    }

    /// # Errors
    /// The database's own.
    pub async fn invitation(&self, id: InvitationId) -> Result<Option<Invitation>, StoreError> {
        let found = invitation::Entity::find_by_id(id.0)
            .filter(invitation::Column::OrganisationId.eq(self.organisation().0))
            .one(&self.db())
            .await?;
        found.map(TryInto::try_into).transpose()
    }

    /// Finds an invitation by the hash of its token.
    ///
    /// # Errors
    /// The database's own.
    pub async fn invitation_by_token(&self, token_hash: [u8; 32]) -> Result<Option<Invitation>, StoreError> {
        let found = invitation::Entity::find()
            .filter(invitation::Column::TokenHash.eq(token_hash.to_vec()))
            .one(&self.db())
            .await?;
        found.map(TryInto::try_into).transpose()
    }

    /// Gives an invitation a new token and clock; the old token is dead.
    ///
    /// # Errors
    /// The database's own.
    pub async fn renew_invitation(
        &self,
        id: InvitationId,
        token_hash: [u8; 32],
        expires_at: Ts,
    ) -> Result<(), StoreError> {
        let now = self.now().micros();
        invitation::Entity::update_many()
            .set(invitation::ActiveModel {
                token_hash: Set(token_hash.to_vec()),
                state: Set(InvitationState::Sent.to_string()),
                expires_at: Set(expires_at.micros()),
                last_sent_at: Set(now),
                updated_at: Set(now),
                ..Default::default()
            })
            .col_expr(invitation::Column::SentCount, Expr::col(invitation::Column::SentCount).add(1))
            .filter(invitation::Column::Id.eq(id.0))
            .filter(invitation::Column::OrganisationId.eq(self.organisation().0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Moves an invitation from one state to another. One UPDATE decides: false when somebody was faster.
    ///
    /// # Errors
    /// The database's own.
    pub async fn move_invitation(
        &self,
        id: InvitationId,
        from: InvitationState,
        to: InvitationState,
    ) -> Result<bool, StoreError> {
        let done = invitation::Entity::update_many()
            .set(invitation::ActiveModel {
                state: Set(to.to_string()),
                updated_at: Set(self.now().micros()),
                ..Default::default()
            })
            .filter(invitation::Column::Id.eq(id.0))
            .filter(invitation::Column::State.eq(from.as_str()))
            .exec(&self.db())
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Makes what an accepted invitation makes. An address with an account joins with it: its name, language and
    /// password stay as they are (decisions 27).
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `one_live_membership` when the person belongs already.
    pub async fn accept_invitation(
        &self,
        invitation: &Invitation,
        new: NewAccount<'_>,
        state: MemberState,
    ) -> Result<Acceptance, StoreError> {
        let email =
            Email::parse(&invitation.email).map_err(|_| StoreError::Settings("stored e-mail does not read".into()))?;
        let (person, new_account) = match self.person_by_email(&email).await? {
            Some(person) => (person, false),
            None => (self.create_person(email.as_str(), new).await?, true),
        };
        let member: MemberRecord = self
            .add_member(NewMember {
                organisation: invitation.organisation,
                person: person.id,
                roles: invitation.roles,
                state,
                parent: invitation.invited_by,
                invitation: Some(invitation.id),
            })
            .await?;
        Ok(Acceptance { person, member: member.id, new_account })
    }
}

impl Tx {
    /// The newest invitation of an address in the organisation in scope.
    ///
    /// # Errors
    /// The database's own.
    pub async fn newest_invitation(&self, email: &Email) -> Result<Option<Invitation>, StoreError> {
        let found = invitation::Entity::find()
            .filter(invitation::Column::OrganisationId.eq(self.organisation().0))
            .filter(invitation::Column::Email.eq(email.as_str()))
            .order_by_desc(invitation::Column::Id)
            .one(&self.db())
            .await?;
        found.map(TryInto::try_into).transpose()
    }

    /// Ends whatever invitation of an address still waits here: its link lives, or its mail did not arrive.
    ///
    /// # Errors
    /// The database's own.
    pub async fn end_invitations(&self, email: &Email, state: InvitationState) -> Result<(), StoreError> {
        invitation::Entity::update_many()
            .set(invitation::ActiveModel {
                state: Set(state.to_string()),
                updated_at: Set(self.now().micros()),
                ..Default::default()
            })
            .filter(invitation::Column::OrganisationId.eq(self.organisation().0))
            .filter(invitation::Column::Email.eq(email.as_str()))
            .filter(invitation::Column::State.is_in(WAITING))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// How many invitations of the last 24 hours still wait for an answer (IN-4). Those whose mail did not arrive count:
    /// inviting is no way to learn which addresses exist.
    ///
    /// # Errors
    /// The database's own.
    pub async fn pending_invitations_today(&self) -> Result<u32, StoreError> {
        let since = (self.now() - chrono::TimeDelta::hours(24)).micros();
        let count = invitation::Entity::find()
            .filter(invitation::Column::OrganisationId.eq(self.organisation().0))
            .filter(invitation::Column::State.is_in(WAITING))
            .filter(invitation::Column::CreatedAt.gt(since))
            .count(&self.db())
            .await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

impl Tx {
    /// Keeps a promotion that waits for another admin. It is an invitation to a role: listed, confirmed and turned
    /// away like one, but no link leads to it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_promotion(
        &self,
        email: &str,
        roles: Roles,
        proposed_by: NodeId,
    ) -> Result<InvitationId, StoreError> {
        let email = Email::parse(email).map_err(|_| StoreError::Settings("stored e-mail does not read".into()))?;
        let promotion = NewInvitation {
            email,
            roles,
            invited_by: Some(proposed_by),
            note: None,
            token_hash: crate::vault::hash(&rand::random::<[u8; 32]>()),
            expires_at: self.now(),
        };
        self.keep_invitation(promotion, InvitationState::AwaitingConfirmation).await
    }

    /// Ends whatever of an address waits for a confirmation here.
    ///
    /// # Errors
    /// The database's own.
    pub async fn end_confirmations(&self, email: &str) -> Result<(), StoreError> {
        invitation::Entity::update_many()
            .set(invitation::ActiveModel {
                state: Set(InvitationState::Revoked.to_string()),
                updated_at: Set(self.now().micros()),
                ..Default::default()
            })
            .filter(invitation::Column::OrganisationId.eq(self.organisation().0))
            .filter(invitation::Column::Email.eq(email))
            .filter(invitation::Column::State.eq(InvitationState::AwaitingConfirmation.as_str()))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// The invitations of a node of the tree that wait for an answer, or did not arrive.
    ///
    /// # Errors
    /// The database's own.
    pub async fn waiting_invitations(&self, invited_by: NodeId) -> Result<Vec<Invitation>, StoreError> {
        let found = invitation::Entity::find()
            .filter(invitation::Column::OrganisationId.eq(self.organisation().0))
            .filter(invitation::Column::InvitedBy.eq(invited_by.0))
            .filter(invitation::Column::State.is_in(WAITING))
            .all(&self.db())
            .await?;
        found.into_iter().map(TryInto::try_into).collect()
    }
}
