//! Passwords: argon2id, a few at a time, so that a flood of sign-ins is no outage (AU-1).

use crate::http::Failure;
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use cabas_model::Code;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::Semaphore;

/// At most two hashes at once, and thirty-two that wait.
const AT_ONCE: usize = 2;
const WAITING: usize = 32;

/// Hashes and verifies.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    /// Verified against when there is no account, so that both take as long (AU-7).
    nobody: Arc<str>,
}

fn hasher() -> Argon2<'static> {
    // 47,104 KiB, one pass, one lane: one of the two settings of AU-1. The bounds are within argon2's own.
    let params = Params::new(47_104, 1, 1, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

impl Passwords {
    pub fn new() -> Self {
        let nobody = hasher().hash_password(b"nobody's password").map(|h| h.to_string()).unwrap_or_default();
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), waiting: Arc::default(), nobody: nobody.into() }
    }

    /// Hashes a password for keeping.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when too many wait.
    pub async fn hash(&self, password: String) -> Result<String, Failure> {
        self.turn(move || hasher().hash_password(password.as_bytes()).map(|h| h.to_string()).ok())
            .await?
            .ok_or_else(|| Code::Internal.into())
    }

    /// Says whether a password is the one kept. Without a kept one it works as long, and says no.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when too many wait.
    pub async fn verify(&self, password: String, kept: Option<String>) -> Result<bool, Failure> {
        let nobody = Arc::clone(&self.nobody);
        self.turn(move || {
            let known = kept.is_some();
            let kept = kept.unwrap_or_else(|| nobody.to_string());
            let right =
                PasswordHash::new(&kept).is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok());
            right && known
        })
        .await
    }

    async fn turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let queued = Queued::new(&self.waiting)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        drop(queued);
        let turn = turn.map_err(|_| Failure::from(Code::Unavailable))?;
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        })
        .await
        .map_err(|_| Code::Internal.into())
    }
}

/// A place among those who wait; given up also when nobody waits for the answer any more.
struct Queued<'a>(&'a AtomicUsize);

impl<'a> Queued<'a> {
    fn new(waiting: &'a AtomicUsize) -> Result<Self, Failure> {
        let before = waiting.fetch_add(1, Ordering::SeqCst);
        let queued = Self(waiting);
        if before >= WAITING { Err(Failure::from(Code::Unavailable).retry_after(2)) } else { Ok(queued) }
    }
}
impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::time::Duration;

    #[tokio::test]
    async fn whoever_hangs_up_while_waiting_takes_nobodys_place() {
        let passwords = Passwords::new();
        let busy = Arc::clone(&passwords.turns).acquire_many_owned(2).await.unwrap();
        for _ in 0..2 * WAITING {
            let waiting = passwords.verify("a long enough password".into(), None);
            assert!(tokio::time::timeout(Duration::ZERO, waiting).await.is_err(), "it waits, then its client leaves");
        }
        drop(busy);
        assert!(!passwords.verify("a long enough password".into(), None).await.unwrap());
    }
}
