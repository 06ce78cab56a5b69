//! `cabas audit verify`: says whether the logs are what was written, and names the first entry that is not (LG-4).

use crate::platform::{
    self, Config,
    clock::{RandomIds, SystemClock},
};
use cabas_store::audit;
use std::{error::Error, sync::Arc};

pub(super) async fn verify(config: &Config) -> Result<String, Box<dyn Error + Send + Sync>> {
    let store = platform::open_store(config, Arc::new(SystemClock), Arc::new(RandomIds)).await?;
    let verdict = audit::verify(&store).await;
    store.close().await;
    let verdict = verdict?;
    if verdict.is_whole() {
        return Ok(format!("The logs are whole: {} writes, {} looks.", verdict.writes, verdict.looks));
    }
    let named = |log, seq: Option<i64>| seq.map(|seq| format!("the log of {log} is broken at entry {seq}"));
    let broken = [named("writes", verdict.bad_write), named("looks", verdict.bad_look)];
    Err(broken.into_iter().flatten().collect::<Vec<_>>().join(", ").into())
}
