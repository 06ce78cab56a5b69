//! Requests at work: a bounded number, so that more than the machine can do is told at once instead of waiting until
//! nobody listens (RL-5).

use crate::http::Failure;
use cabas_model::Code;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Requests at work at the same time. A sender whose body is still on its way is not at work.
pub const AT_WORK: usize = 256;

/// The places of those at work.
#[derive(Clone)]
pub struct Slots(Arc<Semaphore>);

impl Default for Slots {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_WORK)))
    }
}

impl Slots {
    /// Takes a place, until it is dropped.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when there is none left: try again soon.
    pub fn take(&self) -> Result<OwnedSemaphorePermit, Failure> {
        Arc::clone(&self.0).try_acquire_owned().map_err(|_| Failure::from(Code::Unavailable).retry_after(1))
    }
}
