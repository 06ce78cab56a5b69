//! Changes as they happen: server-sent events, read by `fetch` because `EventSource` sends no header (decisions 25).
//!
//! Events hold ids and kinds only; whoever listens fetches what it shows. After a cut the server repeats what was
//! missed (`Last-Event-ID`), so listeners must bear hearing an event twice.

mod frames;

use crate::{i18n::Dates, session::Account};
use cabas_client::{ClientError, Method, Streaming};
use cabas_model::events::LiveEvent;
use frames::{Frame, Frames};
use futures_util::future::{AbortHandle, abortable};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// State of the connection, with times in words.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Link {
    #[default]
    Opening,
    Open {
        updated: Option<String>,
    },
    Lost {
        since: String,
    },
    /// Newer windows of the same person have the places there are.
    Paused {
        since: String,
    },
}

/// The server says something at least every 15 s; twice that without a word is a lost connection.
const SILENCE: Duration = Duration::from_secs(40);
/// What tells that somebody is at this window: they come back to it, or they never left and touch it.
const SIGNS: [&str; 7] = ["visibilitychange", "focus", "focusin", "pointerdown", "click", "wheel", "keydown"];

/// How a connection ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Without a word.
    Nothing,
    /// After it had said something.
    Heard,
    /// Its place was given to a newer window.
    Displaced,
    /// The session is over.
    Over,
}

type Listener = (u32, Callback<LiveEvent>);

/// The feed of changes of the organisation one works in. `Copy`.
#[derive(Clone, Copy)]
pub struct LiveFeed {
    link: RwSignal<Link>,
    listeners: StoredValue<Vec<Listener>>,
    next: StoredValue<u32>,
    last_id: StoredValue<Option<String>>,
    /// Ends the reading under way, and with it the call.
    reading: StoredValue<Option<AbortHandle>>,
}

impl LiveFeed {
    /// Opens the feed for as long as what calls this stands, and hands it to everything below.
    pub fn provide(account: Account, dates: Dates) -> Self {
        let feed = Self {
            link: RwSignal::new(Link::Opening),
            listeners: StoredValue::new(Vec::new()),
            next: StoredValue::new(0),
            last_id: StoredValue::new(None),
            reading: StoredValue::new(None),
        };
        provide_context(feed);
        on_cleanup(move || feed.abort());
        spawn_local(async move { feed.keep_open(account, dates).await });
        feed
    }

    /// The feed around here, when there is one.
    pub fn of_app() -> Option<Self> {
        use_context()
    }

    /// State of the connection, for [`crate::ui::Live`].
    pub fn link(self) -> Signal<Link> {
        self.link.into()
    }

    /// Calls back at each event, for as long as what calls this stands.
    pub fn on_event(self, listener: impl Fn(LiveEvent) + Send + Sync + 'static) {
        let id = self.next.with_value(|next| next.wrapping_add(1));
        self.next.set_value(id);
        let listener = Callback::new(listener);
        self.listeners.update_value(|listeners| listeners.push((id, listener)));
        on_cleanup(move || {
            self.listeners.try_update_value(|listeners| listeners.retain(|(known, _)| *known != id));
        });
    }

    /// Opens again and again, until what holds the feed is gone.
    async fn keep_open(self, account: Account, dates: Dates) {
        let mut failures = 0_u32;
        while !self.link.is_disposed() {
            let (reading, handle) = abortable(self.read(account, &dates));
            self.reading.set_value(Some(handle));
            let ended = reading.await;
            match ended {
                Ok(Reading::Over) => return,
                Ok(Reading::Nothing) => failures = u32::min(failures.saturating_add(1), 6),
                // Silence, or the place is left.
                Ok(Reading::Heard | Reading::Displaced) | Err(_) => failures = 0,
            }
            if self.link.is_disposed() {
                return;
            }
            if matches!(ended, Ok(Reading::Displaced)) {
                // At once, it would take the place of another window, and that one the next: each opens when it is used.
                self.link.set(Link::Paused { since: dates.time(crate::i18n::now()) });
                seen_again().await;
                continue;
            }
            if !matches!(self.link.get_untracked(), Link::Lost { .. }) {
                self.link.set(Link::Lost { since: dates.time(crate::i18n::now()) });
            }
            pause(backoff(failures, js_sys::Math::random())).await;
        }
    }

    /// Reads until the connection ends.
    async fn read(self, account: Account, dates: &Dates) -> Reading {
        let Ok(stream) = self.open(account).await else { return Reading::Nothing };
        match stream.status {
            200 => self.drain(stream, dates).await,
            401 if account.refresh().await.is_err() => Reading::Over,
            _ => Reading::Nothing,
        }
    }

    async fn open(self, account: Account) -> Result<Streaming, ClientError> {
        let mut call = account.client().request(Method::GET, "/events").header("accept", "text/event-stream");
        if let Some(id) = self.last_id.get_value() {
            call = call.header("last-event-id", id);
        }
        call.stream().await
    }

    async fn drain(self, mut stream: Streaming, dates: &Dates) -> Reading {
        let mut frames = Frames::default();
        let mut reading = Reading::Nothing;
        loop {
            let silence = set_timeout_with_handle(move || self.abort(), SILENCE);
            let chunk = stream.chunk().await;
            if let Ok(silence) = silence {
                silence.clear();
            }
            let Some(bytes) = chunk else { return reading };
            if self.link.is_disposed() {
                return reading;
            }
            reading = Reading::Heard;
            let open = Link::Open { updated: Some(dates.time(crate::i18n::now())) };
            if self.link.with_untracked(|link| *link != open) {
                self.link.set(open);
            }
            for frame in frames.push(&bytes) {
                if frame.displaced {
                    return Reading::Displaced;
                }
                self.tell(&frame);
            }
        }
    }

    fn tell(self, frame: &Frame) {
        if let Some(id) = &frame.id {
            self.last_id.set_value(Some(id.clone()));
        }
        let Ok(event) = serde_json::from_str::<LiveEvent>(&frame.data) else { return };
        for (_, listener) in self.listeners.get_value() {
            listener.run(event.clone());
        }
    }

    fn abort(self) {
        if let Some(reading) = self.reading.try_get_value().flatten() {
            reading.abort();
        }
    }
}

/// Waits.
async fn pause(time: Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(
            move || {
                // A resolving function does not throw.
                let _ = resolve.call0(&JsValue::UNDEFINED);
            },
            time,
        );
    });
    // Nothing rejects this promise.
    let _ = JsFuture::from(promise).await;
}

/// Waits until somebody is at this window, and listens no longer.
async fn seen_again() {
    let mut ears = Vec::new();
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        for event in SIGNS {
            let resolve = resolve.clone();
            ears.push(window_event_listener_untyped(event, move |_| {
                if !document().hidden() {
                    // A resolving function does not throw.
                    let _ = resolve.call0(&JsValue::UNDEFINED);
                }
            }));
        }
    });
    // Nothing rejects this promise.
    let _ = JsFuture::from(promise).await;
    for ear in ears {
        ear.remove();
    }
}

/// How long to wait before opening again: 1 s, 2 s… up to 30 s, plus up to half of it by chance, so that fifty
/// dispatchers do not come back in the same second.
fn backoff(failures: u32, chance: f64) -> Duration {
    let base = Duration::from_secs(u64::min(30, 1 << u32::min(failures, 5)));
    base.saturating_add(base.mul_f64(0.5 * chance.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_bounded() {
        assert_eq!(backoff(0, 0.0), Duration::from_secs(1));
        assert_eq!(backoff(3, 0.0), Duration::from_secs(8));
        assert_eq!(backoff(60, 1.0), Duration::from_secs(45));
    }
}
