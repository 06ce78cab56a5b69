//! Looks of one commit.

use super::Look;
use crate::StoreError;
use sea_orm::DbErr;
use tokio::sync::oneshot;

/// Who waits to be told how it went.
pub(super) type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

/// Looks that are committed together, and who waits for it.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) looks: Vec<Look>,
    answers: Vec<Answer<()>>,
}

impl Batch {
    pub(super) fn add(&mut self, look: Look, answer: Answer<()>) {
        self.looks.push(look);
        self.answers.push(answer);
    }

    /// Tells everybody how it went.
    pub(super) fn tell<E: ToString>(self, written: Result<(), E>) {
        let written = written.map_err(|e| e.to_string());
        for answer in self.answers {
            // Whoever asked may have gone; what was asked is done all the same.
            let _ = answer.send(written.clone().map_err(|said| DbErr::Custom(said).into()));
        }
    }
}

/// What whoever asks is told when nobody writes any more.
pub(super) fn closed() -> StoreError {
    StoreError::Unavailable(DbErr::Custom("the log of looks is closed".into()))
}
