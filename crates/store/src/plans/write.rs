//! Plans that are asked for, taken over, taken back.

use super::{read::PlanRow, row::plan};
use crate::{StoreError, Tx};
use cabas_kernel::{
    Ts,
    id::{PlanId, RoundId, StopId},
    words::plans::PlanState,
};
use cabas_model::plans::{AskPlan, PlanMetrics, Proposal};
use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::Set,
    QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde::{Deserialize, Serialize};

/// A plan as it is kept.
#[derive(Clone)]
pub struct PlanRecord {
    pub id: PlanId,
    pub day: NaiveDate,
    pub state: PlanState,
    pub ask: AskPlan,
    /// The best so far.
    pub proposed: Option<Proposed>,
    pub basis: Basis,
    /// What an application changed, for an undo.
    pub before: Vec<RoundBefore>,
    /// In hundredths.
    pub progress: u8,
    pub version: i64,
    pub created_at: Ts,
}

/// What is proposed, and how it compares.
#[derive(Clone, Serialize, Deserialize)]
pub struct Proposed {
    pub proposal: Proposal,
    pub metrics: PlanMetrics,
}

/// The day as it was when a plan was made: versions by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    pub rounds: Vec<(RoundId, i64)>,
    pub stops: Vec<(StopId, i64)>,
}

/// A round that an application made or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundBefore {
    pub id: RoundId,
    /// The application made it.
    pub made: bool,
    /// Its stops before, in order.
    pub stops: Vec<StopId>,
    /// Its version afterwards.
    pub version: i64,
}

impl From<plan::Model> for PlanRow {
    fn from(m: plan::Model) -> Self {
        Self {
            id: m.id,
            day: m.day,
            state: m.state,
            ask: m.ask,
            proposal: m.proposal,
            basis: m.basis,
            before: m.before,
            progress: m.progress,
            version: m.version,
            created_at: m.created_at,
        }
    }
}

/// What is kept as JSON. Nothing of ours refuses to be.
pub(super) fn json<T: Serialize>(value: &T) -> Result<serde_json::Value, StoreError> {
    serde_json::to_value(value).map_err(|_| StoreError::Settings("a plan that cannot be kept".into()))
}

impl Tx {
    /// Keeps what is asked for: a worker takes it up. Other plans of the day that are still at work are over; their ids
    /// are the answer's second part.
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_plan(&self, ask: &AskPlan) -> Result<(PlanId, Vec<PlanId>), StoreError> {
        let (now, id): (i64, PlanId) = (self.now().micros(), self.new_id());
        let over: Vec<Uuid> = plan::Entity::find()
            .select_only()
            .column(plan::Column::Id)
            .filter(plan::Column::OrganisationId.eq(self.organisation().0))
            .filter(plan::Column::Day.eq(ask.date))
            .filter(plan::Column::State.eq(PlanState::Working.as_str()))
            .into_tuple()
            .all(&self.db())
            .await?;
        for other in &over {
            self.move_plan(PlanId(*other), PlanState::Working, PlanState::Failed).await?;
        }
        plan::Entity::insert(plan::ActiveModel {
            id: Set(id.0),
            organisation_id: Set(self.organisation().0),
            day: Set(ask.date),
            state: Set(PlanState::Working.to_string()),
            ask: Set(json(ask)?),
            proposal: Set(None),
            basis: Set(None),
            before: Set(None),
            progress: Set(0),
            stopping: Set(false),
            asked_by: Set(self.actor().member().map(Into::into)),
            leased_until: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok((id, over.into_iter().map(PlanId).collect()))
    }

    /// A plan of the organisation, held until the transaction ends.
    ///
    /// # Errors
    /// The database's own.
    pub async fn plan(&self, id: PlanId) -> Result<Option<PlanRecord>, StoreError> {
        let row = plan::Entity::find_by_id(id.0)
            .filter(plan::Column::OrganisationId.eq(self.organisation().0))
            .lock_exclusive()
            .one(&self.db())
            .await?;
        row.map(|row| PlanRow::from(row).record()).transpose()
    }

    /// Moves a plan from one state to another. Whether it was in the first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn move_plan(&self, id: PlanId, from: PlanState, to: PlanState) -> Result<bool, StoreError> {
        self.change_plan(id, from, plan::ActiveModel { state: Set(to.to_string()), ..Default::default() }).await
    }

    /// Has the search end with what it has. Whether there was one under way.
    ///
    /// # Errors
    /// The database's own.
    pub async fn stop_plan(&self, id: PlanId) -> Result<bool, StoreError> {
        let stopping = plan::ActiveModel { stopping: Set(true), ..Default::default() };
        self.change_plan(id, PlanState::Working, stopping).await
    }

    /// Notes that a plan was taken over, and what it changed.
    ///
    /// # Errors
    /// The database's own.
    pub async fn applied_plan(&self, id: PlanId, before: &[RoundBefore]) -> Result<bool, StoreError> {
        let row = plan::ActiveModel {
            state: Set(PlanState::Applied.to_string()),
            before: Set(Some(json(&before)?)),
            ..Default::default()
        };
        self.change_plan(id, PlanState::Ready, row).await
    }

    pub(super) async fn change_plan(
        &self,
        id: PlanId,
        from: PlanState,
        row: plan::ActiveModel,
    ) -> Result<bool, StoreError> {
        let changed = plan::Entity::update_many()
            .set(plan::ActiveModel { updated_at: Set(self.now().micros()), ..row })
            .col_expr(plan::Column::Version, Expr::col(plan::Column::Version).add(1))
            .filter(plan::Column::OrganisationId.eq(self.organisation().0))
            .filter(plan::Column::Id.eq(id.0))
            .filter(plan::Column::State.eq(from.as_str()))
            .exec(&self.db())
            .await?;
        Ok(changed.rows_affected == 1)
    }
}
