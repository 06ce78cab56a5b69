//! What the phone does for busy hands, where its browser can: it trembles when an act is taken, and does not sleep while
//! a stop is open.

use js_sys::{Function, Promise, Reflect};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// How long it trembles, in milliseconds.
const SHORT: u32 = 40;

/// A method of an object, called; nothing where there is none, or when it refuses. Nothing depends on it.
fn ask(of: &JsValue, method: &str, with: impl Into<JsValue>) -> Option<JsValue> {
    let method: Function = Reflect::get(of, &method.into()).ok()?.dyn_into().ok()?;
    method.call1(of, &with.into()).ok()
}

/// Never the only sign, and not for those who asked their phone for less movement.
pub(super) fn tremble() {
    let less = ask(&window(), "matchMedia", "(prefers-reduced-motion: reduce)");
    let less = less.and_then(|less| Reflect::get(&less, &"matches".into()).ok()?.as_bool());
    if less != Some(true) {
        ask(&window().navigator(), "vibrate", SHORT);
    }
}

/// Keeps the screen on as long as the page stands. The browser lets it go when the page is hidden, so it is asked for
/// again when the page comes back.
pub(super) fn stay_awake() {
    let held = StoredValue::new_local(None::<JsValue>);
    let keep = move || {
        spawn_local(async move {
            let Ok(lock) = Reflect::get(&window().navigator(), &"wakeLock".into()) else { return };
            let Some(asked) = ask(&lock, "request", "screen") else { return };
            let Ok(lock) = JsFuture::from(asked.unchecked_into::<Promise>()).await else { return };
            // The page was left meanwhile: nothing is held for it.
            if let Some(lock) = held.try_set_value(Some(lock)).flatten() {
                ask(&lock, "release", JsValue::UNDEFINED);
            }
        });
    };
    keep();
    let seen = window_event_listener_untyped("visibilitychange", move |_| {
        if !document().hidden() {
            keep();
        }
    });
    on_cleanup(move || {
        seen.remove();
        if let Some(lock) = held.try_get_value().flatten() {
            ask(&lock, "release", JsValue::UNDEFINED);
        }
    });
}
