//! `cabas audit verify`: says whether the logs are what was written, and names the first entry that is not (LG-4), or the
//! anchor of a pruned log that is not ours (LG-5).

use crate::platform::{
    self, Config, checkpoints,
    clock::{RandomIds, SystemClock},
};
use cabas_store::{
    Store,
    audit::{self, Fault, Verdict},
};
use std::{error::Error, path::Path, sync::Arc};

type Found<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Checks both chains, then that they still reach every checkpoint kept beside the database (LG-3).
async fn check(store: &Store, folder: &Path) -> Found<(Verdict, usize)> {
    let verdict = audit::verify(store).await?;
    let kept = checkpoints::kept(folder)?;
    for (at, checkpoint) in kept.iter().enumerate().filter(|_| verdict.is_whole()) {
        let Some(checkpoint) = checkpoint.as_ref().filter(|c| c.is_ours(store)) else {
            return Err(format!("checkpoint {} is not one of this installation", at + 1).into());
        };
        if let Some(log) = checkpoint.missing_in(store).await? {
            let when = checkpoint.at.to_rfc3339();
            return Err(format!("the log of {log} does not reach the checkpoint of {when}: its end is gone").into());
        }
    }
    Ok((verdict, kept.len()))
}

pub(super) async fn verify(config: &Config) -> Found<String> {
    let store = platform::open_store(config, Arc::new(SystemClock), Arc::new(RandomIds)).await?;
    let found = check(&store, &config.data_dir).await;
    store.close().await;
    let (verdict, checkpoints) = found?;
    if verdict.is_whole() {
        let (writes, looks) = (verdict.writes, verdict.looks);
        let pruned =
            verdict.pruned_at.map(|at| format!(" Older entries were pruned, the last on {}.", at.to_rfc3339()));
        let pruned = pruned.unwrap_or_default();
        return Ok(format!("The logs are whole: {writes} writes, {looks} looks, {checkpoints} checkpoints.{pruned}"));
    }
    let broken = [named("writes", verdict.bad_write), named("looks", verdict.bad_look)];
    Err(broken.into_iter().flatten().collect::<Vec<_>>().join(", ").into())
}

/// Says where a log is broken, if it is.
fn named(log: &str, fault: Option<Fault>) -> Option<String> {
    Some(match fault? {
        Fault::Entry(seq) => format!("the log of {log} is broken at entry {seq}"),
        Fault::Anchor => format!("the anchor of the log of {log} is not what the pruning left"),
    })
}
