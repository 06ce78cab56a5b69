//! Roles and states in words and shapes.

use crate::{i18n::Lang, ui::Shape};
use cabas_kernel::Role;
use cabas_messages::{members, people};
use cabas_model::{
    invitations::InvitationState,
    members::{MemberState, SuspensionReason},
};

pub(in crate::features) fn role(lang: Lang, role: Role) -> &'static str {
    match role {
        Role::Admin => people::role_admin(lang),
        Role::Dispatcher => people::role_dispatcher(lang),
        Role::Volunteer => people::role_volunteer(lang),
    }
}

/// A role, and what it opens.
pub(in crate::features) fn role_words(lang: Lang, role: Role) -> &'static str {
    match role {
        Role::Admin => people::role_admin_words(lang),
        Role::Dispatcher => people::role_dispatcher_words(lang),
        Role::Volunteer => people::role_volunteer_words(lang),
    }
}

/// « Administration, Bénévole », the widest first.
pub(in crate::features) fn roles(lang: Lang, roles: &[Role]) -> String {
    let mut roles = roles.to_vec();
    roles.sort_by(|a, b| b.cmp(a));
    roles.into_iter().map(|one| role(lang, one)).collect::<Vec<_>>().join(", ")
}

/// Class, shape and word of a member's state.
pub(in crate::features) fn member(lang: Lang, state: MemberState) -> (&'static str, Shape, &'static str) {
    match state {
        MemberState::Active => ("status status--done", Shape::Done, people::member_active(lang)),
        MemberState::AwaitingConfirmation => ("status", Shape::Ready, people::state_awaiting_other(lang)),
        MemberState::Suspended => ("status status--failed", Shape::No, people::member_suspended(lang)),
        MemberState::Frozen => ("status status--failed", Shape::No, people::member_frozen(lang)),
        MemberState::Excluded => ("status status--quiet", Shape::Cancelled, people::member_excluded(lang)),
        MemberState::Left => ("status status--quiet", Shape::Cancelled, people::member_left(lang)),
        MemberState::Refused => ("status status--quiet", Shape::Cancelled, people::member_refused(lang)),
    }
}

/// Why somebody is suspended.
pub(in crate::features) fn suspension(lang: Lang, reason: SuspensionReason) -> &'static str {
    match reason {
        SuspensionReason::OwnWish => members::code_own_wish(lang),
        SuspensionReason::Absence => members::code_absence(lang),
        SuspensionReason::Charter => members::code_charter(lang),
        SuspensionReason::Check => members::code_check(lang),
        SuspensionReason::Other => members::code_other(lang),
    }
}

/// Class, shape and word of an invitation's state.
pub(in crate::features) fn invitation(
    lang: Lang,
    state: InvitationState,
    mine: bool,
) -> (&'static str, Shape, &'static str) {
    match state {
        InvitationState::Sent => ("status status--out", Shape::Out, people::state_sent(lang)),
        InvitationState::Accepted => ("status status--done", Shape::Done, people::state_accepted(lang)),
        InvitationState::Expired => ("status status--quiet", Shape::Cancelled, people::state_expired(lang)),
        InvitationState::Revoked => ("status status--quiet", Shape::Cancelled, people::state_revoked(lang)),
        InvitationState::Bounced => ("status status--failed", Shape::Failed, people::state_bounced(lang)),
        InvitationState::OnHold => ("status status--failed", Shape::No, people::state_on_hold(lang)),
        InvitationState::AwaitingConfirmation if mine => ("status", Shape::Ready, people::state_awaiting(lang)),
        InvitationState::AwaitingConfirmation => ("status", Shape::Ready, people::state_awaiting_other(lang)),
    }
}

/// « SH » for « Samia Haddad ».
pub(in crate::features) fn initials(name: &str) -> String {
    // What stands in brackets is said about the person, it is not their name.
    let mut letters =
        name.split_whitespace().filter_map(|word| word.chars().next()).filter(|letter| letter.is_alphabetic());
    letters.next().into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_and_the_last() {
        assert_eq!(initials("Samia Haddad"), "SH");
        assert_eq!(initials("jean de la tour"), "JT");
        assert_eq!(initials("élo"), "É");
        assert_eq!(initials("Aline Rey (fictive)"), "AR");
        assert_eq!(initials("  "), "");
    }

    #[test]
    fn the_widest_role_comes_first() {
        assert_eq!(roles(Lang::Fr, &[Role::Volunteer, Role::Admin]), "Administration, Bénévole");
    }
}
