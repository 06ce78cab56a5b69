//! Writes that are no moves: each carries the version of the round that one looked at, and is followed by a reading.
//!
//! Calls are boxed: what surrounds them is compiled once, not for each of the twenty acts of the board.

use super::state::{Board, Notice};
use crate::{failure::Failure, ui::FormState};
use cabas_client::{Client, ClientError};
use cabas_kernel::id::{OrganisationId, RoundId, StopId};
use cabas_messages::board;
use leptos::{prelude::*, task::spawn_local};
use std::{future::Future, pin::Pin};

/// What the server is asked, with the version that one looked at.
type Call = Box<dyn Fn(Client, OrganisationId, String) -> Pin<Box<dyn Future<Output = Result<(), ClientError>>>>>;

/// The version of a round that a dialog was opened on: what others changed since is told, never written over unseen.
#[derive(Clone, Copy)]
pub(super) struct Held {
    id: RoundId,
    etag: StoredValue<String>,
}

impl Board {
    pub(super) fn hold(self, id: RoundId) -> Held {
        Held { id, etag: StoredValue::new(self.etag(id)) }
    }

    fn etag(self, id: RoundId) -> String {
        self.round_now(id).map(|round| round.etag.clone()).unwrap_or_default()
    }

    /// Sends what a dialog asks. When the round changed meanwhile, the form says so and keeps what is written; the
    /// board then shows the round as it is, and sending again is about that.
    pub(super) fn send_form<F, Answer>(
        self,
        form: FormState,
        held: Option<Held>,
        call: F,
        done: impl FnOnce() + 'static,
    ) where
        F: Fn(Client, OrganisationId, String) -> Answer + 'static,
        Answer: Future<Output = Result<(), ClientError>> + 'static,
    {
        let call: Call = Box::new(move |client, organisation, etag| Box::pin(call(client, organisation, etag)));
        self.send_boxed(form, held, call, Box::new(done));
    }

    fn send_boxed(self, form: FormState, held: Option<Held>, call: Call, done: Box<dyn FnOnce()>) {
        let etag = held.map(|held| held.etag.get_value()).unwrap_or_default();
        let waited = async move {
            match self.call_and_read(etag, call).await {
                Err(failure) if is_stale(&failure) => {
                    if let Some(held) = held {
                        held.etag.try_set_value(self.etag(held.id));
                    }
                    Ok(false)
                }
                answer => answer.map(|()| true),
            }
        };
        form.send(waited, move |made| if made { done() } else { form.tell(board::stale(self.lang)) });
    }

    /// Sends what a menu asks; what goes wrong is told above the board.
    pub(super) fn write_round<F, Answer>(self, id: RoundId, call: F, done: impl FnOnce() + 'static)
    where
        F: Fn(Client, OrganisationId, String) -> Answer + 'static,
        Answer: Future<Output = Result<(), ClientError>> + 'static,
    {
        let call: Call = Box::new(move |client, organisation, etag| Box::pin(call(client, organisation, etag)));
        self.write_boxed(self.etag(id), call, Box::new(done));
    }

    /// The same for what is no round's.
    pub(super) fn write<F, Answer>(self, call: F)
    where
        F: Fn(Client, OrganisationId) -> Answer + 'static,
        Answer: Future<Output = Result<(), ClientError>> + 'static,
    {
        let call: Call = Box::new(move |client, organisation, _| Box::pin(call(client, organisation)));
        self.write_boxed(String::new(), call, Box::new(|| ()));
    }

    fn write_boxed(self, etag: String, call: Call, done: Box<dyn FnOnce()>) {
        self.notice.set(None);
        spawn_local(async move {
            let answer = self.call_and_read(etag, call).await;
            if self.shown.is_disposed() {
                return;
            }
            match answer {
                Ok(()) => done(),
                Err(failure) => self.notice.set(Some(Notice { sentence: self.sentence(&failure), again: Vec::new() })),
            }
        });
    }

    /// What a failure says here: the board has already read the day again.
    fn sentence(self, failure: &Failure) -> String {
        if is_stale(failure) { board::stale(self.lang).to_owned() } else { failure.sentence(self.lang) }
    }

    async fn call_and_read(self, etag: String, call: Call) -> Result<(), Failure> {
        let organisation = self.account.organisation();
        let answer = self.account.call(move |client| call(client, organisation, etag.clone())).await;
        if !matches!(&answer, Err(Failure::Network)) && !self.shown.is_disposed() {
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
