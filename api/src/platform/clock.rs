//! The real clock and the real ids: the one place that may ask the system for either.

use cabas_kernel::{Clock, IdGen, Ts};
use uuid::Uuid;

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> Ts {
        Ts::new(chrono::Utc::now())
    }
}

/// Random ids.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl IdGen for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "this is the generator")]
    fn ordered(&self) -> Uuid {
        Uuid::now_v7()
    }
    #[expect(clippy::disallowed_methods, reason = "this is the generator")]
    fn opaque(&self) -> Uuid {
        Uuid::new_v4()
    }
}
