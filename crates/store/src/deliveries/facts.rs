//! Stops, as the decisions see them.

use super::row::{delivery, stop};
use crate::{StoreError, Tx};
use cabas_domain::deliveries::StopFacts;
use cabas_kernel::{
    Grams, Ts, Window,
    id::{DeliveryId, DepotId, MembershipId, RecipientId, RoundId, StopId},
    words::deliveries::{StopKind, StopStatus},
};
use chrono::NaiveDate;
use sea_orm::{QueryOrder, QuerySelect, Select, entity::prelude::*};
use std::collections::{HashMap, HashSet};

fn unreadable(what: &str) -> StoreError {
    StoreError::Settings(format!("unknown {what} in a row"))
}

pub(crate) fn window(start: Option<i64>, end: i64) -> Window {
    Window { start: start.map(Ts::from_micros), end: Ts::from_micros(end) }
}

/// A weight as a column holds it.
pub(crate) fn grams(column: Option<i32>) -> Option<Grams> {
    column.and_then(|g| u32::try_from(g).ok()).map(Grams)
}

/// Facts of stops that come delivery by delivery, in their order inside each.
fn facts(rows: Vec<stop::Model>, rescheduled: &HashSet<Uuid>) -> Result<Vec<StopFacts>, StoreError> {
    let mut previous: HashMap<Uuid, Uuid> = HashMap::new();
    rows.into_iter()
        .map(|m| {
            let before = previous.insert(m.delivery_id, m.id);
            Ok(StopFacts {
                id: StopId(m.id),
                delivery: DeliveryId(m.delivery_id),
                kind: m.kind.parse().map_err(|_| unreadable("stop kind"))?,
                status: m.status.parse().map_err(|_| unreadable("stop status"))?,
                recipient: m.recipient_id.map(RecipientId),
                at_depot: m.depot_id.is_some(),
                window: window(m.window_start, m.window_end),
                round: m.round_id.map(RoundId),
                assignee: m.assignee_id.map(MembershipId),
                previous: before.map(StopId),
                closed_at: m.closed_at.map(Ts::from_micros),
                closed_by: m.closed_by.map(MembershipId),
                failure_reason: m.failure_reason.map(|r| r.parse().map_err(|_| unreadable("reason"))).transpose()?,
                rescheduled: rescheduled.contains(&m.delivery_id),
            })
        })
        .collect()
}

fn stops_of(tx: &Tx, ids: &[DeliveryId]) -> Select<stop::Entity> {
    stop::Entity::find()
        .filter(stop::Column::OrganisationId.eq(tx.organisation().0))
        .filter(stop::Column::DeliveryId.is_in(ids.iter().map(|d| d.0)))
        .order_by_asc(stop::Column::Id)
}

impl Tx {
    /// All stops of some deliveries, delivery by delivery in the order asked, held until the transaction ends: two
    /// people who plan the same household, or a dispatcher and a phone, take turns.
    ///
    /// # Errors
    /// The database's own.
    pub async fn stops_of_deliveries(&self, ids: &[DeliveryId]) -> Result<Vec<StopFacts>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = stops_of(self, ids).lock_exclusive().all(&self.db()).await?;
        self.in_order(ids, rows).await
    }

    /// The same to look at only: who changes one of them does not wait.
    ///
    /// # Errors
    /// The database's own.
    pub async fn look_at_stops_of(&self, ids: &[DeliveryId]) -> Result<Vec<StopFacts>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = stops_of(self, ids).all(&self.db()).await?;
        self.in_order(ids, rows).await
    }

    async fn in_order(&self, ids: &[DeliveryId], mut rows: Vec<stop::Model>) -> Result<Vec<StopFacts>, StoreError> {
        let place: HashMap<Uuid, usize> = ids.iter().enumerate().map(|(i, d)| (d.0, i)).collect();
        rows.sort_by_key(|r| (place.get(&r.delivery_id).copied(), r.ordinal));
        let moved = delivery::Entity::find()
            .filter(delivery::Column::OrganisationId.eq(self.organisation().0))
            .filter(delivery::Column::Id.is_in(ids.iter().map(|d| d.0)))
            .filter(delivery::Column::RescheduledTo.is_not_null())
            .all(&self.db())
            .await?;
        facts(rows, &moved.into_iter().map(|d| d.id).collect())
    }

    /// The delivery a stop belongs to.
    ///
    /// # Errors
    /// The database's own.
    pub async fn delivery_of_stop(&self, id: StopId) -> Result<Option<DeliveryId>, StoreError> {
        let found = stop::Entity::find_by_id(id.0)
            .filter(stop::Column::OrganisationId.eq(self.organisation().0))
            .one(&self.db())
            .await?;
        Ok(found.map(|s| DeliveryId(s.delivery_id)))
    }

    /// Where a delivery ends: its drop-off, or the last stop of one that has none.
    ///
    /// # Errors
    /// The database's own.
    pub async fn goal_of_delivery(&self, id: DeliveryId) -> Result<Option<StopId>, StoreError> {
        let rows = stop::Entity::find()
            .filter(stop::Column::OrganisationId.eq(self.organisation().0))
            .filter(stop::Column::DeliveryId.eq(id.0))
            .order_by_desc(stop::Column::Ordinal)
            .all(&self.db())
            .await?;
        let drop_off = rows.iter().find(|s| s.kind == StopKind::Dropoff.as_str());
        Ok(drop_off.or(rows.first()).map(|s| StopId(s.id)))
    }

    /// The rounds that the stops of a delivery are in.
    ///
    /// # Errors
    /// The database's own.
    pub async fn rounds_of_delivery(&self, id: DeliveryId) -> Result<Vec<RoundId>, StoreError> {
        let rows = stop::Entity::find()
            .filter(stop::Column::OrganisationId.eq(self.organisation().0))
            .filter(stop::Column::DeliveryId.eq(id.0))
            .all(&self.db())
            .await?;
        let rounds: HashSet<Uuid> = rows.into_iter().filter_map(|s| s.round_id).collect();
        Ok(rounds.into_iter().map(RoundId).collect())
    }

    /// The depots that stops of a delivery load at.
    ///
    /// # Errors
    /// The database's own.
    pub async fn depots_of_delivery(&self, id: DeliveryId) -> Result<Vec<(StopId, DepotId)>, StoreError> {
        let rows = stop::Entity::find()
            .filter(stop::Column::OrganisationId.eq(self.organisation().0))
            .filter(stop::Column::DeliveryId.eq(id.0))
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().filter_map(|s| Some((StopId(s.id), DepotId(s.depot_id?)))).collect())
    }

    /// The deliveries that bring a member and a household together: theirs to carry, in a round or not, and not closed
    /// yet.
    ///
    /// # Errors
    /// The database's own.
    pub async fn meetings(&self, member: MembershipId, household: RecipientId) -> Result<Vec<DeliveryId>, StoreError> {
        let rows = stop::Entity::find()
            .filter(stop::Column::OrganisationId.eq(self.organisation().0))
            .filter(stop::Column::AssigneeId.eq(member.0))
            .filter(stop::Column::RecipientId.eq(household.0))
            .filter(stop::Column::Status.is_in([StopStatus::Assigned.as_str(), StopStatus::Out.as_str()]))
            .order_by_asc(stop::Column::DeliveryId)
            .all(&self.db())
            .await?;
        let mut seen = HashSet::new();
        Ok(rows.into_iter().filter(|s| seen.insert(s.delivery_id)).map(|s| DeliveryId(s.delivery_id)).collect())
    }

    /// What is planned for a household from a local day on, and not closed yet.
    ///
    /// # Errors
    /// The database's own.
    pub async fn coming_deliveries(
        &self,
        recipient: RecipientId,
        from: NaiveDate,
    ) -> Result<Vec<DeliveryId>, StoreError> {
        let open = StopStatus::ALL.iter().filter(|s| s.is_open()).map(|s| s.as_str());
        let rows = stop::Entity::find()
            .filter(stop::Column::OrganisationId.eq(self.organisation().0))
            .filter(stop::Column::RecipientId.eq(recipient.0))
            .filter(stop::Column::LastDay.gte(from))
            .filter(stop::Column::Status.is_in(open))
            .all(&self.db())
            .await?;
        let mut seen = HashSet::new();
        Ok(rows.into_iter().filter(|s| seen.insert(s.delivery_id)).map(|s| DeliveryId(s.delivery_id)).collect())
    }

    /// The deliveries some stops belong to, each once, in the order first met; stops that do not exist are left out.
    ///
    /// # Errors
    /// The database's own.
    pub async fn deliveries_of_stops(&self, ids: &[StopId]) -> Result<Vec<DeliveryId>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = stop::Entity::find()
            .filter(stop::Column::OrganisationId.eq(self.organisation().0))
            .filter(stop::Column::Id.is_in(ids.iter().map(|s| s.0)))
            .all(&self.db())
            .await?;
        let of: HashMap<Uuid, Uuid> = rows.into_iter().map(|r| (r.id, r.delivery_id)).collect();
        let mut seen = HashSet::new();
        Ok(ids.iter().filter_map(|s| of.get(&s.0)).filter(|d| seen.insert(**d)).map(|d| DeliveryId(*d)).collect())
    }

    /// The stops of a round, in its order, and all stops of their deliveries besides.
    ///
    /// # Errors
    /// The database's own.
    pub async fn stops_of_round(&self, round: RoundId) -> Result<Vec<StopFacts>, StoreError> {
        let rows = stop::Entity::find()
            .filter(stop::Column::OrganisationId.eq(self.organisation().0))
            .filter(stop::Column::RoundId.eq(round.0))
            .order_by_asc(stop::Column::Position)
            .all(&self.db())
            .await?;
        let order: Vec<Uuid> = rows.iter().map(|r| r.id).collect();
        let mut seen = HashSet::new();
        let deliveries: Vec<DeliveryId> =
            rows.iter().filter(|r| seen.insert(r.delivery_id)).map(|r| DeliveryId(r.delivery_id)).collect();
        let mut all = self.stops_of_deliveries(&deliveries).await?;
        all.retain(|s| s.round == Some(round));
        all.sort_by_key(|s| order.iter().position(|id| *id == s.id.0));
        Ok(all)
    }
}
