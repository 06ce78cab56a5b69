//! One record as it is held by its page: read, changed by an act, known to be old.

use crate::{
    dom,
    failure::Failure,
    live::LiveFeed,
    session::{Account, use_account},
    ui::FormState,
};
use cabas_client::Version;
use cabas_kernel::{Ts, id::RecipientId};
use cabas_model::{events::EventKind, recipients::RecipientDetails};
use leptos::{prelude::*, task::spawn_local};
use std::{future::Future, sync::Arc};

/// What is known of a record.
#[derive(Clone, PartialEq)]
pub(super) enum Known {
    Loading,
    Trouble(Failure),
    Record(Arc<Version<RecipientDetails>>),
}

/// A record, for its page. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Held {
    pub(super) account: Account,
    pub(super) id: RecipientId,
    known: RwSignal<Known>,
    /// The last change that the feed has told.
    told: RwSignal<Option<Ts>>,
    /// An act of ours is under way.
    acting: RwSignal<bool>,
}

impl Held {
    /// Reads it, and listens to its changes.
    ///
    /// A change is told, not fetched: each reading is noted in the record, for the household to see.
    pub(super) fn open(id: RecipientId) -> Self {
        let held = Self {
            account: use_account(),
            id,
            known: RwSignal::new(Known::Loading),
            told: RwSignal::new(None),
            acting: RwSignal::new(false),
        };
        held.read();
        if let Some(feed) = LiveFeed::of_app() {
            feed.on_event(move |event| {
                if event.kind == EventKind::RecipientChanged && event.subject_id == id.0 {
                    held.told.set(Some(event.at));
                }
            });
        }
        held
    }

    /// What is known, followed.
    pub(super) fn known(self) -> Known {
        self.known.get()
    }

    /// Whether someone else has changed it since, followed. The feed tells our own acts too: they are no news.
    pub(super) fn is_stale(self) -> bool {
        let changed = self.known.with(|known| match known {
            Known::Record(version) => Some(version.body.updated_at),
            _ => None,
        });
        let told = self.told.get();
        !self.acting.get() && changed.zip(told).is_some_and(|(changed, told)| is_later(changed, told))
    }

    /// The household's name, followed; empty before it is known.
    pub(super) fn name(self) -> String {
        self.known.with(|known| match known {
            Known::Record(version) => version.body.display_name.clone(),
            _ => String::new(),
        })
    }

    /// Its version, for `If-Match`.
    pub(super) fn etag(self) -> Option<String> {
        self.known.with_untracked(|known| match known {
            Known::Record(version) => Some(version.etag.clone()),
            _ => None,
        })
    }

    /// Reads it again.
    pub(super) fn read(self) {
        self.told.set(None);
        spawn_local(async move {
            let (organisation, id) = (self.account.organisation(), self.id);
            let answer =
                self.account.call(move |client| async move { client.read_recipient(organisation, id).await }).await;
            self.known.try_set(answer.map_or_else(Known::Trouble, |version| Known::Record(Arc::new(version))));
        });
    }

    /// The same after an act: what was pressed is drawn anew, so focus waits at the title.
    pub(super) fn again(self) {
        dom::focus_soon("#content h1");
        self.read();
    }

    /// Takes what an act of ours has made of it.
    pub(super) fn take(self, version: Version<RecipientDetails>) {
        dom::focus_soon("#content h1");
        self.known.set(Known::Record(Arc::new(version)));
    }

    /// Makes an act of ours.
    pub(super) fn act<T: 'static>(
        self,
        form: FormState,
        call: impl Future<Output = Result<T, Failure>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        let call = async move {
            self.acting.try_set(true);
            let answer = call.await;
            self.acting.try_set(false);
            answer
        };
        form.send(call, done);
    }
}

/// A change is told at the end of what wrote it: within half a second it is the one that we have read.
fn is_later(changed: Ts, told: Ts) -> bool {
    told.timestamp_millis().saturating_sub(changed.timestamp_millis()) > 500
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_change_one_has_read_is_no_news() {
        let read = Ts::from_micros(10_000_000);
        assert!(!is_later(read, read) && !is_later(read, Ts::from_micros(10_400_000)));
        assert!(!is_later(read, Ts::from_micros(3_000_000)), "told again after a cut");
        assert!(is_later(read, Ts::from_micros(11_000_000)));
    }
}
