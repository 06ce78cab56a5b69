//! What happens to stops: their rows after a decision, and a line of history each.

use super::{
    row::{delivery, event, stop},
    sealed,
};
use crate::{StoreError, Tx, recipients::RecipientRecord, vault::Key};
use cabas_domain::deliveries::{Conflict, Step, StopFacts};
use cabas_kernel::{
    Ts,
    id::{MembershipId, RecipientId, StopId},
    words::deliveries::{FailureReason, StopEventKind, StopKind, StopStatus},
};
use cabas_model::address::Address;
use sea_orm::{
    ActiveValue::{self, NotSet, Set},
    PaginatorTrait,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use std::collections::HashSet;

/// What comes with an act on a stop: who, what they wrote, when by their clock.
#[derive(Clone, Default)]
pub struct Report {
    pub by: Option<MembershipId>,
    pub note: Option<String>,
    pub received_by: Option<String>,
    pub reason: Option<FailureReason>,
    pub reported_at: Option<Ts>,
}

impl Report {
    /// All that was written, for a line of history: it outlives a reopening, which empties the stop.
    pub fn said(&self) -> Option<String> {
        let parts: Vec<&str> = [&self.note, &self.received_by].into_iter().flatten().map(String::as_str).collect();
        (!parts.is_empty()).then(|| parts.join("\n"))
    }

    /// The same for what happens along: what was written is about the stop that was reported on.
    fn along(&self) -> Self {
        Self { by: self.by, reported_at: self.reported_at, ..Self::default() }
    }
}

/// A line of a stop's history.
pub(super) struct Line {
    pub(super) stop: StopId,
    pub(super) kind: StopEventKind,
    pub(super) from: Option<StopStatus>,
    pub(super) to: StopStatus,
    /// Whose stop it is afterwards.
    pub(super) assignee: Option<MembershipId>,
}

impl Tx {
    /// Saves what a decision says about stops, with a line of history each. `report` comes from whoever acts and is
    /// about the last step; on a closing it also seals the address as it is now (`household`).
    ///
    /// # Errors
    /// The database's own.
    pub async fn apply_steps(
        &self,
        steps: &[Step],
        report: &Report,
        household: Option<&RecipientRecord>,
    ) -> Result<(), StoreError> {
        let Some((last, earlier)) = steps.split_last() else { return Ok(()) };
        let along = report.along();
        for step in earlier {
            // A pickup that closes with its drop-off was loaded, whatever was said at the door.
            self.apply_step(step, if step.to.is_closed() { &along } else { report }, household).await?;
        }
        self.apply_step(last, report, household).await?;
        self.touch_deliveries_of(steps).await
    }

    /// Whoever saw a delivery saw its stops: when they change, it is another version.
    async fn touch_deliveries_of(&self, steps: &[Step]) -> Result<(), StoreError> {
        let rows = stop::Entity::find()
            .filter(stop::Column::OrganisationId.eq(self.organisation().0))
            .filter(stop::Column::Id.is_in(steps.iter().map(|s| s.stop.0)))
            .all(&self.db())
            .await?;
        let deliveries: HashSet<Uuid> = rows.into_iter().map(|r| r.delivery_id).collect();
        delivery::Entity::update_many()
            .set(delivery::ActiveModel { updated_at: Set(self.now().micros()), ..Default::default() })
            .col_expr(delivery::Column::Version, Expr::col(delivery::Column::Version).add(1))
            .filter(delivery::Column::OrganisationId.eq(self.organisation().0))
            .filter(delivery::Column::Id.is_in(deliveries))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    async fn apply_step(
        &self,
        step: &Step,
        report: &Report,
        household: Option<&RecipientRecord>,
    ) -> Result<(), StoreError> {
        let now = self.now().micros();
        let mut change = stop::ActiveModel {
            status: Set(step.to.to_string()),
            assignee_id: Set(step.assignee.map(Into::into)),
            round_id: Set(step.round.map(Into::into)),
            updated_at: Set(now),
            ..Default::default()
        };
        if step.round.is_none() {
            change.position = Set(0);
        }
        match step.event {
            Some(StopEventKind::Started) => change.started_at = Set(Some(now)),
            Some(kind @ (StopEventKind::Reopened | StopEventKind::Restored)) => {
                if kind == StopEventKind::Restored {
                    change.started_at = Set(None);
                }
                forget_outcome(&mut change);
                change.sealed = self.sealed_after(step, report, household).await?;
            }
            _ if step.to.is_closed() && !step.from.is_closed() => {
                change.closed_at = Set(Some(now));
                change.closed_by = Set(report.by.map(Into::into));
                change.reported_at = Set(report.reported_at.map(Ts::micros));
                change.failure_reason = Set(report.reason.map(|r| r.to_string()));
                change.sealed = self.sealed_after(step, report, household).await?;
            }
            _ => {}
        }
        stop::Entity::update_many()
            .set(change)
            .col_expr(stop::Column::Version, Expr::col(stop::Column::Version).add(1))
            .filter(stop::Column::Id.eq(step.stop.0))
            .filter(stop::Column::OrganisationId.eq(self.organisation().0))
            .exec(&self.db())
            .await?;
        let Some(kind) = step.event else { return Ok(()) };
        let line = Line { stop: step.stop, kind, from: Some(step.from), to: step.to, assignee: step.assignee };
        self.note_event(&line, report, household).await
    }

    /// What a stop says of itself once it is closed, or opened again; untouched where nobody can open it any more.
    async fn sealed_after(
        &self,
        step: &Step,
        report: &Report,
        household: Option<&RecipientRecord>,
    ) -> Result<ActiveValue<Option<Vec<u8>>>, StoreError> {
        let Some(row) = self.stop_row(step.stop).await? else { return Ok(NotSet) };
        let Some(key) = self.key_of_stop(&row, household).await? else { return Ok(NotSet) };
        let before = sealed::open_stop(&key, self.organisation(), row.id, row.sealed.as_deref())?;
        let mut secrets = before.without_outcome();
        if step.to.is_closed() {
            let at_door = row.kind == StopKind::Dropoff.as_str() && secrets.elsewhere.is_none();
            secrets.address = household.filter(|_| at_door).map(|record| record.household.address.clone());
            secrets.received_by.clone_from(&report.received_by);
            secrets.note.clone_from(&report.note);
        }
        sealed::seal_stop(&key, self.organisation(), row.id, &secrets).map(Set)
    }

    /// What seals a stop's words: as [`Tx::words_key`], without asking for a key that is known.
    async fn key_of_stop(
        &self,
        row: &stop::Model,
        household: Option<&RecipientRecord>,
    ) -> Result<Option<Key>, StoreError> {
        match household {
            Some(record) => Ok(Some(record.key.clone())),
            None => self.words_key(row.recipient_id.map(RecipientId)).await,
        }
    }

    /// Where a stop of a household's delivery is, when that is neither a depot nor the household's door.
    ///
    /// # Errors
    /// The database's own.
    pub async fn elsewhere(&self, id: StopId, household: &RecipientRecord) -> Result<Option<Address>, StoreError> {
        let Some(row) = self.stop_row(id).await? else { return Ok(None) };
        Ok(sealed::open_stop(&household.key, self.organisation(), row.id, row.sealed.as_deref())?.elsewhere)
    }

    /// The note a stop was closed with; none where nobody can open it any more.
    ///
    /// # Errors
    /// The database's own.
    pub async fn outcome_note(
        &self,
        id: StopId,
        household: Option<&RecipientRecord>,
    ) -> Result<Option<String>, StoreError> {
        let Some(row) = self.stop_row(id).await? else { return Ok(None) };
        let Some(key) = self.key_of_stop(&row, household).await? else { return Ok(None) };
        Ok(sealed::open_stop(&key, self.organisation(), row.id, row.sealed.as_deref())?.note)
    }

    async fn seal_note(
        &self,
        stop: StopId,
        event: Uuid,
        note: &str,
        household: Option<&RecipientRecord>,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(row) = self.stop_row(stop).await? else { return Ok(None) };
        let Some(key) = self.key_of_stop(&row, household).await? else { return Ok(None) };
        sealed::seal_note(&key, self.organisation(), event, note).map(Some)
    }

    async fn stop_row(&self, id: StopId) -> Result<Option<stop::Model>, StoreError> {
        let found = stop::Entity::find_by_id(id.0).filter(stop::Column::OrganisationId.eq(self.organisation().0));
        Ok(found.one(&self.db()).await?)
    }

    /// Keeps a report that came second in the stop's history, without effect (DL-19).
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_conflict(
        &self,
        conflict: &Conflict,
        report: &Report,
        household: Option<&RecipientRecord>,
    ) -> Result<(), StoreError> {
        let line = Line {
            stop: conflict.stop,
            kind: Conflict::EVENT,
            from: Some(conflict.kept),
            to: conflict.reported,
            assignee: None,
        };
        self.note_event(&line, report, household).await
    }

    /// Writes in a stop's history that a new delivery was made of it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_stop_rescheduled(&self, stop: &StopFacts, by: Option<MembershipId>) -> Result<(), StoreError> {
        let line = Line {
            stop: stop.id,
            kind: StopEventKind::Rescheduled,
            from: Some(stop.status),
            to: stop.status,
            assignee: stop.assignee,
        };
        self.note_event(&line, &Report { by, ..Report::default() }, None).await
    }

    /// Says whether a stop was ever this member's: what their phone still sends is then kept (DL-19).
    ///
    /// # Errors
    /// The database's own.
    pub async fn was_theirs(&self, stop: StopId, member: MembershipId) -> Result<bool, StoreError> {
        let lines = event::Entity::find()
            .filter(event::Column::OrganisationId.eq(self.organisation().0))
            .filter(event::Column::StopId.eq(stop.0))
            .filter(event::Column::AssigneeId.eq(member.0))
            .count(&self.db())
            .await?;
        Ok(lines > 0)
    }

    pub(super) async fn note_event(
        &self,
        line: &Line,
        report: &Report,
        household: Option<&RecipientRecord>,
    ) -> Result<(), StoreError> {
        let id: Uuid = self.new_id();
        let sealed_note = match report.said() {
            Some(note) => self.seal_note(line.stop, id, &note, household).await?,
            None => None,
        };
        event::Entity::insert(event::ActiveModel {
            id: Set(id),
            organisation_id: Set(self.organisation().0),
            stop_id: Set(line.stop.0),
            kind: Set(line.kind.to_string()),
            actor_id: Set(self.actor().member().or(report.by).map(Into::into)),
            assignee_id: Set(line.assignee.map(Into::into)),
            reported_at: Set(report.reported_at.map(Ts::micros)),
            from_status: Set(line.from.map(|s| s.to_string())),
            to_status: Set(line.to.to_string()),
            sealed_note: Set(sealed_note),
            created_at: Set(self.now().micros()),
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(())
    }
}

/// What a stop keeps of its closing; its history keeps all of it (DL-18).
fn forget_outcome(change: &mut stop::ActiveModel) {
    change.closed_at = Set(None);
    change.closed_by = Set(None);
    change.reported_at = Set(None);
    change.failure_reason = Set(None);
}
