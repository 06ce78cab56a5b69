//! What every mail keeps to, whatever it says.

#![allow(clippy::unwrap_used)]

use super::{Letter, Mail};
use cabas_kernel::{Role, words::members::SuspensionReason};
use chrono::NaiveDate;

const NAME: &str = "Inès Benali";
const EMAIL: &str = "ines@exemple.fr";
const LINK: &str = "https://cabas.exemple.fr/sign-in#token=secret";
const CODE: &str = "123456";
const DEVICE: &str = "Firefox sur Android";

/// One of each.
fn letters() -> Vec<Letter> {
    let organisation = "Épicerie des Lilas".to_owned();
    let (name, link, roles) = (NAME.to_owned(), LINK.to_owned(), vec![Role::Admin]);
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    vec![
        Letter::Invitation {
            organisation: organisation.clone(),
            inviter: Some(name.clone()),
            link: link.clone(),
            until: day,
        },
        Letter::SignIn { link: link.clone(), code: CODE.to_owned() },
        Letter::Reset { link: link.clone() },
        Letter::NewDevice { device: DEVICE.to_owned() },
        Letter::Replay,
        Letter::Confirmed { organisation: organisation.clone(), link: link.clone() },
        Letter::Joined { organisation: organisation.clone(), name: name.clone(), roles: roles.clone() },
        Letter::Waiting {
            organisation: organisation.clone(),
            name: name.clone(),
            roles: roles.clone(),
            link: link.clone(),
        },
        Letter::Promotion {
            organisation: organisation.clone(),
            name: name.clone(),
            roles: roles.clone(),
            link: link.clone(),
        },
        Letter::Promoted { organisation: organisation.clone(), name: name.clone(), roles },
        Letter::Suspended { organisation: organisation.clone(), frozen: true, until: None },
        Letter::Suspended { organisation: organisation.clone(), frozen: false, until: Some(day) },
        Letter::FreezeOverdue { organisation: organisation.clone(), cases: 2, link: link.clone() },
        Letter::InviteeSuspended {
            organisation: organisation.clone(),
            name: name.clone(),
            frozen: false,
            reason: Some(SuspensionReason::Absence),
        },
        Letter::LinkAsked { organisation: organisation.clone(), email: EMAIL.to_owned(), link: link.clone() },
        Letter::Round { organisation: organisation.clone(), name: "Les Halles".to_owned(), day, stops: 3, link },
        Letter::LookBudget { organisation: organisation.clone(), name },
        Letter::RoundWithdrawn { organisation, name: "Les Halles".to_owned(), day },
    ]
}

/// Subject and text of each letter in each language.
fn composed() -> impl Iterator<Item = (String, String)> {
    let in_both = |letter: Letter| {
        ["fr", "en"].map(|lang| Mail { to: EMAIL.to_owned(), lang: lang.to_owned(), letter: letter.clone() }.compose())
    };
    letters().into_iter().flat_map(in_both)
}

/// Ux WR6: a subject shows on a locked screen, and in the logs of every server on the way.
#[test]
fn a_subject_holds_no_personal_data() {
    for (subject, _) in composed() {
        for secret in [NAME, EMAIL, LINK, CODE, DEVICE] {
            assert!(!subject.contains(secret), "{subject}");
        }
    }
}

#[test]
fn who_it_is_about_stands_in_the_text() {
    let about = composed().filter(|(_, text)| text.contains(NAME)).count();
    assert_eq!(about, 14, "seven letters are about somebody, in two languages");
}
