//! The reader's language, and dates, numbers and lists written the way it does.
//!
//! Changing the language draws the application anew (see `app`), so a view reads the language once, as a plain
//! value, and its texts are plain `&'static str`: nothing has to listen for a change that happens once a year.

mod dates;
mod phone;
mod plain;
mod wall;
mod words;

pub use dates::{Dates, now, use_dates};
pub use phone::phone;
pub use plain::plain;
pub use words::{compare, language, list};

use crate::dom;
pub use cabas_messages::Lang;
use leptos::prelude::*;

/// The cookie that remembers the choice; loader.js and the API's mails read it too.
const COOKIE: &str = "lang";

/// The language of the application, as a signal that only the root listens to.
#[derive(Clone, Copy)]
pub struct CurrentLang(RwSignal<Lang>);

impl CurrentLang {
    /// Takes the language remembered, else the browser's, and hands it to everything below.
    pub fn provide() -> Self {
        let current = Self(RwSignal::new(preferred_lang()));
        provide_context(current);
        current.mark_document(current.0.get_untracked());
        current
    }

    /// The language, followed: only for what draws the whole application.
    pub fn follow(self) -> Lang {
        self.0.get()
    }

    /// Changes the language, remembers it and draws anew.
    pub fn choose(self, lang: Lang) {
        dom::remember(COOKIE, lang.tag());
        self.mark_document(lang);
        self.0.set(lang);
    }

    #[expect(clippy::unused_self, reason = "only the holder of the language may mark the document")]
    fn mark_document(self, lang: Lang) {
        if let Some(root) = document().document_element() {
            // The root element takes any attribute: there is no failure to tell.
            let _ = root.set_attribute("lang", lang.tag());
        }
    }
}

/// The reader's language.
pub fn use_lang() -> Lang {
    use_context::<CurrentLang>().map_or_else(Lang::default, |current| current.0.get_untracked())
}

/// The language this browser remembers, else the first it asks for that we speak.
pub fn preferred_lang() -> Lang {
    dom::remembered(COOKIE)
        .and_then(|tag| Lang::from_tag(&tag))
        .or_else(|| window().navigator().language().and_then(|tag| Lang::from_tag(&tag)))
        .unwrap_or_default()
}
