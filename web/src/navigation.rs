//! How one gets from place to place: links, history, the query that holds a page's filters.
//!
//! Ours rather than a router library's: the routes are one typed enum, and the volunteer's first load is 42 KB
//! lighter for it.

use crate::{dom, routes::Route};
use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, MouseEvent, UrlSearchParams};

/// The address bar, cut in its parts.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Address {
    path: String,
    query: String,
}

/// Where one is. `Copy`: found anywhere with [`Navigation::of_app`].
#[derive(Clone, Copy)]
pub struct Navigation {
    address: RwSignal<Address>,
    route: Memo<Route>,
    /// One has just come here by a link: the next title drawn takes focus.
    arrived: StoredValue<bool>,
    token: RwSignal<Option<String>>,
}

impl Navigation {
    /// Listens to links and to the history, and hands itself to everything below.
    pub fn provide() -> Self {
        let address = RwSignal::new(current());
        let route = Memo::new(move |_| address.with(|address| Route::parse(&address.path)));
        let navigation = Self { address, route, arrived: StoredValue::new(false), token: RwSignal::new(take_token()) };
        provide_context(navigation);
        let popped = window_event_listener(ev::popstate, move |_| navigation.read_address());
        let clicked = window_event_listener(ev::click, move |event| navigation.follow_link(&event));
        on_cleanup(move || {
            popped.remove();
            clicked.remove();
        });
        navigation
    }

    /// The navigation of the application.
    pub fn of_app() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    /// The place one is at, followed.
    pub fn route(self) -> Memo<Route> {
        self.route
    }

    /// Goes to a place.
    pub fn go(self, route: &Route) {
        self.push(&route.path());
    }

    /// Goes to a place that takes this one's turn in the history: a redirection.
    pub fn replace(self, route: &Route) {
        self.arrived.set_value(true);
        write_history(&route.path(), false);
        self.read_address();
    }

    /// A value of the query, followed: `?show=failed`.
    pub fn query(self, name: &'static str) -> Memo<Option<String>> {
        Memo::new(move |_| self.address.with(|address| params(&address.query)?.get(name)))
    }

    /// Sets values of the query, or takes them away, without leaving the page.
    pub fn set_query(self, values: &[(&str, Option<&str>)]) {
        let address = self.address.get_untracked();
        let Some(params) = params(&address.query) else { return };
        for (name, value) in values {
            match value {
                Some(value) => params.set(name, value),
                None => params.delete(name),
            }
        }
        let query = String::from(params.to_string());
        write_history(&if query.is_empty() { address.path } else { [&address.path, "?", &query].concat() }, false);
        self.read_address();
    }

    /// The token of the mailed link one came by (`#token=…`), followed, as long as one stays at its address.
    pub fn token(self) -> Signal<Option<String>> {
        self.token.into()
    }

    /// The token is spent, or of no use.
    pub fn forget_token(self) {
        self.token.set(None);
    }

    fn push(self, href: &str) {
        self.arrived.set_value(true);
        write_history(href, true);
        self.read_address();
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    fn read_address(self) {
        let now = current();
        let token = take_token();
        let moved = self.address.with_untracked(|address| address.path != now.path);
        if moved {
            self.arrived.set_value(true);
        }
        if token.is_some() || (moved && self.token.with_untracked(Option::is_some)) {
            self.token.set(token);
        }
        if self.address.with_untracked(|address| *address != now) {
            self.address.set(now);
        }
    }

    /// A link to a place of the application changes the page without a reload; any other stays the browser's.
    fn follow_link(self, event: &MouseEvent) {
        let plain =
            event.button() == 0 && !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key());
        if event.default_prevented() || !plain {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(link) = target.and_then(|target| target.closest("a[href]").ok().flatten()) else { return };
        let Some(href) = link.get_attribute("href") else { return };
        let kept =
            link.has_attribute("target") || link.has_attribute("download") || link.get_attribute("rel").is_some();
        if kept || !is_inside(&href) {
            return;
        }
        event.prevent_default();
        self.push(&href);
    }
}

/// Moves focus to the title when one has just come here by a link, not when the application opens (AX3).
pub fn focus_title_on_arrival() {
    let Some(navigation) = use_context::<Navigation>() else { return };
    if navigation.arrived.get_value() {
        navigation.arrived.set_value(false);
        dom::focus_soon("#content h1");
    }
}

/// Addresses of the application begin with a slash; those of the API and of served files are the server's.
fn is_inside(href: &str) -> bool {
    let served = ["/api/", "/assets/", "/feeds/", "/calendars/"];
    href.starts_with('/') && !href.starts_with("//") && !served.iter().any(|start| href.starts_with(start))
}

fn current() -> Address {
    let location = window().location();
    Address { path: location.pathname().unwrap_or_default(), query: location.search().unwrap_or_default() }
}

/// Takes the token out of the address, so that neither the history nor a copied address keeps it.
fn take_token() -> Option<String> {
    let location = window().location();
    let fragment = location.hash().ok()?;
    let token = params(fragment.strip_prefix('#')?)?.get("token").filter(|token| !token.is_empty())?;
    let kept = [location.pathname().unwrap_or_default(), location.search().unwrap_or_default()].concat();
    write_history(&kept, false);
    Some(token)
}

fn params(query: &str) -> Option<UrlSearchParams> {
    UrlSearchParams::new_with_str(query).ok()
}

fn write_history(href: &str, push: bool) {
    let Ok(history) = window().history() else { return };
    // Refused only for another origin, and hrefs here are paths of ours.
    let _ = if push {
        history.push_state_with_url(&JsValue::NULL, "", Some(href))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(href))
    };
}

#[cfg(test)]
mod tests {
    use super::is_inside;

    #[test]
    fn only_our_own_places_are_followed_without_a_reload() {
        assert!(is_inside("/rounds") && is_inside("/recipients?q=x") && is_inside("/"));
        assert!(!is_inside("//elsewhere.example") && !is_inside("https://elsewhere.example/"));
        assert!(!is_inside("tel:+33600000000") && !is_inside("geo:0,0") && !is_inside("#content") && !is_inside(""));
        assert!(!is_inside("/api/v1/openapi.json"));
    }
}
