//! Acts of a volunteer: what was done, when by the phone's clock, and the key under which it counts once.
//!
//! An act holds ids, states and the declared time; names and addresses are never part of it, so that it may outlive
//! the right to read them (§5.2 of the deliveries reference).

use crate::{failure::Failure, i18n::now, session::Account};
use cabas_client::{Client, ClientError};
use cabas_kernel::{
    Ts,
    id::{RoundId, StopId},
};
use cabas_model::{
    deliveries::{FailureReason, Outcome},
    me::{CompleteStop, FailStop, MyStop, ReopenStop, StartStop},
};

/// What is done.
#[derive(Clone, PartialEq)]
pub(super) enum Deed {
    /// « Je la prends ».
    Take,
    Release,
    /// « Démarrer la tournée ».
    Start,
    /// « Terminer la tournée ».
    Close,
    /// « Y aller ».
    Go(StopId),
    /// The goods are aboard.
    Load(StopId),
    Deliver(StopId, Delivery),
    Fail(StopId, FailureReason, Option<String>),
    Reopen(StopId, String),
}

/// How a drop-off went well, and a word about it.
#[derive(Clone, PartialEq)]
pub(super) struct Delivery {
    pub(super) outcome: Outcome,
    pub(super) note: Option<String>,
    /// Who took it, when it was not the household.
    pub(super) received_by: Option<String>,
}

impl Deed {
    /// The stop it is about; none for the round as a whole.
    pub(super) const fn stop(&self) -> Option<StopId> {
        match self {
            Self::Take | Self::Release | Self::Start | Self::Close => None,
            Self::Go(id) | Self::Load(id) | Self::Deliver(id, _) | Self::Fail(id, ..) | Self::Reopen(id, _) => {
                Some(*id)
            }
        }
    }
}

/// An act as it was made.
#[derive(Clone, PartialEq)]
pub(super) struct Act {
    /// The same at every try: the server does it once.
    pub(super) key: String,
    pub(super) at: Ts,
    pub(super) round: RoundId,
    pub(super) deed: Deed,
}

/// What the server answered.
pub(super) enum Done {
    /// The stop as it is now.
    Stop(Box<MyStop>),
    /// The round changed: it is read again.
    Round,
}

impl Act {
    /// An act made now.
    pub(super) fn new(round: RoundId, deed: Deed) -> Self {
        Self { key: fresh_key(), at: now(), round, deed }
    }

    /// Tells the server.
    pub(super) async fn send(self, account: Account) -> Result<Done, Failure> {
        account
            .call(move |client| {
                let act = self.clone();
                async move { act.tell(&client).await }
            })
            .await
    }

    async fn tell(self, client: &Client) -> Result<Done, ClientError> {
        let client = client.once(self.key);
        let (round, at) = (self.round, Some(self.at));
        let stop = match self.deed {
            Deed::Take => return client.take_round(round).await.map(|_| Done::Round),
            Deed::Release => return client.release_round(round).await.map(|()| Done::Round),
            Deed::Start => return client.start_my_round(round).await.map(|()| Done::Round),
            Deed::Close => return client.close_my_round(round).await.map(|()| Done::Round),
            Deed::Go(id) => client.start_my_stop(id, &StartStop { at }).await,
            Deed::Load(id) => client.complete_my_stop(id, &CompleteStop { at, ..CompleteStop::default() }).await,
            Deed::Deliver(id, Delivery { outcome, note, received_by }) => {
                client.complete_my_stop(id, &CompleteStop { outcome: Some(outcome), note, received_by, at }).await
            }
            Deed::Fail(id, reason, note) => client.fail_my_stop(id, &FailStop { reason, note, at }).await,
            Deed::Reopen(id, reason) => client.reopen_my_stop(id, &ReopenStop { reason }).await,
        };
        stop.map(|stop| Done::Stop(Box::new(stop)))
    }
}

/// A key that no other act of this person has. Chance is enough: it only keeps their own acts apart.
fn fresh_key() -> String {
    let part = || {
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number between 0 and 2^53, whole"
        )]
        let number = (js_sys::Math::random() * 9_007_199_254_740_992.0) as u64;
        format!("{number:x}")
    };
    [part(), part(), part()].join("-")
}
