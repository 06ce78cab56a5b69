//! Colours of the screen: the reader's choice, else the device's.

use crate::dom;
use leptos::prelude::document;

/// The cookie that remembers the choice; loader.js reads it too, before the first painting.
const COOKIE: &str = "theme";

/// How the screen is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device asks.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that name; the device's without one.
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.as_str() == name).unwrap_or_default()
    }

    /// The choice this browser remembers.
    pub fn remembered() -> Self {
        dom::remembered(COOKIE).map(|name| Self::named(&name)).unwrap_or_default()
    }

    /// Colours the screen and remembers the choice.
    pub fn choose(self) {
        dom::remember(COOKIE, self.as_str());
        let Some(root) = document().document_element() else { return };
        // The root element takes any attribute: there is no failure to tell.
        let _ = match self {
            Self::Auto => root.remove_attribute("data-theme"),
            Self::Light | Self::Dark => root.set_attribute("data-theme", self.as_str()),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_theme() {
        for theme in Theme::ALL {
            assert_eq!(Theme::named(theme.as_str()), theme);
        }
        assert_eq!(Theme::named("neon"), Theme::Auto);
    }
}
