//! What handlers share.

use super::{
    Config, health::Probe, limits::Limits, passwords::Passwords, places::Places, slots::Slots, streams::Streams,
    tokens::Tokens,
};
use crate::geo;
use cabas_geo::Region;
use cabas_kernel::Ts;
use cabas_store::Store;
use std::sync::Arc;
use tokio::sync::Notify;

/// The running application. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub config: Arc<Config>,
    pub store: Store,
    pub tokens: Tokens,
    pub passwords: Passwords,
    pub limits: Arc<Limits>,
    pub streams: Arc<Streams>,
    pub slots: Slots,
    /// Of sheets: sent, opened, at work.
    pub places: Places,
    pub probe: Probe,
    /// What is known of the streets and addresses here.
    pub region: Arc<Region>,
    /// Wakes whoever makes what comes round: dates may take place that did not.
    pub rules_changed: Arc<Notify>,
}

impl App {
    pub fn new(config: Arc<Config>, store: Store) -> Self {
        let tokens = Tokens::new(&store.vault().secrets().signing);
        let limits = Arc::new(Limits::new(config.rate_scale));
        let passwords = Passwords::new(config.passwords);
        let region = Arc::new(geo::open(&config.region_dir));
        Self {
            config,
            store,
            tokens,
            passwords,
            limits,
            streams: Arc::default(),
            slots: Slots::default(),
            places: Places::default(),
            probe: Probe::default(),
            region,
            rules_changed: Arc::default(),
        }
    }

    pub fn now(&self) -> Ts {
        self.store.now()
    }
}
