//! Who consulted a household's record (LG-6).

use crate::{Read, Store, StoreError, looks::LookRow};
use cabas_kernel::{
    Ts,
    id::{OrganisationId, RecipientId},
};
use cabas_model::{Page, recipients::ReaderEntry};
use std::collections::HashMap;
use uuid::Uuid;

/// A page of the looks at one household, newest first. A page goes on below the number of the last look of the page
/// before. The log is asked by itself: it may be long.
///
/// # Errors
/// The database's own.
pub async fn looks_at(
    store: &Store,
    organisation: OrganisationId,
    id: RecipientId,
    below: Option<i64>,
    limit: u16,
) -> Result<Page<LookRow>, StoreError> {
    let limit = usize::from(limit);
    let mut looks = store.looks().of_recipient(organisation, id, below, limit.saturating_add(1)).await?;
    let more = looks.len() > limit;
    looks.truncate(limit);
    let next_cursor = looks.last().filter(|_| more).map(|look| look.seq.to_string());
    Ok(Page { items: looks, next_cursor })
}

/// Those who looked, by their names as they are now.
///
/// # Errors
/// The database's own.
pub async fn readers(read: &Read, id: RecipientId, looks: Page<LookRow>) -> Result<Page<ReaderEntry>, StoreError> {
    let Page { items: looks, next_cursor } = looks;
    let mut actors: Vec<Uuid> = looks.iter().map(|l| l.actor_id).collect();
    actors.sort_unstable();
    actors.dedup();
    let people: Vec<(Uuid, String)> =
        fetch_some!(read, (Uuid, String), "SELECT id, display_name FROM people WHERE id", actors.iter().copied())?;
    let programs: Vec<(Uuid, String)> = fetch_some!(
        read,
        (Uuid, String),
        "SELECT id, name FROM api_clients WHERE organisation_id = $2 AND id",
        actors.iter().copied(),
        read.organisation().0
    )?;
    let names: HashMap<Uuid, String> = people.into_iter().chain(programs).collect();
    let entry = |look: LookRow| ReaderEntry {
        at: Ts::from_micros(look.created_at),
        display_name: names.get(&look.actor_id).cloned().unwrap_or_default(),
        subject: look
            .day
            .map(|d| d.to_string())
            .or_else(|| look.subject_id.filter(|s| *s != id.0).map(|s| s.to_string())),
        purpose: look.purpose,
    };
    Ok(Page { items: looks.into_iter().map(entry).collect(), next_cursor })
}
