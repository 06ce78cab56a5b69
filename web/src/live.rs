//! Changes as they happen: server-sent events, read by `fetch` because `EventSource` sends no header (decisions 25).
//!
//! Events hold ids and kinds only; whoever listens fetches what it shows. After a cut the server repeats what was
//! missed (`Last-Event-ID`), so listeners must bear hearing an event twice.

use crate::{i18n::Dates, session::Account};
use cabas_client::{ClientError, Method, Streaming};
use cabas_model::events::LiveEvent;
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
}

/// The server says something at least every 15 s; twice that without a word is a lost connection.
const SILENCE: Duration = Duration::from_secs(40);

/// How a connection ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Without a word.
    Nothing,
    /// After it had said something.
    Heard,
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
            match reading.await {
                Ok(Reading::Over) => return,
                Ok(Reading::Nothing) => failures = u32::min(failures.saturating_add(1), 6),
                // Silence, or the place is left.
                Ok(Reading::Heard) | Err(_) => failures = 0,
            }
            if self.link.is_disposed() {
                return;
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

/// How long to wait before opening again: 1 s, 2 s… up to 30 s, plus up to half of it by chance, so that fifty
/// dispatchers do not come back in the same second.
fn backoff(failures: u32, chance: f64) -> Duration {
    let base = Duration::from_secs(u64::min(30, 1 << u32::min(failures, 5)));
    base.saturating_add(base.mul_f64(0.5 * chance.clamp(0.0, 1.0)))
}

/// One event as it came.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Frame {
    id: Option<String>,
    data: String,
}

/// Cuts a stream of bytes into frames, whatever the chunks it comes in.
#[derive(Default)]
struct Frames {
    /// The line that has not ended yet.
    rest: Vec<u8>,
    frame: Frame,
    any: bool,
}

impl Frames {
    /// Takes a chunk, gives the frames it ends.
    fn push(&mut self, chunk: &[u8]) -> Vec<Frame> {
        let mut done = Vec::new();
        for byte in chunk {
            if *byte == b'\n' {
                let line = std::mem::take(&mut self.rest);
                done.extend(self.line(String::from_utf8_lossy(&line).trim_end_matches('\r')));
            } else {
                self.rest.push(*byte);
            }
        }
        done
    }

    /// Takes a line; an empty one ends a frame. A line that begins with a colon is a heartbeat.
    fn line(&mut self, line: &str) -> Option<Frame> {
        if line.is_empty() {
            let ended = std::mem::take(&mut self.frame);
            return std::mem::take(&mut self.any).then_some(ended);
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        // `event:` repeats what the data says.
        match name {
            "id" => self.frame.id = Some(value.to_owned()),
            "data" => {
                if self.any && !self.frame.data.is_empty() {
                    self.frame.data.push('\n');
                }
                self.frame.data.push_str(value);
                self.any = true;
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(id: &str, data: &str) -> Frame {
        Frame { id: Some(id.to_owned()), data: data.to_owned() }
    }

    #[test]
    fn a_frame_ends_with_a_blank_line() {
        let mut frames = Frames::default();
        assert_eq!(frames.push(b"id: 7\nevent: stop.changed\ndata: {\"seq\":7}\n\n"), [frame("7", "{\"seq\":7}")]);
    }

    #[test]
    fn chunks_may_cut_anywhere_even_inside_a_letter() {
        let stream = "id: 8\nevent: e\ndata: livré\n\nid: 9\r\nevent: f\r\ndata: a\r\n\r\n".as_bytes();
        for size in 1..stream.len() {
            let mut frames = Frames::default();
            let found: Vec<Frame> = stream.chunks(size).flat_map(|chunk| frames.push(chunk)).collect();
            assert_eq!(found, [frame("8", "livré"), frame("9", "a")], "chunks of {size}");
        }
    }

    #[test]
    fn heartbeats_and_lone_ids_are_no_frames() {
        let mut frames = Frames::default();
        assert_eq!(frames.push(b": beat\n\n:\n\nid: 3\n\n"), []);
    }

    #[test]
    fn several_data_lines_are_one_text() {
        let mut frames = Frames::default();
        let found = frames.push(b"data: a\ndata: b\n\n");
        assert_eq!(found.first().map(|frame| frame.data.as_str()), Some("a\nb"));
    }

    #[test]
    fn waits_grow_and_stay_bounded() {
        assert_eq!(backoff(0, 0.0), Duration::from_secs(1));
        assert_eq!(backoff(3, 0.0), Duration::from_secs(8));
        assert_eq!(backoff(60, 1.0), Duration::from_secs(45));
    }
}
