//! Which of the programs a browser runs.
//!
//! The phone's program holds what everyone needs and a volunteer's rounds; the desk's are four, to plan a day, for
//! households, for sheets, and for people and settings. `loader.js` fetches the phone's or the desk's as this browser remembers, the
//! phone's when it remembers none: a volunteer never downloads screens that are not theirs. Which of the desk's, the
//! address says; a link into another one loads the page.

use crate::{
    dom,
    routes::{Route, Section},
    session::Account,
};
use cabas_kernel::Roles;
use leptos::prelude::{untrack, window};

/// The cookie that remembers the program, read by `loader.js`.
const PROGRAM: &str = "program";
const DESK: &str = "desk";
const PHONE: &str = "phone";

/// What to do once it is known who is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    /// This is the right program, and the one the browser remembers.
    Stay,
    /// It is not, and does all that is needed: the other one from the next visit on.
    Later(&'static str),
    /// Pages that this program does not hold are needed.
    Now,
}

/// The choice of a program: `is_desk` which one runs, `needs_desk` which one is needed, `remembered` by the browser.
fn choose(is_desk: bool, needs_desk: bool, remembered: Option<&str>) -> Choice {
    match (is_desk, needs_desk) {
        (false, true) => Choice::Now,
        (_, true) if remembered != Some(DESK) => Choice::Later(DESK),
        (_, false) if remembered == Some(DESK) => Choice::Later(PHONE),
        _ => Choice::Stay,
    }
}

/// Whether someone with these roles has sections besides their own rounds.
pub fn needs_desk(roles: Roles) -> bool {
    Section::open_to(roles).any(|section| section != Section::MyRound)
}

/// Sees to the right program for whoever is here. True when the page is on its way to another one.
pub fn settle(account: Account) -> bool {
    let memberships = untrack(|| account.memberships());
    let needs_desk = memberships.iter().any(|one| needs_desk(one.roles.iter().copied().collect()));
    match choose(cfg!(feature = "desk"), needs_desk, dom::remembered(PROGRAM).as_deref()) {
        Choice::Stay => false,
        Choice::Later(program) => {
            dom::remember(PROGRAM, program);
            false
        }
        Choice::Now => reload(),
    }
}

/// Whether the page of this route is in another of the desk's programs; then it is on its way.
pub fn is_elsewhere(route: &Route) -> bool {
    let Some(desk) = desk_of(route) else { return false };
    let runs = [
        (Desk::Planning, cfg!(feature = "planning")),
        (Desk::Office, cfg!(feature = "office")),
        (Desk::Imports, cfg!(feature = "imports")),
        (Desk::Team, cfg!(feature = "team")),
    ];
    let held = runs.contains(&(desk, true));
    !held && cfg!(feature = "desk") && load()
}

/// Loads the address that somebody went to. Not the one that this page was loaded for: `loader.js` would choose this
/// program again, for ever.
fn load() -> bool {
    let location = window().location();
    location.pathname().is_ok_and(|path| dom::asked_path().as_deref() != Some(path.as_str()))
        && location.reload().is_ok()
}

/// The programs of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Desk {
    Planning,
    Office,
    Imports,
    Team,
}

/// Which one holds the page of a route, as `loader.js` knows by its first word. Pages of everyone are in all.
fn desk_of(route: &Route) -> Option<Desk> {
    match Section::of(route)? {
        Section::Deliveries | Section::FollowUps => Some(Desk::Planning),
        Section::Households => Some(Desk::Office),
        Section::Imports => Some(Desk::Imports),
        Section::Volunteers | Section::Settings => Some(Desk::Team),
        Section::MyRound => None,
    }
}

/// The same address, by the desk's program. Not when the page already came that way, nor when the browser keeps no
/// cookies: it would come back here for ever.
fn reload() -> bool {
    if dom::asked_program().as_deref() == Some(DESK) {
        return false;
    }
    dom::remember(PROGRAM, DESK);
    let location = window().location();
    dom::remembered(PROGRAM).as_deref() == Some(DESK)
        && location.href().is_ok_and(|address| location.replace(&address).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::tests::paths;
    use cabas_kernel::Role;

    #[test]
    fn a_volunteer_needs_no_desk() {
        assert!(!needs_desk(Roles::NONE) && !needs_desk(Roles::NONE.with(Role::Volunteer)));
        assert!(needs_desk(Roles::NONE.with(Role::Volunteer).with(Role::Dispatcher)));
        assert!(needs_desk(Roles::NONE.with(Role::Admin)));
    }

    /// The first words of addresses that the loader gives to a program.
    fn words(program: &str) -> Vec<&'static str> {
        let loader = include_str!("../loader.js");
        let line = loader.lines().find(|line| line.starts_with(&format!("const {program} = /"))).unwrap_or_default();
        let words = line.split_once('(').and_then(|(_, rest)| rest.split_once(')')).unwrap_or_default().0;
        words.split('|').collect()
    }

    #[test]
    fn the_loader_and_the_programs_agree_on_who_holds_a_page() {
        let (office, imports, team) = (words("office"), words("imports"), words("team"));
        for path in paths().chain(Section::ALL.map(|section| section.route().path())) {
            let desk = desk_of(&Route::parse(&path));
            let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
            assert_eq!(office.contains(&first), desk == Some(Desk::Office), "{path}");
            assert_eq!(imports.contains(&first), desk == Some(Desk::Imports), "{path}");
            assert_eq!(team.contains(&first), desk == Some(Desk::Team), "{path}");
        }
    }

    #[test]
    fn only_pages_that_are_missing_make_the_page_load_again() {
        for remembered in [None, Some(PHONE), Some(DESK)] {
            assert_eq!(choose(false, true, remembered), Choice::Now);
            assert_ne!(choose(false, false, remembered), Choice::Now);
            assert_ne!(choose(true, true, remembered), Choice::Now);
            assert_ne!(choose(true, false, remembered), Choice::Now);
        }
    }

    #[test]
    fn a_browser_remembers_the_program_of_whoever_used_it_last() {
        assert_eq!(choose(true, false, Some(DESK)), Choice::Later(PHONE));
        assert_eq!(choose(true, true, None), Choice::Later(DESK));
        assert_eq!(choose(true, true, Some(DESK)), Choice::Stay);
        assert_eq!(choose(false, false, None), Choice::Stay);
    }
}
