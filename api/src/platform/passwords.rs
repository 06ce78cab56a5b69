//! Passwords: argon2id, a few at a time, so that a flood of sign-ins is no outage (AU-1). Their letters are composed
//! first (Unicode NFC, AU-2): the same password typed on another keyboard is the same password.

use crate::http::Failure;
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use cabas_kernel::composed;
use cabas_model::Code;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::Semaphore;

/// At most two hashes at once, and thirty-two that wait.
const AT_ONCE: usize = 2;
const WAITING: usize = 32;

/// What a hash costs, here and whoever guesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Kibibytes of memory.
    pub memory: u32,
    pub passes: u32,
}

impl Effort {
    /// One of the two settings of AU-1; an operator asks for more, never for less.
    pub const LEAST: Self = Self { memory: 47_104, passes: 1 };

    fn hasher(self) -> Argon2<'static> {
        // One lane. The bounds of the configuration are within argon2's own.
        let params = Params::new(self.memory, self.passes, 1, None).unwrap_or(Params::DEFAULT);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }

    /// As a kept hash names it.
    fn named(self) -> String {
        format!("m={},t={}", self.memory, self.passes)
    }

    /// A hash that says it took this effort. Nobody has its password, so it need not be right: it was made with the least
    /// memory there is, which a server that nobody asks yet does not keep.
    fn of_nobody(self) -> String {
        let least = Self { memory: Params::MIN_M_COST, passes: Params::MIN_T_COST };
        let hash = least.hasher().hash_password(b"nobody's password").map(|h| h.to_string()).unwrap_or_default();
        hash.replacen(&least.named(), &self.named(), 1)
    }

    /// Says whether a kept hash took less.
    fn exceeds(self, kept: &PasswordHash) -> bool {
        Params::try_from(kept).is_ok_and(|took| took.m_cost() < self.memory || took.t_cost() < self.passes)
    }
}

/// Hashes and verifies.
#[derive(Clone)]
pub struct Passwords {
    effort: Effort,
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    /// Verified against when there is no account, so that both take as long (AU-7).
    nobody: Arc<str>,
}

impl Passwords {
    pub fn new(effort: Effort) -> Self {
        let (turns, nobody) = (Arc::new(Semaphore::new(AT_ONCE)), effort.of_nobody().into());
        Self { effort, turns, waiting: Arc::default(), nobody }
    }

    /// Hashes a password for keeping.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when too many wait.
    pub async fn hash(&self, password: String) -> Result<String, Failure> {
        let effort = self.effort;
        self.turn(move || effort.hasher().hash_password(composed(&password).as_bytes()).map(|h| h.to_string()).ok())
            .await?
            .ok_or_else(|| Code::Internal.into())
    }

    /// A new hash of a password that was right, when the kept one took less than hashes take now (AU-1). None also when
    /// too many wait: the next sign-in has its turn.
    pub async fn renewed(&self, password: String, kept: &str) -> Option<String> {
        let weak = PasswordHash::new(kept).is_ok_and(|kept| self.effort.exceeds(&kept));
        if weak { self.hash(password).await.ok() } else { None }
    }

    /// Says whether a password is the one kept. Without a kept one it works as long, and says no.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when too many wait.
    pub async fn verify(&self, password: String, kept: Option<String>) -> Result<bool, Failure> {
        let (nobody, hasher) = (Arc::clone(&self.nobody), self.effort.hasher());
        self.turn(move || {
            let known = kept.is_some();
            let kept = kept.unwrap_or_else(|| nobody.to_string());
            let password = composed(&password);
            let right =
                PasswordHash::new(&kept).is_ok_and(|hash| hasher.verify_password(password.as_bytes(), &hash).is_ok());
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::time::Duration;

    #[tokio::test]
    async fn whoever_hangs_up_while_waiting_takes_nobodys_place() {
        let passwords = Passwords::new(Effort::LEAST);
        let busy = Arc::clone(&passwords.turns).acquire_many_owned(2).await.unwrap();
        for _ in 0..2 * WAITING {
            let waiting = passwords.verify("a long enough password".into(), None);
            assert!(tokio::time::timeout(Duration::ZERO, waiting).await.is_err(), "it waits, then its client leaves");
        }
        drop(busy);
        assert!(!passwords.verify("a long enough password".into(), None).await.unwrap());
    }

    #[test]
    fn nobodys_hash_takes_as_long_as_anybodys() {
        for effort in [Effort::LEAST, Effort { memory: 65_536, passes: 3 }] {
            let words = effort.of_nobody();
            let hash = PasswordHash::new(&words).unwrap();
            let took = Params::try_from(&hash).unwrap();
            assert_eq!((took.m_cost(), took.t_cost(), took.p_cost()), (effort.memory, effort.passes, 1));
            assert!(hash.salt.is_some() && hash.hash.is_some(), "{words}");
            assert!(effort.hasher().verify_password(b"a long enough password", &hash).is_err());
        }
    }

    #[tokio::test]
    async fn an_accent_typed_apart_opens_as_well() {
        let passwords = Passwords::new(Effort::LEAST);
        let kept = passwords.hash("de\u{301}jeuner sur la place".into()).await.unwrap();
        assert!(passwords.verify("déjeuner sur la place".into(), Some(kept.clone())).await.unwrap());
        assert!(!passwords.verify("dejeuner sur la place".into(), Some(kept)).await.unwrap());
    }

    #[tokio::test]
    async fn a_hash_that_took_less_is_renewed_and_no_other() {
        let password = || "déjeuner sur la place".to_owned();
        let more = Effort { passes: 2, ..Effort::LEAST };
        let (weak, strong) = (Passwords::new(Effort::LEAST), Passwords::new(more));
        let kept = weak.hash(password()).await.unwrap();
        assert_eq!(weak.renewed(password(), &kept).await, None);
        let renewed = strong.renewed(password(), &kept).await.unwrap();
        assert!(renewed.contains("t=2"), "{renewed}");
        assert_eq!(
            (weak.renewed(password(), &renewed).await, strong.renewed(password(), &renewed).await),
            (None, None)
        );
        assert!(weak.verify(password(), Some(renewed)).await.unwrap(), "a hash says how it was made");
    }
}
