//! Sessions: one row per signed-in device, read by its key at every request (decisions 19).

use super::row::session;
use crate::{Read, Scope, Store, StoreError, Tx};
use cabas_kernel::{
    Roles, Ts,
    id::{MembershipId, OrganisationId, PersonId, SessionId},
    words::members::MemberState,
};
use cabas_model::sessions::SessionSummary;
use chrono_tz::Tz;
use sea_orm::{ActiveValue::Set, entity::prelude::*};

/// Who a request comes from: read in one query, by primary keys.
#[derive(Clone, Debug)]
pub struct SessionActor {
    pub person: PersonId,
    pub auth_epoch: i32,
    pub created_at: Ts,
    /// When they last proved who they are: by signing in, or again since.
    pub proved_at: Ts,
    /// The membership in the organisation asked for, if any.
    pub member: Option<(MembershipId, Roles, MemberState)>,
    /// The time zone of that organisation; UTC when its name is unknown to us.
    pub zone: Tz,
}

row! {
    struct ActorRow {
        person_id: Uuid,
        auth_epoch: i32,
        created_at: i64,
        proved_at: i64,
        member_id: Option<Uuid>,
        roles: Option<i16>,
        state: Option<String>,
        zone: Option<String>,
    }
}

/// The living session of this id, with its person's standing in one organisation, and the read that begins with it. No
/// session when it is revoked, over, or older than the person's present epoch.
///
/// # Errors
/// [`StoreError::Unavailable`] when no connection is free in time, or none answers; the database's own.
pub async fn session_actor(
    store: &Store,
    scope: Scope,
    id: SessionId,
    organisation: Option<OrganisationId>,
) -> Result<(Read, Option<SessionActor>), StoreError> {
    let (read, row) = read_first!(
        store,
        scope,
        ActorRow,
        "SELECT s.person_id, s.auth_epoch, s.created_at, s.proved_at, m.id AS member_id, m.roles, m.state, o.zone \
         FROM sessions s JOIN people p ON p.id = s.person_id LEFT JOIN organisations o ON o.id = $2 \
         LEFT JOIN memberships m ON m.person_id = p.id AND m.organisation_id = $2 \
              AND m.state NOT IN ('left', 'excluded', 'refused') \
         WHERE s.id = $1 AND s.revoked_at IS NULL AND s.ends_at > $3 AND s.idle_until > $3 \
           AND s.auth_epoch = p.auth_epoch AND p.erased_at IS NULL",
        "$4",
        id.0,
        organisation.map(|o| o.0),
        store.now().micros()
    );
    let actor = row.map(|r| SessionActor {
        person: PersonId(r.person_id),
        auth_epoch: r.auth_epoch,
        created_at: Ts::from_micros(r.created_at),
        proved_at: Ts::from_micros(r.proved_at),
        member: r
            .member_id
            .zip(r.roles)
            .and_then(|(m, roles)| Some((MembershipId(m), Roles::from_bits(roles), r.state?.parse().ok()?))),
        zone: r.zone.and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC),
    });
    Ok((read, actor))
}

row! {
    struct SessionRow {
        id: Uuid,
        device: String,
        created_at: i64,
        last_seen_at: i64,
    }
}

/// A person's living sessions, newest first.
///
/// # Errors
/// The database's own.
pub async fn list_sessions(
    read: &Read,
    person: PersonId,
    current: SessionId,
) -> Result<Vec<SessionSummary>, StoreError> {
    let rows = fetch_all!(
        read,
        SessionRow,
        "SELECT s.id, s.device, s.created_at, s.last_seen_at FROM sessions s JOIN people p ON p.id = s.person_id \
         WHERE s.person_id = $1 AND s.revoked_at IS NULL AND s.ends_at > $2 AND s.idle_until > $2 \
           AND s.auth_epoch = p.auth_epoch ORDER BY s.last_seen_at DESC LIMIT 100",
        person.0,
        read.now().micros()
    )?;
    Ok(rows
        .into_iter()
        .map(|r| SessionSummary {
            id: SessionId(r.id),
            device: r.device,
            created_at: Ts::from_micros(r.created_at),
            last_seen_at: Ts::from_micros(r.last_seen_at),
            current: r.id == current.0,
        })
        .collect())
}

/// A session to open.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub person: PersonId,
    pub auth_epoch: i32,
    pub refresh_hash: [u8; 32],
    pub device: String,
    pub idle_until: Ts,
    pub ends_at: Ts,
}

/// A session as the rotation of its refresh token sees it.
#[derive(Clone, Debug)]
pub struct SessionFacts {
    pub id: SessionId,
    pub person: PersonId,
    pub auth_epoch: i32,
    pub refresh_hash: Vec<u8>,
    pub previous_hash: Option<Vec<u8>>,
    pub previous_used_at: Option<Ts>,
    pub created_at: Ts,
    pub idle_until: Ts,
    pub ends_at: Ts,
    pub revoked: bool,
}

impl Tx {
    /// Opens a session.
    ///
    /// # Errors
    /// The database's own.
    pub async fn open_session(&self, new: NewSession) -> Result<SessionId, StoreError> {
        let now = self.now().micros();
        let id: SessionId = self.new_id();
        session::Entity::insert(session::ActiveModel {
            id: Set(id.0),
            person_id: Set(new.person.0),
            auth_epoch: Set(new.auth_epoch),
            refresh_hash: Set(new.refresh_hash.to_vec()),
            previous_hash: Set(None),
            previous_used_at: Set(None),
            device: Set(new.device),
            proved_at: Set(now),
            created_at: Set(now),
            last_seen_at: Set(now),
            idle_until: Set(new.idle_until.micros()),
            ends_at: Set(new.ends_at.micros()),
            revoked_at: Set(None),
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(id)
    }

    /// Notes that the holder of a session proved again who they are.
    ///
    /// # Errors
    /// The database's own.
    pub async fn prove_session(&self, id: SessionId) -> Result<(), StoreError> {
        session::Entity::update_many()
            .set(session::ActiveModel { proved_at: Set(self.now().micros()), ..Default::default() })
            .filter(session::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Loads a session for rotation, locked on PostgreSQL so that parallel refreshes take turns.
    ///
    /// # Errors
    /// The database's own.
    pub async fn session(&self, id: SessionId) -> Result<Option<SessionFacts>, StoreError> {
        use sea_orm::QuerySelect;
        let mut query = session::Entity::find_by_id(id.0);
        if self.store().postgres().is_some() {
            query = query.lock_exclusive();
        }
        Ok(query.one(&self.db()).await?.map(|m| SessionFacts {
            id: SessionId(m.id),
            person: PersonId(m.person_id),
            auth_epoch: m.auth_epoch,
            refresh_hash: m.refresh_hash,
            previous_hash: m.previous_hash,
            previous_used_at: m.previous_used_at.map(Ts::from_micros),
            created_at: Ts::from_micros(m.created_at),
            idle_until: Ts::from_micros(m.idle_until),
            ends_at: Ts::from_micros(m.ends_at),
            revoked: m.revoked_at.is_some(),
        }))
    }

    /// Puts a new refresh token in place of the one just presented; `previous` is the token it replaces.
    ///
    /// # Errors
    /// The database's own.
    pub async fn rotate_session(
        &self,
        id: SessionId,
        refresh_hash: [u8; 32],
        previous: Vec<u8>,
        previous_used_at: Ts,
        idle_until: Ts,
    ) -> Result<(), StoreError> {
        session::Entity::update_many()
            .set(session::ActiveModel {
                refresh_hash: Set(refresh_hash.to_vec()),
                previous_hash: Set(Some(previous)),
                previous_used_at: Set(Some(previous_used_at.micros())),
                last_seen_at: Set(self.now().micros()),
                idle_until: Set(idle_until.micros()),
                ..Default::default()
            })
            .filter(session::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Ends one session of a person. Says whether there was one to end.
    ///
    /// # Errors
    /// The database's own.
    pub async fn revoke_session(&self, id: SessionId, person: PersonId) -> Result<bool, StoreError> {
        let done = session::Entity::update_many()
            .set(session::ActiveModel { revoked_at: Set(Some(self.now().micros())), ..Default::default() })
            .filter(session::Column::Id.eq(id.0))
            .filter(session::Column::PersonId.eq(person.0))
            .filter(session::Column::RevokedAt.is_null())
            .exec(&self.db())
            .await?;
        Ok(done.rows_affected > 0)
    }
}
