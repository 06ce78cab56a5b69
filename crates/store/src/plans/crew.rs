//! Who carries on a day.

use super::row::crew;
use crate::{Read, StoreError, Tx};
use cabas_model::plans::CrewPerson;
use chrono::{Datelike, NaiveDate, TimeDelta};
use sea_orm::{ActiveValue::Set, QuerySelect, entity::prelude::*};
use sqlx::types::Json;

/// How far back a crew is looked for that a day may begin with.
const BACK: TimeDelta = TimeDelta::days(60);

/// The crew of a day as it is kept. The first version is 1; a day that nobody entered has version 0.
#[derive(Clone, Default)]
pub struct Crew {
    pub people: Vec<CrewPerson>,
    pub version: i64,
}

/// The crew of a day.
///
/// # Errors
/// The database's own.
pub async fn crew(read: &Read, day: NaiveDate) -> Result<Crew, StoreError> {
    let row = fetch_optional!(
        read,
        (Json<Vec<CrewPerson>>, i64),
        "SELECT people, version FROM crews WHERE organisation_id = $1 AND day = $2",
        read.organisation().0,
        day
    )?;
    Ok(row.map(|(people, version)| Crew { people: people.0, version }).unwrap_or_default())
}

/// The crew of the last day before that had people: of the same weekday, else of any.
///
/// # Errors
/// The database's own.
pub async fn crew_before(read: &Read, day: NaiveDate) -> Result<Option<(NaiveDate, Vec<CrewPerson>)>, StoreError> {
    let rows = fetch_all!(
        read,
        (NaiveDate, Json<Vec<CrewPerson>>),
        "SELECT day, people FROM crews WHERE organisation_id = $1 AND day < $2 AND day >= $3 ORDER BY day DESC",
        read.organisation().0,
        day,
        day - BACK
    )?;
    let mut with_people: Vec<_> = rows.into_iter().filter(|(_, people)| !people.is_empty()).collect();
    let place = with_people.iter().position(|(other, _)| other.weekday() == day.weekday()).unwrap_or(0);
    if with_people.is_empty() {
        return Ok(None);
    }
    let (other, people) = with_people.swap_remove(place);
    Ok(Some((other, people.0)))
}

impl Tx {
    /// The crew of a day, held until the transaction ends where there is one.
    ///
    /// # Errors
    /// The database's own.
    pub async fn crew(&self, day: NaiveDate) -> Result<Crew, StoreError> {
        let row = crew::Entity::find_by_id((self.organisation().0, day)).lock_exclusive().one(&self.db()).await?;
        let Some(row) = row else { return Ok(Crew::default()) };
        let people = serde_json::from_value(row.people).map_err(|_| StoreError::Settings("a crew".into()))?;
        Ok(Crew { people, version: row.version })
    }

    /// Keeps the crew of a day, when nobody changed it since `version` was read.
    ///
    /// # Errors
    /// [`StoreError::Collision`] when somebody did.
    pub async fn put_crew(&self, day: NaiveDate, people: &[CrewPerson], version: i64) -> Result<(), StoreError> {
        let people = serde_json::to_value(people).map_err(|_| StoreError::Settings("a crew".into()))?;
        let row = crew::ActiveModel {
            people: Set(people),
            version: Set(version + 1),
            updated_at: Set(self.now().micros()),
            ..Default::default()
        };
        if version == 0 {
            let row = crew::ActiveModel { organisation_id: Set(self.organisation().0), day: Set(day), ..row };
            crew::Entity::insert(row).exec_without_returning(&self.db()).await?;
            return Ok(());
        }
        let saved = crew::Entity::update_many()
            .set(row)
            .filter(crew::Column::OrganisationId.eq(self.organisation().0))
            .filter(crew::Column::Day.eq(day))
            .filter(crew::Column::Version.eq(version))
            .exec(&self.db())
            .await?;
        if saved.rows_affected == 0 { Err(StoreError::Collision(DbErr::RecordNotUpdated)) } else { Ok(()) }
    }
}
