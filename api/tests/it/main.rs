//! The one integration suite: real HTTP, real database, SQLite or PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::similar_names,
    reason = "tests say what they expect"
)]

mod absent_admins;
mod accounts;
mod announced;
mod api_clients;
mod audit;
mod audit_chain;
mod audit_pruning;
mod contract;
mod deliveries;
mod demo_mails;
mod events;
mod follow_ups;
mod geo;
mod hardening;
mod housekeeping;
mod imports;
mod imports_columns;
mod imports_guard;
mod imports_letters;
mod imports_live;
mod imports_rules;
mod invitations;
mod inviters;
mod known_devices;
mod late_reveal;
mod looks;
mod mail;
mod matrix;
mod members;
mod on_the_map;
mod organisations;
mod people;
mod plan_instance;
mod platform;
mod reads;
mod recipients;
mod recurrences;
mod round_letters;
mod rounds;
mod sealed_words;
mod serving;
mod sessions;
mod spec;
mod support;
mod suspension;
mod suspension_ends;
mod town;
mod trust;
