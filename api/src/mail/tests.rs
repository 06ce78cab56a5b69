//! What every mail keeps to, whatever it says.

#![allow(clippy::unwrap_used)]

use super::{ChangedRound, Letter, Mail};
use cabas_kernel::{Role, words::members::SuspensionReason};
use chrono::NaiveDate;

const NAME: &str = "Inès Benali";
const EMAIL: &str = "ines@exemple.fr";
const LINK: &str = "https://cabas.exemple.fr/sign-in#token=secret";
const CODE: &str = "123456";
const DEVICE: &str = "Firefox sur Android";

/// A day of the year 2026.
fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// A round of November in which deliveries came and went.
fn changed(on: u32, added: u32, removed: u32) -> ChangedRound {
    ChangedRound { name: "Les Halles".to_owned(), day: day(11, on), added, changed: 0, removed, link: LINK.to_owned() }
}

/// One of each.
fn letters() -> Vec<Letter> {
    let organisation = "Épicerie des Lilas".to_owned();
    let (name, link, roles) = (NAME.to_owned(), LINK.to_owned(), vec![Role::Admin]);
    let day = day(11, 24);
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
        Letter::RoundsChanged {
            organisation: organisation.clone(),
            rounds: vec![changed(24, 2, 0), changed(25, 0, 1)],
        },
        Letter::Round { organisation: organisation.clone(), name: "Les Halles".to_owned(), day, stops: 3, link },
        Letter::LookBudget { organisation: organisation.clone(), name },
        Letter::RoundWithdrawn { organisation, name: "Les Halles".to_owned(), day },
    ]
}

/// Subject and text of each letter in each language.
fn composed() -> impl Iterator<Item = (String, String)> {
    letters().into_iter().flat_map(in_both)
}

fn in_both(letter: Letter) -> [(String, String); 2] {
    ["fr", "en"].map(|lang| {
        let mail = Mail { to: EMAIL.to_owned(), lang: lang.to_owned(), letter: letter.clone() };
        mail.compose(day(11, 20))
    })
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

#[test]
fn changed_rounds_are_told_in_one_letter_each_with_what_changed_and_its_link() {
    let rounds = vec![changed(24, 2, 0), changed(25, 0, 1)];
    let [(subject, text), (english, _)] =
        in_both(Letter::RoundsChanged { organisation: "Épicerie des Lilas".to_owned(), rounds });
    assert_eq!((subject.as_str(), english.as_str()), ("2 de vos tournées ont changé", "2 of your rounds have changed"));
    let (first, second) = text.split_once("mercredi 25 novembre").unwrap();
    assert!(first.contains("mardi 24 novembre\u{a0}: 2 livraisons ajoutées\n\nhttps://"), "{text}");
    assert!(second.contains("1 livraison retirée\n\nhttps://") && !text.contains("modifiée"), "{text}");
}

#[test]
fn the_last_day_of_a_suspension_has_its_year_unless_it_is_this_one() {
    let texts = |last: NaiveDate| {
        let organisation = "Épicerie des Lilas".to_owned();
        in_both(Letter::Suspended { organisation, frozen: false, until: Some(last) }).map(|(_, text)| text)
    };
    let [near, far] = [day(12, 31), day(12, 31).succ_opt().unwrap()].map(texts);
    assert!(near[0].contains("jeudi 31 décembre inclus") && near[1].contains("Thursday 31 December, "), "{near:?}");
    assert!(far[0].contains("vendredi 1 janvier 2027 inclus") && far[1].contains("Friday 1 January 2027, "), "{far:?}");
}
