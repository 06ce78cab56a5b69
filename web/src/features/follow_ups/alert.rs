//! Urgent news while one looks elsewhere: a mark in the title of the window, and a short sound for those who asked for
//! it (ux 18). Neither is the only signal: the bar counts, and the list tells (AX8).

use crate::dom;
use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

/// The cookie that remembers that this browser rings.
const SOUND: &str = "sound";
const ON: &str = "on";

/// What was known and what nobody has seen yet. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Alert {
    /// How many waited at the last answer; nothing before the first.
    known: StoredValue<Option<u32>>,
    unseen: StoredValue<u32>,
}

impl Alert {
    /// Follows whether the window is looked at, for as long as what calls this stands.
    pub(super) fn new() -> Self {
        let alert = Self { known: StoredValue::new(None), unseen: StoredValue::new(0) };
        let seen = window_event_listener_untyped("visibilitychange", move |_| {
            if !document().hidden() {
                alert.unseen.set_value(0);
                dom::mark_title(0);
            }
        });
        on_cleanup(move || {
            seen.remove();
            dom::mark_title(0);
        });
        alert
    }

    /// So many urgent ones wait now.
    pub(super) fn hear(self, urgent: u32) {
        let Some(known) = self.known.try_get_value() else { return };
        self.known.set_value(Some(urgent));
        let more = more(known, urgent);
        if more == 0 {
            return;
        }
        if rings() {
            ring();
        }
        if document().hidden() {
            self.unseen.update_value(|unseen| *unseen = unseen.saturating_add(more));
            dom::mark_title(self.unseen.get_value());
        }
    }
}

/// How many came since the last answer; those that waited at the first one are no news.
fn more(known: Option<u32>, now: u32) -> u32 {
    known.map_or(0, |known| now.saturating_sub(known))
}

/// Whether this browser rings.
pub(super) fn rings() -> bool {
    dom::remembered(SOUND).as_deref() == Some(ON)
}

/// Rings from now on, once at once so that one knows it; or no longer.
pub(super) fn set_rings(on: bool) {
    dom::remember(SOUND, if on { ON } else { "off" });
    if on {
        ring();
    }
}

thread_local! {
    /// One for the window: browsers allow few.
    static AUDIO: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Two soft notes. A browser that plays nothing stays silent: the sound is never the only signal.
fn ring() {
    let Some(audio) = AUDIO.with_borrow_mut(|known| {
        if known.is_none() {
            *known = audio();
        }
        known.clone()
    }) else {
        return;
    };
    for (after, pitch) in [(0.0, 660.0), (0.16, 880.0)] {
        if note(&audio, after, pitch).is_none() {
            return;
        }
    }
}

fn audio() -> Option<JsValue> {
    let kind: Function = Reflect::get(&window(), &"AudioContext".into()).ok()?.dyn_into().ok()?;
    Reflect::construct(&kind, &Array::new()).ok()
}

/// One note: its start and its length in seconds, its pitch in hertz; loud at first, then fading.
fn note(audio: &JsValue, after: f64, pitch: f64) -> Option<()> {
    const LENGTH: f64 = 0.3;
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok();
    let call = |of: &JsValue, name: &str, with: &[JsValue]| {
        let method: Function = get(of, name)?.dyn_into().ok()?;
        method.apply(of, &with.iter().collect::<Array>()).ok()
    };
    let start = get(audio, "currentTime")?.as_f64()? + after;
    let at = |values: [f64; 2]| values.map(JsValue::from_f64);
    let (tone, volume) = (call(audio, "createOscillator", &[])?, call(audio, "createGain", &[])?);
    call(&get(&tone, "frequency")?, "setValueAtTime", &at([pitch, start]))?;
    let gain = get(&volume, "gain")?;
    call(&gain, "setValueAtTime", &at([0.12, start]))?;
    call(&gain, "exponentialRampToValueAtTime", &at([0.001, start + LENGTH]))?;
    call(&tone, "connect", std::slice::from_ref(&volume))?;
    call(&volume, "connect", &[get(audio, "destination")?])?;
    call(&tone, "start", &[JsValue::from_f64(start)])?;
    call(&tone, "stop", &[JsValue::from_f64(start + LENGTH)])?;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::more;

    #[test]
    fn only_what_came_since_the_last_answer_is_news() {
        assert_eq!((more(None, 3), more(Some(3), 3), more(Some(3), 5), more(Some(5), 4)), (0, 0, 2, 0));
    }
}
