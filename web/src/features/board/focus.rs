//! Focus survives what is drawn anew: what can hold it carries a key, and is found again by it.

use js_sys::{Function, Object, Reflect};
use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

/// The attribute that names what can hold focus: `<stop>`, `<stop>:menu`, `<round>:person`…
pub(super) const KEY: &str = "data-key";

/// The key of what holds focus now.
pub(super) fn current() -> Option<String> {
    document().active_element()?.get_attribute(KEY)
}

/// Once what is being drawn stands, gives focus back if it was lost meanwhile; it never takes it from elsewhere.
pub(super) fn back_soon(key: Option<String>) {
    let Some(key) = key else { return };
    request_animation_frame(move || {
        if is_lost()
            && let Some(element) = find(&key)
        {
            give(&element, true);
        }
    });
}

/// Gives focus to what has this key, else to the title of the page, if it is lost.
pub(super) fn back_or_title_soon(key: Option<String>) {
    request_animation_frame(move || {
        if !is_lost() {
            return;
        }
        let title = || document().query_selector("#content h1").ok().flatten();
        if let Some(element) = key.as_deref().and_then(find).or_else(title) {
            give(&element, true);
        }
    });
}

/// Gives focus, if it is lost, to the first of what can hold it: where a dialog drew its inside anew.
pub(super) fn first_if_lost(selector: &'static str) {
    request_animation_frame(move || {
        if is_lost()
            && let Ok(Some(element)) = document().query_selector(selector)
        {
            give(&element, true);
        }
    });
}

/// Moves focus to what has this key, and the page with it.
pub(super) fn go_soon(key: String) {
    request_animation_frame(move || {
        if let Some(element) = find(&key) {
            give(&element, false);
        }
    });
}

/// Says whether focus is nowhere.
pub(super) fn is_lost() -> bool {
    document().active_element().is_none_or(|element| element.tag_name() == "BODY")
}

fn find(key: &str) -> Option<Element> {
    document().query_selector(&["[", KEY, "=\"", key, "\"]"].concat()).ok().flatten()
}

fn give(element: &Element, stay: bool) {
    let options = Object::new();
    // Setting a property of a fresh object cannot fail, and an element that takes no focus leaves it where it is.
    let _ = Reflect::set(&options, &"preventScroll".into(), &JsValue::from_bool(stay));
    if let Ok(focus) = Reflect::get(element, &"focus".into()) {
        let _ = focus.unchecked_into::<Function>().call1(element, &options);
    }
}

/// Where an element stands in the window, in CSS pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

/// Nothing for what is not drawn.
pub(super) fn frame(element: &Element) -> Option<Frame> {
    let measure: Function = Reflect::get(element, &"getBoundingClientRect".into()).ok()?.dyn_into().ok()?;
    let rectangle = measure.call0(element).ok()?;
    let number = |name: &str| Reflect::get(&rectangle, &name.into()).ok().and_then(|value| value.as_f64());
    let frame =
        Frame { left: number("left")?, top: number("top")?, width: number("width")?, height: number("height")? };
    (frame.width > 0.0).then_some(frame)
}
