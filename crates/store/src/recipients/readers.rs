//! Who consulted a household's record (LG-6).

use crate::{Read, StoreError, looks::LookRow};
use cabas_kernel::{Ts, id::RecipientId};
use cabas_model::{Page, recipients::ReaderEntry};
use std::collections::HashMap;
use uuid::Uuid;

/// A page of the looks at one household, newest first, with the names of those who looked as they are now. A page goes on
/// below the number of the last look of the page before.
///
/// # Errors
/// The database's own.
pub async fn readers(
    read: &Read,
    id: RecipientId,
    below: Option<i64>,
    limit: u16,
) -> Result<Page<ReaderEntry>, StoreError> {
    let (limit, log) = (usize::from(limit), read.store().looks());
    let mut looks = log.of_recipient(read.organisation(), id, below, limit.saturating_add(1)).await?;
    let more = looks.len() > limit;
    looks.truncate(limit);
    let next_cursor = looks.last().filter(|_| more).map(|look| look.seq.to_string());
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
