//! The constraints that carry rules, by name.
//!
//! PostgreSQL reports a constraint's name, SQLite the columns of its index: both are known here, so that a rule
//! that needs all rows (uniqueness, one at a time) is proven by the database and read as one word.

const NAMED: &[(&str, &str)] = &[
    ("one_live_invitation", "invitations.organisation_id, invitations.email"),
    ("one_live_membership", "memberships.organisation_id, memberships.person_id"),
    ("people_email_key", "people.email"),
    ("organisations_name_key", "organisations.name"),
    ("recipient_ref", "recipients.organisation_id, recipients.external_ref"),
    ("delivery_ref", "deliveries.organisation_id, deliveries.external_ref"),
    ("package_kinds_organisation_id_slug_key", "package_kinds.organisation_id, package_kinds.slug"),
    (
        "blocked_pairs_organisation_id_volunteer_id_recipient_id_key",
        "blocked_pairs.organisation_id, blocked_pairs.volunteer_id, blocked_pairs.recipient_id",
    ),
    ("one_import_applying", "imports.organisation_id"),
    (
        "idempotency_keys_pkey",
        "idempotency_keys.actor_id, idempotency_keys.method, idempotency_keys.path, idempotency_keys.key",
    ),
];

/// The name of the constraint an error speaks of.
pub(crate) fn named(error: &str) -> Option<&'static str> {
    let unique = error.contains("UNIQUE constraint failed") || error.contains("unique constraint");
    if !unique {
        return None;
    }
    NAMED
        .iter()
        .find(|(name, columns)| {
            error.contains(name) || error.ends_with(columns) || error.contains(&format!("{columns}\""))
        })
        .map(|(name, _)| *name)
}
