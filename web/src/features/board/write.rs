//! Writes that are no moves: each carries the version of the round that one looked at, and is followed by a reading.

use super::state::{Board, Notice};
use crate::{failure::Failure, ui::FormState};
use cabas_client::{Client, ClientError};
use cabas_kernel::id::{OrganisationId, RoundId, StopId};
use cabas_messages::board;
use leptos::{prelude::*, task::spawn_local};
use std::future::Future;

/// The version of a round that a dialog was opened on: what others changed since is told, never written over unseen.
#[derive(Clone, Copy)]
pub(super) struct Held {
    id: RoundId,
    etag: StoredValue<String>,
}

impl Board {
    pub(super) fn hold(self, id: RoundId) -> Held {
        let etag = self.round_now(id).map(|round| round.etag.clone()).unwrap_or_default();
        Held { id, etag: StoredValue::new(etag) }
    }

    /// Sends what a dialog asks. When the round changed meanwhile, the form says so and keeps what is written; the
    /// board then shows the round as it is, and sending again is about that.
    pub(super) fn send_form<T, F, Answer>(
        self,
        form: FormState,
        held: Option<Held>,
        call: F,
        done: impl FnOnce(T) + 'static,
    ) where
        T: 'static,
        F: Fn(Client, OrganisationId, String) -> Answer + 'static,
        Answer: Future<Output = Result<T, ClientError>> + 'static,
    {
        let etag = held.map(|held| held.etag.get_value()).unwrap_or_default();
        let waited = async move {
            match self.call_and_read(etag, call).await {
                Err(failure) if is_stale(&failure) => {
                    if let Some(held) = held {
                        let now = self.round_now(held.id).map(|round| round.etag.clone()).unwrap_or_default();
                        held.etag.try_set_value(now);
                    }
                    Ok(None)
                }
                other => other.map(Some),
            }
        };
        form.send(waited, move |answer| match answer {
            Some(answer) => done(answer),
            None => form.tell(board::stale(self.lang)),
        });
    }

    /// Sends what a menu asks; what goes wrong is told above the board.
    pub(super) fn write_round<T, F, Answer>(self, id: RoundId, call: F, done: impl FnOnce(T) + 'static)
    where
        T: 'static,
        F: Fn(Client, OrganisationId, String) -> Answer + 'static,
        Answer: Future<Output = Result<T, ClientError>> + 'static,
    {
        let etag = self.round_now(id).map(|round| round.etag.clone()).unwrap_or_default();
        self.notice.set(None);
        spawn_local(async move {
            let answer = self.call_and_read(etag, call).await;
            if self.shown.is_disposed() {
                return;
            }
            match answer {
                Ok(answer) => done(answer),
                Err(failure) => self.notice.set(Some(Notice { sentence: self.sentence(&failure), again: Vec::new() })),
            }
        });
    }

    /// The same for what is no round's.
    pub(super) fn write<T, F, Answer>(self, call: F)
    where
        T: 'static,
        F: Fn(Client, OrganisationId) -> Answer + 'static,
        Answer: Future<Output = Result<T, ClientError>> + 'static,
    {
        self.notice.set(None);
        spawn_local(async move {
            let answer =
                self.call_and_read(String::new(), move |client, organisation, _| call(client, organisation)).await;
            if let (Err(failure), false) = (answer, self.shown.is_disposed()) {
                self.notice.set(Some(Notice { sentence: self.sentence(&failure), again: Vec::new() }));
            }
        });
    }

    /// What a failure says here: the board has already read the day again.
    pub(super) fn sentence(self, failure: &Failure) -> String {
        if is_stale(failure) { board::stale(self.lang).to_owned() } else { failure.sentence(self.lang) }
    }

    async fn call_and_read<T, F, Answer>(self, etag: String, call: F) -> Result<T, Failure>
    where
        T: 'static,
        F: Fn(Client, OrganisationId, String) -> Answer + 'static,
        Answer: Future<Output = Result<T, ClientError>> + 'static,
    {
        let organisation = self.account.organisation();
        let answer = self.account.call(move |client| call(client, organisation, etag.clone())).await;
        let unread = matches!(&answer, Err(Failure::Network));
        if !unread && !self.shown.is_disposed() {
            // A reading that fails says so above the board.
            let _ = self.read().await;
        }
        answer
    }

    /// Remembers what one closes or opens oneself: it is no news.
    pub(super) fn do_myself(self, stops: impl IntoIterator<Item = StopId>) {
        self.mine.update_value(|mine| mine.extend(stops));
    }
}

fn is_stale(failure: &Failure) -> bool {
    failure.code() == Some("version_stale")
}
