//! One record as it is held by its page: read, changed by an act, known to be old.

use crate::{
    dom,
    failure::Failure,
    live::LiveFeed,
    session::{Account, use_account},
    ui::FormState,
};
use cabas_client::Version;
use cabas_kernel::id::RecipientId;
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
    /// Someone else has changed it since it was read.
    stale: RwSignal<bool>,
    /// Changes of our own that the feed has not told yet.
    own: StoredValue<u32>,
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
            stale: RwSignal::new(false),
            own: StoredValue::new(0),
        };
        held.read();
        if let Some(feed) = LiveFeed::of_app() {
            feed.on_event(move |event| {
                if event.kind == EventKind::RecipientChanged && event.subject_id == id.0 {
                    held.told();
                }
            });
        }
        held
    }

    /// What is known, followed.
    pub(super) fn known(self) -> Known {
        self.known.get()
    }

    /// Whether it is old, followed.
    pub(super) fn is_stale(self) -> bool {
        self.stale.get()
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
        spawn_local(async move {
            let (organisation, id) = (self.account.organisation(), self.id);
            let answer =
                self.account.call(move |client| async move { client.read_recipient(organisation, id).await }).await;
            self.stale.try_set(false);
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

    /// Makes an act of ours. The feed will tell the change it makes, and that is no news.
    pub(super) fn act<T: 'static>(
        self,
        form: FormState,
        call: impl Future<Output = Result<T, Failure>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        self.own.update_value(|own| *own = own.saturating_add(1));
        let call = async move {
            let answer = call.await;
            if answer.is_err() {
                self.own.try_update_value(|own| *own = own.saturating_sub(1));
            }
            answer
        };
        form.send(call, done);
    }

    fn told(self) {
        let own = self.own.get_value();
        if own == 0 {
            self.stale.set(true);
        } else {
            self.own.set_value(own.saturating_sub(1));
        }
    }
}
