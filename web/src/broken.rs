//! When the program stops: say so in words, with the way on. Without it, buttons would silently do nothing.

use crate::i18n::preferred_lang;
use cabas_messages::shell;
use leptos::prelude::document;
use std::panic;

/// Shows a sentence and a link when the program panics, besides the trace in the console.
pub fn watch() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // Nothing here may fail: a panic in the hook would hide the first one.
        let _ = show();
    }));
}

fn show() -> Option<()> {
    let lang = preferred_lang();
    let document = document();
    let panel = document.create_element("div").ok()?;
    panel.set_class_name("toasts");
    panel.set_attribute("role", "alert").ok()?;
    let toast = document.create_element("div").ok()?;
    toast.set_class_name("toast");
    let words = document.create_element("p").ok()?;
    words.set_text_content(Some(&[shell::broken_title(lang), " ", shell::broken_words(lang)].concat()));
    let reload = document.create_element("a").ok()?;
    reload.set_class_name("btn");
    reload.set_attribute("href", "").ok()?;
    reload.set_attribute("rel", "external").ok()?;
    reload.set_text_content(Some(shell::broken_reload(lang)));
    toast.append_child(&words).ok()?;
    toast.append_child(&reload).ok()?;
    panel.append_child(&toast).ok()?;
    document.body()?.append_child(&panel).ok()?;
    Some(())
}
