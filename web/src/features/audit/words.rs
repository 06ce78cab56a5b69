//! Every act and every look in words. The server's own list stands in `api/src`: a test holds the two together.

use crate::{i18n::Lang, ui::Glyph};
use cabas_messages::audit;
use cabas_model::audit::AuditKind;

type Words = (&'static str, fn(Lang) -> &'static str);

const ACTS: &[Words] = &[
    ("member.suspended", audit::act_member_suspended),
    ("member.reinstated", audit::act_member_reinstated),
    ("member.suspension_ended", audit::act_member_suspension_ended),
    ("member.excluded", audit::act_member_excluded),
    ("member.session_revoked", audit::act_member_session_revoked),
    ("member.left", audit::act_member_left),
    ("member.roles_changed", audit::act_member_roles_changed),
    ("member.roles_proposed", audit::act_member_roles_proposed),
    ("member.roles_confirmed", audit::act_member_roles_confirmed),
    ("member.confirmed", audit::act_member_confirmed),
    ("member.refused", audit::act_member_refused),
    ("member.frozen", audit::act_member_frozen),
    ("member.case_decided", audit::act_member_case_decided),
    ("branch.frozen", audit::act_branch_frozen),
    ("branch.closed", audit::act_branch_closed),
    ("invitation.created", audit::act_invitation_created),
    ("invitation.resent", audit::act_invitation_resent),
    ("invitation.link_asked", audit::act_invitation_link_asked),
    ("invitation.revoked", audit::act_invitation_revoked),
    ("invitation.accepted", audit::act_invitation_accepted),
    ("invitation.on_hold", audit::act_invitation_on_hold),
    ("invitation.bounced", audit::act_invitation_bounced),
    ("api_client.created", audit::act_api_client_created),
    ("api_client.revoked", audit::act_api_client_revoked),
    ("api_client.revoked_with_member", audit::act_api_client_revoked_with_member),
    ("organisation.created", audit::act_organisation_created),
    ("organisation.changed", audit::act_organisation_changed),
    ("depot.created", audit::act_depot_created),
    ("depot.changed", audit::act_depot_changed),
    ("depot.removed", audit::act_depot_removed),
    ("package_kind.created", audit::act_package_kind_created),
    ("package_kind.changed", audit::act_package_kind_changed),
    ("time_slot.created", audit::act_time_slot_created),
    ("time_slot.changed", audit::act_time_slot_changed),
    ("time_slot.removed", audit::act_time_slot_removed),
    ("recipient.created", audit::act_recipient_created),
    ("recipient.changed", audit::act_recipient_changed),
    ("recipient.paused", audit::act_recipient_paused),
    ("recipient.resumed", audit::act_recipient_resumed),
    ("recipient.pause_withdrawn", audit::act_recipient_pause_withdrawn),
    ("recipient.merged", audit::act_recipient_merged),
    ("recipient.distinguished", audit::act_recipient_distinguished),
    ("recipient.merged_into", audit::act_recipient_merged_into),
    ("recipient.erased", audit::act_recipient_erased),
    ("blocked_pair.created", audit::act_blocked_pair_created),
    ("blocked_pair.deleted", audit::act_blocked_pair_deleted),
    ("delivery.created", audit::act_delivery_created),
    ("delivery.changed", audit::act_delivery_changed),
    ("delivery.assigned", audit::act_delivery_assigned),
    ("delivery.unassigned", audit::act_delivery_unassigned),
    ("delivery.published", audit::act_delivery_published),
    ("delivery.cancelled", audit::act_delivery_cancelled),
    ("delivery.restored", audit::act_delivery_restored),
    ("delivery.rescheduled", audit::act_delivery_rescheduled),
    ("delivery.returned", audit::act_delivery_returned),
    ("recurrence.created", audit::act_recurrence_created),
    ("recurrence.changed", audit::act_recurrence_changed),
    ("recurrence.cancelled", audit::act_recurrence_cancelled),
    ("recurrence.paused", audit::act_recurrence_paused),
    ("recurrence.resumed", audit::act_recurrence_resumed),
    ("recurrence.generated", audit::act_recurrence_generated),
    ("recurrence.exception_set", audit::act_recurrence_exception_set),
    ("recurrence.exception_removed", audit::act_recurrence_exception_removed),
    ("recurrence.handed_over", audit::act_recurrence_handed_over),
    ("closure.created", audit::act_closure_created),
    ("closure.removed", audit::act_closure_removed),
    ("import.created", audit::act_import_created),
    ("import.changed", audit::act_import_changed),
    ("import.begun", audit::act_import_begun),
    ("import.applied", audit::act_import_applied),
    ("import.failed", audit::act_import_failed),
    ("import.undone", audit::act_import_undone),
    ("import.removed", audit::act_import_removed),
    ("stop.started", audit::act_stop_started),
    ("stop.completed", audit::act_stop_completed),
    ("stop.failed", audit::act_stop_failed),
    ("stop.reopened", audit::act_stop_reopened),
    ("stop.comment", audit::act_stop_comment),
    ("stop.conflict", audit::act_stop_conflict),
    ("round.created", audit::act_round_created),
    ("round.changed", audit::act_round_changed),
    ("round.stops_changed", audit::act_round_stops_changed),
    ("round.assigned", audit::act_round_assigned),
    ("round.published", audit::act_round_published),
    ("round.taken", audit::act_round_taken),
    ("round.released", audit::act_round_released),
    ("round.returned", audit::act_round_returned),
    ("round.started", audit::act_round_started),
    ("round.closed", audit::act_round_closed),
    ("round.removed", audit::act_round_removed),
    ("round.split", audit::act_round_split),
    ("round.merged", audit::act_round_merged),
    ("follow_up.changed", audit::act_follow_up_changed),
    ("follow_up.handled", audit::act_follow_up_handled),
    ("session.opened", audit::act_session_opened),
    ("session.closed", audit::act_session_closed),
    ("session.revoked", audit::act_session_revoked),
    ("session.link_sent", audit::act_session_link_sent),
    ("session.proved", audit::act_session_proved),
    ("session.replayed", audit::act_session_replayed),
    ("password.reset", audit::act_password_reset),
    ("password.reset_sent", audit::act_password_reset_sent),
    ("person.changed", audit::act_person_changed),
    ("look.budget", audit::act_look_budget),
];

const LOOKS: &[Words] = &[
    ("recipient", audit::look_recipient),
    ("recipient_list", audit::look_recipient_list),
    ("recipient_search", audit::look_recipient_search),
    ("delivery", audit::look_delivery),
    ("delivery_list", audit::look_delivery_list),
    ("recurrence", audit::look_recurrence),
    ("recurrence_list", audit::look_recurrence_list),
    ("day_board", audit::look_day_board),
    ("follow_up", audit::look_follow_up),
    ("follow_up_list", audit::look_follow_up_list),
    ("blocked_pairs", audit::look_blocked_pairs),
    ("import", audit::look_import),
    ("import_missing", audit::look_import_missing),
    ("import_rows", audit::look_import_rows),
    ("import_rejected", audit::look_import_rejected),
    ("my_round", audit::look_my_round),
    ("my_stop", audit::look_my_stop),
];

/// What was done. A code of a newer server is shown as it is.
pub(super) fn action(lang: Lang, kind: AuditKind, code: &str) -> String {
    let known = match kind {
        AuditKind::Write => ACTS,
        AuditKind::Look => LOOKS,
    };
    match known.iter().find(|(known, _)| *known == code) {
        Some((_, words)) => words(lang).to_owned(),
        None => match kind {
            AuditKind::Write => audit::other_act(lang, code),
            AuditKind::Look => audit::other_look(lang, code),
        },
    }
}

/// The drawing of what it is about.
pub(super) fn glyph(kind: AuditKind, code: &str) -> Glyph {
    if kind == AuditKind::Look {
        return Glyph::Eye;
    }
    match code.split('.').next().unwrap_or_default() {
        "member" | "person" => Glyph::User,
        "branch" => Glyph::Snowflake,
        "invitation" => Glyph::UserPlus,
        "api_client" => Glyph::PlugConnected,
        "organisation" => Glyph::Settings,
        "time_slot" | "recurrence" | "closure" => Glyph::Clock,
        "depot" | "package_kind" | "delivery" | "stop" => Glyph::Package,
        "recipient" | "blocked_pair" => Glyph::Home,
        "round" => Glyph::Basket,
        "import" => Glyph::Table,
        "follow_up" => Glyph::Bell,
        "session" | "password" => Glyph::Key,
        "look" => Glyph::AlertTriangle,
        _ => Glyph::Pencil,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, fs, path::Path};

    /// The sources of the server, without its tests.
    fn sources(folder: &Path, found: &mut String) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push_str(text.split("#[cfg(test)]").next().unwrap_or_default());
            }
        }
    }

    /// Every literal that has the shape of an act: `member.suspended`.
    fn acts(source: &str) -> BTreeSet<&str> {
        // What else is written with a dot: fields of sheets, names of files.
        const OTHERS: [&str; 7] = ["address", "dropoff", "pickup", "tour", "index", "town", "page"];
        let letters = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        let is_act = |text: &&str| {
            text.split_once('.').is_some_and(|(area, act)| !OTHERS.contains(&area) && letters(area) && letters(act))
        };
        source.split('"').filter(is_act).filter(|text| !text.ends_with(".sqlite")).collect()
    }

    /// The purpose of every look that is noted: the first literal after the call.
    fn purposes(source: &str) -> BTreeSet<&str> {
        let calls = [".look(", ".look_in("];
        let after = calls.iter().flat_map(|call| source.split(call).skip(1));
        after.filter_map(|rest| rest.split_once(';')?.0.split('"').nth(1)).collect()
    }

    #[test]
    fn every_act_and_every_look_of_the_server_has_words() {
        let mut source = String::new();
        sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../api/src")), &mut source);
        let known = |list: &[Words]| list.iter().map(|(code, _)| *code).collect::<BTreeSet<_>>();
        let acts = acts(&source);
        assert!(acts.contains("member.suspended") && acts.len() > 50, "the acts were found");
        let missing: Vec<_> = acts.difference(&known(ACTS)).copied().collect();
        assert_eq!(missing, Vec::<&str>::new(), "acts without words");
        let purposes = purposes(&source);
        assert!(purposes.contains("day_board"), "the looks were found");
        let missing: Vec<_> = purposes.difference(&known(LOOKS)).copied().collect();
        assert_eq!(missing, Vec::<&str>::new(), "looks without words");
    }

    #[test]
    fn a_code_of_a_newer_server_is_shown_as_it_is() {
        assert!(action(Lang::Fr, AuditKind::Write, "stock.moved").contains("stock.moved"));
    }
}
