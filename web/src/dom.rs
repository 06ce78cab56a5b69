//! The few things asked of the browser directly.

#[cfg(feature = "desk")]
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::{document, request_animation_frame, window};
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::JsCast;
#[cfg(feature = "desk")]
use wasm_bindgen_futures::JsFuture;
#[cfg(feature = "desk")]
use web_sys::HtmlTextAreaElement;
use web_sys::{HtmlDocument, HtmlElement};

/// An id no other element of the page has.
pub fn fresh_id(kind: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    [kind, "-", &NEXT.fetch_add(1, Ordering::Relaxed).to_string()].concat()
}

/// How many things nobody has seen yet, in front of the title.
static MARK: AtomicU32 = AtomicU32::new(0);

/// Sets the title of the window.
pub fn set_title(title: &str) {
    document().set_title(&marked(title, MARK.load(Ordering::Relaxed)));
}

/// Marks the title of the window, whatever it is and becomes: « (2) À suivre ». Nought takes the mark away.
#[cfg(feature = "desk")]
pub fn mark_title(count: u32) {
    let title = document().title();
    let before = MARK.swap(count, Ordering::Relaxed);
    let bare = title.strip_prefix(&marked("", before)).unwrap_or(&title);
    document().set_title(&marked(bare, count));
}

fn marked(title: &str, mark: u32) -> String {
    if mark == 0 { title.to_owned() } else { ["(", &mark.to_string(), ") ", title].concat() }
}

/// Removes an element by its id.
pub fn remove(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.remove();
    }
}

/// Moves focus to the first element that matches, once what is being drawn stands.
pub fn focus_soon(selector: &'static str) {
    request_animation_frame(move || focus_now(selector));
}

fn focus_now(selector: &str) {
    if let Ok(Some(found)) = document().query_selector(selector) {
        focus(found.unchecked_ref());
    }
}

/// Call it before a part of the page is drawn anew: when focus was in it, and is nowhere afterwards, the first element
/// that matches takes it. Focus that went somewhere meanwhile stays there.
pub fn keep_focus(selector: &'static str) {
    let nowhere = || document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    let back = move || {
        if nowhere() {
            focus_now(selector);
        }
    };
    if !nowhere() {
        // What is drawn stands after one frame; what it draws in turn, after the next.
        request_animation_frame(move || {
            if nowhere() {
                request_animation_frame(back);
            }
        });
    }
}

/// Moves focus to an element.
pub fn focus(element: &HtmlElement) {
    // An element that cannot take focus leaves it where it is: nothing to report.
    let _ = element.focus();
}

/// What this browser remembers under a name (language, colours): a cookie of our own, without personal data.
pub fn remembered(name: &str) -> Option<String> {
    let cookies = document().unchecked_into::<HtmlDocument>().cookie().ok()?;
    cookie(&cookies, name).map(str::to_owned)
}

/// Remembers a choice for a year.
pub fn remember(name: &str, value: &str) {
    let cookie = [name, "=", value, "; Path=/; Max-Age=31536000; SameSite=Strict"].concat();
    // A browser that refuses cookies forgets the choice: the page works all the same.
    let _ = document().unchecked_into::<HtmlDocument>().set_cookie(&cookie);
}

/// Brings what is in use into view in every row that scrolls sideways: on a phone the bar and the tabs are wider than
/// the screen.
#[cfg(feature = "desk")]
pub fn show_current_soon() {
    request_animation_frame(|| {
        for selector in [".bar__nav > [aria-current]", ".tabs > [aria-current]"] {
            let found = document().query_selector(selector).ok().flatten();
            let Some(link) = found.and_then(|link| link.dyn_into::<HtmlElement>().ok()) else { continue };
            let Some(row) = link.parent_element().and_then(|row| row.dyn_into::<HtmlElement>().ok()) else { continue };
            // To the middle, or as far as the row goes.
            let before = row.client_width().saturating_sub(link.offset_width()) / 2;
            row.set_scroll_left(link.offset_left().saturating_sub(row.offset_left()).saturating_sub(before));
        }
    });
}

/// Puts a text in the clipboard. False when the browser refuses: the page then says how to do it by hand.
#[cfg(feature = "desk")]
pub async fn copy(text: &str) -> bool {
    let copied = || {
        let clipboard = Reflect::get(&window().navigator(), &"clipboard".into()).ok()?;
        let write: Function = Reflect::get(&clipboard, &"writeText".into()).ok()?.dyn_into().ok()?;
        write.call1(&clipboard, &text.into()).ok()?.dyn_into::<Promise>().ok()
    };
    match copied() {
        Some(promise) => JsFuture::from(promise).await.is_ok(),
        None => false,
    }
}

/// Selects all that stands in a field for several lines: copying it by hand is one key away.
#[cfg(feature = "desk")]
pub fn select(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(field) = found.and_then(|found| found.dyn_into::<HtmlTextAreaElement>().ok()) {
        focus(&field);
        field.select();
    }
}

/// The program that `loader.js` was asked for when this page loaded: `phone` or `desk`.
pub fn asked_program() -> Option<String> {
    document().document_element()?.get_attribute("data-program")
}

/// The path by which `loader.js` chose the program when this page loaded.
pub fn asked_path() -> Option<String> {
    document().document_element()?.get_attribute("data-path")
}

/// The origin the page was served from, where the API lives too.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

fn cookie<'a>(cookies: &'a str, name: &str) -> Option<&'a str> {
    cookies.split(';').find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_found_among_others() {
        assert_eq!(cookie("theme=dark; lang=en", "lang"), Some("en"));
        assert_eq!(cookie("language=de", "lang"), None);
        assert_eq!(cookie("", "lang"), None);
    }

    #[test]
    fn a_mark_stands_before_the_title() {
        assert_eq!((marked("À suivre", 0), marked("À suivre", 12)), ("À suivre".into(), "(12) À suivre".into()));
    }

    #[test]
    fn ids_do_not_repeat() {
        assert_ne!(fresh_id("f"), fresh_id("f"));
    }
}
