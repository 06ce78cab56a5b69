//! The Cabas interface: one page in the browser, over the API.
//!
//! - [`ui`]: components without data;
//! - [`routes`], [`navigation`]: where one is, typed, and how one gets there;
//! - [`session`]: who is signed in, and every call to the API;
//! - [`i18n`], [`theme`]: the reader's language, dates and colours;
//! - [`live`]: changes as they happen;
//! - `once`: what creates is asked once, however often it is sent;
//! - [`program`]: the five programs made of this, a volunteer's phone and the desk's four (`planning`, `office`, `imports`, `team`);
//! - `pages` and [`app`]: what stands at each route. Features live in their own modules under `features`.

#![expect(
    unreachable_pub,
    reason = "components are re-exported from private modules, which their macro hides from the lint"
)]
#![expect(clippy::needless_pass_by_value, reason = "components own their properties")]

pub mod app;
pub mod dom;
pub mod failure;
pub mod features;
pub mod i18n;
pub mod live;
pub mod navigation;
#[cfg(feature = "desk")]
pub mod once;
pub mod pages;
pub mod program;
#[cfg(feature = "desk")]
pub mod proof;
pub mod routes;
pub mod session;
pub mod theme;
pub mod ui;

/// Mounts the application in place of what the page shows while it loads.
pub fn start() {
    dom::remove("boot");
    leptos::mount::mount_to_body(app::App);
}
