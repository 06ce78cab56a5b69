//! What each mail says: plain text, whole links on a line of their own, no personal data of households.

use super::{
    changes::ChangedRound,
    dates::{day, far_day},
};
use cabas_kernel::{Role, words::members::SuspensionReason};
use cabas_messages::{Lang, mails, members};
use cabas_store::accounts::PersonRecord;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A mail in the outbox. Links and codes make it secret: the outbox seals it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Mail {
    pub to: String,
    /// Language tag of the reader.
    pub lang: String,
    pub letter: Letter,
}

/// The occasions on which Cabas writes.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    Invitation {
        organisation: String,
        inviter: Option<String>,
        link: String,
        until: NaiveDate,
    },
    SignIn {
        link: String,
        code: String,
    },
    Reset {
        link: String,
    },
    NewDevice {
        device: String,
    },
    Replay,
    Confirmed {
        organisation: String,
        link: String,
    },
    /// A sole admin's invitation was confirmed at once: told to both (decisions 3).
    Joined {
        organisation: String,
        name: String,
        roles: Vec<Role>,
    },
    Waiting {
        organisation: String,
        name: String,
        roles: Vec<Role>,
        link: String,
    },
    /// An admin proposes wider rights for a member; another one must confirm.
    Promotion {
        organisation: String,
        name: String,
        roles: Vec<Role>,
        link: String,
    },
    /// A member got wider rights: told to them and to every admin.
    Promoted {
        organisation: String,
        name: String,
        roles: Vec<Role>,
    },
    Suspended {
        organisation: String,
        frozen: bool,
        until: Option<NaiveDate>,
    },
    /// Cases of a frozen branch that nobody decided in time: told to every admin, each day.
    FreezeOverdue {
        organisation: String,
        cases: u32,
        link: String,
    },
    /// Somebody they invited is suspended, or stopped for the time of a check: told to the inviter, the fact and at most
    /// a reason in a word.
    InviteeSuspended {
        organisation: String,
        name: String,
        frozen: bool,
        reason: Option<SuspensionReason>,
    },
    /// Somebody opened an invitation that is too old: told to the admin team.
    LinkAsked {
        organisation: String,
        email: String,
        link: String,
    },
    Round {
        organisation: String,
        name: String,
        day: NaiveDate,
        stops: u32,
        link: String,
    },
    /// A sheet, or its undo, changed rounds that they were told of: one letter for all of them, never one per row.
    RoundsChanged {
        organisation: String,
        rounds: Vec<ChangedRound>,
    },
    /// Somebody opened more households than AZ-8 allows: told to the admins.
    LookBudget {
        organisation: String,
        name: String,
    },
    /// A round they were told of is somebody else's now, or nobody's.
    RoundWithdrawn {
        organisation: String,
        name: String,
        day: NaiveDate,
    },
}

impl Mail {
    /// A mail to somebody with an account, in the language they read.
    pub fn to(reader: &PersonRecord, letter: Letter) -> Self {
        Self::asked(reader, Lang::default(), letter)
    }

    /// The same for an answer to a request: in the request's language until its sender has chosen one.
    pub fn asked(reader: &PersonRecord, lang: Lang, letter: Letter) -> Self {
        let lang = reader.locale.clone().unwrap_or_else(|| lang.tag().to_owned());
        Self { to: reader.email.clone(), lang, letter }
    }

    /// Subject and text. `today` tells which days need their year.
    #[expect(clippy::too_many_lines, reason = "one arm per occasion")]
    pub fn compose(&self, today: NaiveDate) -> (String, String) {
        let l = Lang::from_tag(&self.lang).unwrap_or_default();
        let signed = |organisation: &str| mails::signature(l, organisation);
        let hello = mails::hello(l).to_owned();
        match &self.letter {
            Letter::Invitation { organisation, inviter, link, until } => {
                let date = day(l, *until);
                let words = match inviter {
                    Some(inviter) => mails::invitation_words(l, inviter, organisation),
                    None => mails::invitation_first_words(l, organisation),
                };
                let text = paragraphs(&[
                    &hello,
                    &words,
                    link,
                    &mails::invitation_life(l, &date),
                    mails::ignore(l),
                    &signed(organisation),
                ]);
                (mails::invitation_subject(l, organisation), text)
            }
            Letter::SignIn { link, code } => {
                let text = paragraphs(&[
                    &hello,
                    mails::sign_in_words(l),
                    link,
                    &mails::sign_in_code(l, code),
                    mails::sign_in_life(l),
                    mails::ignore(l),
                    mails::signature_plain(l),
                ]);
                (mails::sign_in_subject(l).to_owned(), text)
            }
            Letter::Reset { link } => {
                let text = paragraphs(&[
                    &hello,
                    mails::reset_words(l),
                    link,
                    mails::reset_life(l),
                    mails::ignore(l),
                    mails::signature_plain(l),
                ]);
                (mails::reset_subject(l).to_owned(), text)
            }
            Letter::NewDevice { device } => {
                let text = paragraphs(&[
                    &hello,
                    &mails::device_words(l, device),
                    mails::device_advice(l),
                    mails::signature_plain(l),
                ]);
                (mails::device_subject(l).to_owned(), text)
            }
            Letter::Replay => (
                mails::replay_subject(l).to_owned(),
                paragraphs(&[&hello, mails::replay_words(l), mails::signature_plain(l)]),
            ),
            Letter::Confirmed { organisation, link } => {
                let text = paragraphs(&[&hello, &mails::confirmed_words(l, organisation), link, &signed(organisation)]);
                (mails::confirmed_subject(l).to_owned(), text)
            }
            Letter::Joined { organisation, name, roles } => {
                let text =
                    paragraphs(&[&hello, &mails::joined_words(l, name, &names(l, roles)), &signed(organisation)]);
                (mails::joined_subject(l, organisation), text)
            }
            Letter::Waiting { organisation, name, roles, link } => {
                let text = paragraphs(&[
                    &hello,
                    &mails::waiting_words(l, name, &names(l, roles)),
                    link,
                    &signed(organisation),
                ]);
                (mails::waiting_subject(l).to_owned(), text)
            }
            Letter::Promotion { organisation, name, roles, link } => {
                let words = mails::promotion_words(l, name, &names(l, roles));
                let text = paragraphs(&[&hello, &words, link, &signed(organisation)]);
                (mails::promotion_subject(l).to_owned(), text)
            }
            Letter::Promoted { organisation, name, roles } => {
                let words = mails::promoted_words(l, name, organisation, &names(l, roles));
                (mails::promoted_subject(l, organisation), paragraphs(&[&hello, &words, &signed(organisation)]))
            }
            Letter::Suspended { organisation, frozen, until } => {
                let words = match until {
                    _ if *frozen => mails::frozen_words(l, organisation),
                    Some(last) => mails::suspended_until_words(l, &far_day(l, *last, today), organisation),
                    None => mails::suspended_words(l, organisation),
                };
                (mails::suspended_subject(l).to_owned(), paragraphs(&[&hello, &words, &signed(organisation)]))
            }
            Letter::FreezeOverdue { organisation, cases, link } => {
                let words = mails::freeze_overdue_words(l, *cases);
                let text = paragraphs(&[&hello, &words, link, &signed(organisation)]);
                (mails::freeze_overdue_subject(l).to_owned(), text)
            }
            Letter::InviteeSuspended { organisation, name, frozen, reason } => {
                let words = if *frozen { mails::invitee_frozen_words } else { mails::invitee_suspended_words };
                let (words, signed) = (words(l, name, organisation), signed(organisation));
                let text = match reason.map(|reason| mails::invitee_reason(l, why(l, reason))) {
                    Some(reason) => paragraphs(&[&hello, &words, &reason, &signed]),
                    None => paragraphs(&[&hello, &words, &signed]),
                };
                (mails::invitee_suspended_subject(l, organisation), text)
            }
            Letter::LinkAsked { organisation, email, link } => {
                let words = mails::link_asked_words(l, email);
                let text = paragraphs(&[&hello, &words, link, &signed(organisation)]);
                (mails::link_asked_subject(l).to_owned(), text)
            }
            Letter::Round { organisation, name, day: date, stops, link } => {
                let date = day(l, *date);
                let text = paragraphs(&[
                    &hello,
                    &mails::round_words(l, *stops, &date, name),
                    mails::round_link(l),
                    link,
                    mails::round_promise(l),
                    &signed(organisation),
                ]);
                (mails::round_subject(l, &date), text)
            }
            Letter::RoundsChanged { organisation, rounds } => {
                let news: Vec<String> = rounds.iter().map(|round| round.words(l)).collect();
                let text =
                    paragraphs(&[&hello, mails::rounds_changed_words(l), &news.join("\n\n"), &signed(organisation)]);
                let count = u32::try_from(rounds.len()).unwrap_or(u32::MAX);
                (mails::rounds_changed_subject(l, count), text)
            }
            Letter::LookBudget { organisation, name } => {
                let words = mails::look_budget_words(l, name);
                (mails::look_budget_subject(l).to_owned(), paragraphs(&[&hello, &words, &signed(organisation)]))
            }
            Letter::RoundWithdrawn { organisation, name, day: date } => {
                let date = day(l, *date);
                let words = mails::round_withdrawn_words(l, name, &date);
                (mails::round_withdrawn_subject(l, &date), paragraphs(&[&hello, &words, &signed(organisation)]))
            }
        }
    }
}

fn paragraphs(parts: &[&str]) -> String {
    let mut text = parts.join("\n\n");
    text.push('\n');
    text
}

/// The roles as a mail names them.
fn names(l: Lang, roles: &[Role]) -> String {
    let word = |role: &Role| match role {
        Role::Admin => mails::role_admin(l),
        Role::Dispatcher => mails::role_dispatcher(l),
        Role::Volunteer => mails::role_volunteer(l),
    };
    roles.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// Why somebody is suspended, in the words that the choice was made from.
fn why(l: Lang, reason: SuspensionReason) -> &'static str {
    match reason {
        SuspensionReason::OwnWish => members::code_own_wish(l),
        SuspensionReason::Absence => members::code_absence(l),
        SuspensionReason::Charter => members::code_charter(l),
        SuspensionReason::Check => members::code_check(l),
        SuspensionReason::Other => members::code_other(l),
    }
}
