//! What handlers share.

use super::{
    Config, health::Probe, limits::Limits, passwords::Passwords, places::Places, slots::Slots, streams::Streams,
    tokens::Tokens,
};
use cabas_kernel::Ts;
use cabas_store::Store;
use std::sync::Arc;

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
}

impl App {
    pub fn new(config: Arc<Config>, store: Store) -> Self {
        let tokens = Tokens::new(&store.vault().secrets().signing);
        let limits = Arc::new(Limits::new(config.rate_scale));
        let passwords = Passwords::new(config.passwords);
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
        }
    }

    pub fn now(&self) -> Ts {
        self.store.now()
    }
}
