//! Who makes a plan, and when one is forgotten: what the workers ask.

use super::{
    row::plan,
    write::{Basis, Proposed, json},
};
use crate::{Actor, Scope, Store, StoreError, Tx};
use cabas_kernel::{
    Ts,
    id::{OrganisationId, PlanId},
    words::plans::PlanState,
};
use cabas_model::plans::AskPlan;
use chrono::TimeDelta;
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*, sea_query::ExprTrait};

/// How long proposals are kept.
const KEPT: TimeDelta = TimeDelta::days(30);
/// How long a plan is left to whoever took it up since they last said how far they are.
const LEASE: TimeDelta = TimeDelta::seconds(60);

/// A plan to be made, taken by this process for a while.
#[derive(Clone)]
pub struct PlanLease {
    pub id: PlanId,
    pub organisation: OrganisationId,
    pub ask: AskPlan,
    pub asked_at: Ts,
}

impl Store {
    /// Takes the plan that has waited longest, if there is one. Asks without the writer first: mostly there is none.
    ///
    /// # Errors
    /// The database's own.
    pub async fn lease_plan(&self) -> Result<Option<PlanLease>, StoreError> {
        let read = self.read(Scope::System).await?;
        let waiting: Option<(Uuid,)> = fetch_optional!(
            read,
            (Uuid,),
            "SELECT id FROM plans WHERE state = 'working' AND (leased_until IS NULL OR leased_until < $1) LIMIT 1",
            self.now().micros()
        )?;
        drop(read);
        if waiting.is_none() {
            return Ok(None);
        }
        let tx = self.write(Scope::System, Actor::System).await?;
        let lease = tx.lease_plan().await?;
        tx.commit().await?;
        Ok(lease)
    }
}

impl Tx {
    async fn lease_plan(&self) -> Result<Option<PlanLease>, StoreError> {
        let free = plan::Column::LeasedUntil.is_null().or(plan::Column::LeasedUntil.lt(self.now().micros()));
        let found = plan::Entity::find()
            .filter(plan::Column::State.eq(PlanState::Working.as_str()))
            .filter(free.clone())
            .order_by_asc(plan::Column::UpdatedAt)
            .one(&self.db())
            .await?;
        let Some(found) = found else { return Ok(None) };
        let taken = plan::Entity::update_many()
            .set(plan::ActiveModel { leased_until: Set(Some((self.now() + LEASE).micros())), ..Default::default() })
            .filter(plan::Column::Id.eq(found.id))
            .filter(plan::Column::State.eq(PlanState::Working.as_str()))
            .filter(free)
            .exec(&self.db())
            .await?;
        let ask = serde_json::from_value(found.ask).map_err(|_| StoreError::Settings("a plan's request".into()))?;
        let lease = PlanLease {
            id: PlanId(found.id),
            organisation: OrganisationId(found.organisation_id),
            ask,
            asked_at: Ts::from_micros(found.created_at),
        };
        Ok((taken.rows_affected == 1).then_some(lease))
    }

    /// Keeps the best proposal so far, and how far the search is. `is_over`: there will be no better one. Whether the
    /// plan is still wanted.
    ///
    /// # Errors
    /// The database's own.
    pub async fn tell_plan(
        &self,
        id: PlanId,
        proposed: &Proposed,
        basis: &Basis,
        progress: u8,
        is_over: bool,
    ) -> Result<bool, StoreError> {
        let state = if is_over { PlanState::Ready } else { PlanState::Working };
        let row = plan::ActiveModel {
            state: Set(state.to_string()),
            proposal: Set(Some(json(proposed)?)),
            basis: Set(Some(json(basis)?)),
            progress: Set(i16::from(progress)),
            leased_until: Set(Some((self.now() + LEASE).micros())),
            ..Default::default()
        };
        self.change_plan(id, PlanState::Working, row).await
    }

    /// Whether somebody wants the search to go on.
    ///
    /// # Errors
    /// The database's own.
    pub async fn is_plan_wanted(&self, id: PlanId) -> Result<bool, StoreError> {
        let found = plan::Entity::find_by_id(id.0)
            .filter(plan::Column::OrganisationId.eq(self.organisation().0))
            .one(&self.db())
            .await?;
        Ok(found.is_some_and(|plan| plan.state == PlanState::Working.as_str() && !plan.stopping))
    }

    /// Forgets plans of a month ago. To be called outside any organisation.
    ///
    /// # Errors
    /// The database's own.
    pub async fn forget_old_plans(&self) -> Result<u64, StoreError> {
        let gone = plan::Entity::delete_many()
            .filter(plan::Column::CreatedAt.lt((self.now() - KEPT).micros()))
            .exec(&self.db())
            .await?;
        Ok(gone.rows_affected)
    }
}
