//! `cabas audit verify`: says whether the logs are what was written, and names the first entry that is not (LG-4).

use crate::platform::{
    self, Config,
    clock::{RandomIds, SystemClock},
};
use cabas_store::{
    Checkpoint, Store,
    audit::{self, Verdict},
};
use std::{error::Error, sync::Arc};

pub(super) async fn verify(config: &Config) -> Result<String, Box<dyn Error + Send + Sync>> {
    let store = platform::open_store(config, Arc::new(SystemClock), Arc::new(RandomIds)).await?;
    let outcome = compare(config, &store).await;
    store.close().await;
    let (verdict, kept) = outcome?;
    if verdict.is_whole() {
        let ends = if kept { "" } else { " No checkpoint was kept: it cannot be said whether their ends are missing." };
        return Ok(format!("The logs are whole: {} writes, {} looks.{ends}", verdict.writes, verdict.looks));
    }
    let named = |log, seq: Option<i64>| seq.map(|seq| format!("the log of {log} is broken at entry {seq}"));
    let broken = [named("writes", verdict.bad_write), named("looks", verdict.bad_look)];
    Err(broken.into_iter().flatten().collect::<Vec<_>>().join(", ").into())
}

/// The verdict, and whether there was a checkpoint to compare with.
async fn compare(config: &Config, store: &Store) -> Result<(Verdict, bool), Box<dyn Error + Send + Sync>> {
    let path = config.checkpoint_file();
    let kept = match std::fs::read_to_string(&path) {
        Ok(text) => Some(
            Checkpoint::read(store, &text).ok_or_else(|| format!("{} is not what was kept there", path.display()))?,
        ),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
        Err(e) => return Err(format!("{}: {e}", path.display()).into()),
    };
    Ok((audit::verify(store, kept.as_ref()).await?, kept.is_some()))
}
