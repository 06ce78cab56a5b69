//! Changes of rounds.

use super::row::round;
use crate::{
    StoreError, Tx,
    deliveries::{grams, row::stop},
    follow_ups::NewFollowUp,
};
use cabas_domain::{
    deliveries::StopFacts,
    disclosure::Span,
    rounds::{MovedStop, RoundFacts},
};
use cabas_kernel::{
    Grams, Ts,
    id::{DepotId, FollowUpId, MembershipId, RoundId},
    time::local_day,
    words::{
        deliveries::StopStatus,
        follow_ups::FollowUpCause,
        rounds::{RoundState, TravelMode},
    },
};
use chrono::NaiveDate;
use chrono_tz::Tz;
use sea_orm::{
    ActiveValue::Set,
    Condition, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

/// The head of a round: all of it but its stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundRecord {
    pub id: RoundId,
    pub name: String,
    /// Local to the organisation.
    pub day: NaiveDate,
    pub depot: Option<DepotId>,
    pub mode: TravelMode,
    pub max_load: Option<Grams>,
    pub state: RoundState,
    pub assignee: Option<MembershipId>,
    pub self_assign: bool,
    /// Its volunteer took it by themselves; no dispatcher gave it to them (AZ-8).
    pub taken: bool,
    /// Whoever gave it back last: they do not take it again by themselves.
    pub released_by: Option<MembershipId>,
    pub published_at: Option<Ts>,
    pub started_at: Option<Ts>,
    pub closed_at: Option<Ts>,
    pub version: i64,
}

impl RoundRecord {
    /// A draft that nobody carries yet.
    pub fn draft(id: RoundId, name: String, day: NaiveDate) -> Self {
        Self {
            id,
            name,
            day,
            depot: None,
            mode: TravelMode::default(),
            max_load: None,
            state: RoundState::Draft,
            assignee: None,
            self_assign: false,
            taken: false,
            released_by: None,
            published_at: None,
            started_at: None,
            closed_at: None,
            version: 1,
        }
    }

    /// As the decisions see it, its hours being those of its stops.
    pub fn facts(&self, stops: &[StopFacts], zone: Tz) -> RoundFacts {
        let live = stops.iter().filter(|s| s.status != StopStatus::Cancelled).map(|s| s.window);
        RoundFacts {
            id: self.id,
            date: self.day,
            state: self.state,
            assignee: self.assignee,
            self_assign: self.self_assign,
            started_at: self.started_at,
            closed_at: self.closed_at,
            span: Span::of(self.day, zone, live),
        }
    }
}

impl TryFrom<round::Model> for RoundRecord {
    type Error = StoreError;

    fn try_from(m: round::Model) -> Result<Self, StoreError> {
        let unknown = |_| StoreError::Settings("unknown word in a round".into());
        Ok(Self {
            id: RoundId(m.id),
            name: m.name,
            day: m.day,
            depot: m.depot_id.map(DepotId),
            mode: m.mode.parse().map_err(unknown)?,
            max_load: grams(m.max_load_g),
            state: m.state.parse().map_err(unknown)?,
            assignee: m.assignee_id.map(MembershipId),
            self_assign: m.self_assign,
            taken: m.taken,
            released_by: m.released_by.map(MembershipId),
            published_at: m.published_at.map(Ts::from_micros),
            started_at: m.started_at.map(Ts::from_micros),
            closed_at: m.closed_at.map(Ts::from_micros),
            version: m.version,
        })
    }
}

impl Tx {
    /// Keeps a new round.
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_round(&self, record: &RoundRecord) -> Result<(), StoreError> {
        let row = round::ActiveModel {
            id: Set(record.id.0),
            organisation_id: Set(self.organisation().0),
            import_id: Set(None),
            version: Set(1),
            created_at: Set(self.now().micros()),
            ..self.head(record)
        };
        round::Entity::insert(row).exec_without_returning(&self.db()).await?;
        Ok(())
    }

    /// One round of the organisation, held until the transaction ends: whoever changes its list waits.
    ///
    /// # Errors
    /// The database's own.
    pub async fn round(&self, id: RoundId) -> Result<Option<RoundRecord>, StoreError> {
        Ok(self.rounds(&[id]).await?.pop())
    }

    /// Some rounds of the organisation, held in the order of their ids so that two who hold several never wait for
    /// each other. Whoever is not of it is left out.
    ///
    /// # Errors
    /// The database's own.
    pub async fn rounds(&self, ids: &[RoundId]) -> Result<Vec<RoundRecord>, StoreError> {
        let rows = round::Entity::find()
            .filter(round::Column::OrganisationId.eq(self.organisation().0))
            .filter(round::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .order_by_asc(round::Column::Id)
            .lock_exclusive()
            .all(&self.db())
            .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// Some rounds, and those of a member that are still to be carried: all held at once, in the order of their ids.
    ///
    /// # Errors
    /// The database's own.
    pub async fn rounds_and_those_of(
        &self,
        ids: &[RoundId],
        member: MembershipId,
    ) -> Result<Vec<RoundRecord>, StoreError> {
        let carried = Condition::all()
            .add(round::Column::AssigneeId.eq(member.0))
            .add(round::Column::State.ne(RoundState::Closed.as_str()));
        let rows = round::Entity::find()
            .filter(round::Column::OrganisationId.eq(self.organisation().0))
            .filter(Condition::any().add(round::Column::Id.is_in(ids.iter().map(|id| id.0))).add(carried))
            .order_by_asc(round::Column::Id)
            .lock_exclusive()
            .all(&self.db())
            .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// The rounds of a member that are still to be carried.
    ///
    /// # Errors
    /// The database's own.
    pub async fn open_rounds_of(&self, member: MembershipId) -> Result<Vec<RoundRecord>, StoreError> {
        let rows = round::Entity::find()
            .filter(round::Column::OrganisationId.eq(self.organisation().0))
            .filter(round::Column::AssigneeId.eq(member.0))
            .filter(round::Column::State.ne(RoundState::Closed.as_str()))
            .order_by_asc(round::Column::Id)
            .lock_exclusive()
            .all(&self.db())
            .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// Saves a round's head, when nobody changed the round since it was read.
    ///
    /// # Errors
    /// [`StoreError::Collision`] when somebody did.
    pub async fn save_round(&self, record: &RoundRecord) -> Result<(), StoreError> {
        let saved = round::Entity::update_many()
            .set(round::ActiveModel { version: Set(record.version + 1), ..self.head(record) })
            .filter(round::Column::OrganisationId.eq(self.organisation().0))
            .filter(round::Column::Id.eq(record.id.0))
            .filter(round::Column::Version.eq(record.version))
            .exec(&self.db())
            .await?;
        if saved.rows_affected == 0 { Err(StoreError::Collision(DbErr::RecordNotUpdated)) } else { Ok(()) }
    }

    /// Raises the version of rounds whose list changed, so that whoever saw the old list is told.
    ///
    /// # Errors
    /// The database's own.
    pub async fn touch_rounds(&self, ids: &[RoundId]) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        round::Entity::update_many()
            .set(round::ActiveModel { updated_at: Set(self.now().micros()), ..Default::default() })
            .col_expr(round::Column::Version, Expr::col(round::Column::Version).add(1))
            .filter(round::Column::OrganisationId.eq(self.organisation().0))
            .filter(round::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Takes a round away; its stops must have left it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn remove_round(&self, id: RoundId) -> Result<(), StoreError> {
        round::Entity::delete_many()
            .filter(round::Column::OrganisationId.eq(self.organisation().0))
            .filter(round::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Gives stops another window, and the local days it touches.
    ///
    /// # Errors
    /// The database's own.
    pub async fn move_windows(&self, moved: &[MovedStop], zone: Tz) -> Result<(), StoreError> {
        for MovedStop { stop: id, window } in moved {
            stop::Entity::update_many()
                .set(stop::ActiveModel {
                    window_start: Set(window.start.map(Ts::micros)),
                    window_end: Set(window.end.micros()),
                    first_day: Set(local_day(window.earliest(), zone)),
                    last_day: Set(crate::deliveries::last_day(window, zone)),
                    updated_at: Set(self.now().micros()),
                    ..Default::default()
                })
                .col_expr(stop::Column::Version, Expr::col(stop::Column::Version).add(1))
                .filter(stop::Column::OrganisationId.eq(self.organisation().0))
                .filter(stop::Column::Id.eq(id.0))
                .exec(&self.db())
                .await?;
        }
        Ok(())
    }

    /// Tells the dispatchers something about a round, until it is ticked (DL-23).
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_round_follow_up(
        &self,
        cause: FollowUpCause,
        round: RoundId,
        by: Option<MembershipId>,
    ) -> Result<FollowUpId, StoreError> {
        let new = NewFollowUp { round: Some(round), reported_by: by, ..NewFollowUp::default() };
        self.add_follow_up(cause, new).await
    }

    /// The columns of a head that a change may touch.
    fn head(&self, record: &RoundRecord) -> round::ActiveModel {
        round::ActiveModel {
            name: Set(record.name.clone()),
            day: Set(record.day),
            depot_id: Set(record.depot.map(Into::into)),
            mode: Set(record.mode.to_string()),
            max_load_g: Set(record.max_load.and_then(|g| i32::try_from(g.0).ok())),
            state: Set(record.state.to_string()),
            assignee_id: Set(record.assignee.map(Into::into)),
            self_assign: Set(record.self_assign),
            taken: Set(record.taken),
            released_by: Set(record.released_by.map(Into::into)),
            published_at: Set(record.published_at.map(Ts::micros)),
            started_at: Set(record.started_at.map(Ts::micros)),
            closed_at: Set(record.closed_at.map(Ts::micros)),
            updated_at: Set(self.now().micros()),
            ..Default::default()
        }
    }
}
