//! Whoever holds the database can change what the logs say, but not without being found out: any edit, removal, insertion
//! or exchange, and an end that was cut off.

use cabas_kernel::id::{PersonId, RecipientId};
use cabas_model::api_clients::{CreateApiClient, Scope};
use cabas_store::{
    audit::{self, Checkpoint},
    looks::Look,
};
use cabas_testkit::{Organisation, TestApp};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use uuid::Uuid;

/// Entries of each log.
const ENTRIES: i64 = 12;

/// What somebody does to a log; numbers are places of the log, from 0.
#[derive(Clone, Debug)]
enum Harm {
    Edit(i64, &'static str),
    RemoveEntry(i64),
    /// The entry and its link.
    Remove(i64),
    /// Two entries change places.
    SwapEntries(i64, i64),
    /// Two links change places.
    SwapLinks(i64, i64),
    ForgeHash(i64),
    /// A copy of an entry, with a link that fits nothing.
    Insert(i64),
    /// Everything from here on, with its links.
    Cut(i64),
}

fn harm(columns: &'static [&'static str]) -> impl Strategy<Value = Harm> {
    let place = 0..ENTRIES;
    let two = || (0..ENTRIES - 1).prop_flat_map(|a| (Just(a), a + 1..ENTRIES));
    prop_oneof![
        (place.clone(), prop::sample::select(columns)).prop_map(|(at, column)| Harm::Edit(at, column)),
        place.clone().prop_map(Harm::RemoveEntry),
        place.clone().prop_map(Harm::Remove),
        two().prop_map(|(a, b)| Harm::SwapEntries(a, b)),
        two().prop_map(|(a, b)| Harm::SwapLinks(a, b)),
        place.clone().prop_map(Harm::ForgeHash),
        place.clone().prop_map(Harm::Insert),
        place.prop_map(Harm::Cut),
    ]
}

/// One of the two logs.
struct Log {
    name: &'static str,
    /// Without its number.
    columns: &'static str,
    edits: &'static [&'static str],
}

const WRITES: Log = Log {
    name: "audit",
    columns: "organisation_id, actor_id, action, subject_id, detail, created_at",
    edits: &[
        "action = 'nothing'",
        "actor_id = NULL",
        "subject_id = NULL",
        "created_at = created_at + 1",
        "organisation_id = NULL",
        "detail = '{\"other\": 1}'",
    ],
};
const LOOKS: Log = Log {
    name: "look",
    columns: "organisation_id, actor_id, purpose, subject_id, day, recipient_ids, created_at",
    edits: &[
        "purpose = 'nothing'",
        "actor_id = organisation_id",
        "created_at = created_at - 1",
        "day = '2026-01-01'",
        "subject_id = actor_id",
    ],
};

impl Log {
    /// The statements of a harm. Entries and links are `ENTRIES` each, numbered from `first` and from `link`.
    fn statements(&self, harm: &Harm, app: &TestApp, (first, link): (i64, i64)) -> String {
        let (entries, chain) = (format!("{}_entries", self.name), format!("{}_chain", self.name));
        let bytes = if app.database_url().starts_with("sqlite") { "X'00'" } else { "'\\x00'" };
        let away = first + 1_000_000;
        match harm {
            Harm::Edit(at, what) => format!("UPDATE {entries} SET {what} WHERE seq = {}", first + at),
            Harm::RemoveEntry(at) => format!("DELETE FROM {entries} WHERE seq = {}", first + at),
            Harm::Remove(at) => {
                format!("DELETE FROM {chain} WHERE entry_seq = {0}; DELETE FROM {entries} WHERE seq = {0}", first + at)
            }
            Harm::SwapEntries(a, b) => {
                // Numbers stay where they are: what stands under them changes places.
                let columns = self.columns;
                format!(
                    "UPDATE {entries} AS e SET ({columns}) = (SELECT {columns} FROM kept_{entries} k \
                     WHERE k.seq = CASE e.seq WHEN {0} THEN {1} ELSE {0} END) WHERE e.seq IN ({0}, {1})",
                    first + a,
                    first + b
                )
            }
            Harm::SwapLinks(a, b) => format!(
                "UPDATE {chain} SET entry_seq = {away} WHERE position = {0}; \
                 UPDATE {chain} SET entry_seq = {2} WHERE position = {1}; \
                 UPDATE {chain} SET entry_seq = {3} WHERE position = {0}",
                link + a,
                link + b,
                first + a,
                first + b
            ),
            Harm::ForgeHash(at) => format!("UPDATE {chain} SET hash = {bytes} WHERE position = {}", link + at),
            Harm::Insert(at) => {
                let columns = self.columns;
                format!(
                    "INSERT INTO {entries} ({columns}) SELECT {columns} FROM {entries} WHERE seq = {}; \
                     INSERT INTO {chain} (entry_seq, hash) SELECT MAX(seq), {bytes} FROM {entries}",
                    first + at
                )
            }
            Harm::Cut(at) => {
                let from = first + at;
                format!("DELETE FROM {chain} WHERE entry_seq >= {from}; DELETE FROM {entries} WHERE seq >= {from}")
            }
        }
    }

    /// Puts everything back.
    fn restored(&self, app: &TestApp) -> String {
        let with = if app.database_url().starts_with("sqlite") { "" } else { "OVERRIDING SYSTEM VALUE" };
        let back = |table: String| format!("INSERT INTO {table} {with} SELECT * FROM kept_{table}");
        let (entries, chain) = (format!("{}_entries", self.name), format!("{}_chain", self.name));
        format!(
            "BEGIN; DELETE FROM {chain}; DELETE FROM {entries}; {}; {}; COMMIT",
            back(entries.clone()),
            back(chain.clone())
        )
    }
}

/// Writes until both logs hold exactly `ENTRIES` entries beyond what the organisation's making noted, all of them chained.
async fn filled(app: &TestApp, org: &Organisation) {
    for n in 0..ENTRIES {
        let ask = CreateApiClient { name: format!("Programme {n}"), scopes: vec![Scope::Imports] };
        org.admin.client.create_api_client(org.id, &ask).await.unwrap();
        let recipients = vec![RecipientId(Uuid::from_u128(1 + u128::try_from(n).unwrap()))];
        let (actor, at) = (PersonId(org.admin.person.0), app.now());
        let look = Look { organisation: org.id, actor, purpose: "recipient", subject: None, day: None, recipients, at };
        app.store().looks().write(look).await.unwrap();
        app.clock.advance(chrono::TimeDelta::seconds(1));
    }
    while audit::chain(app.store(), audit::Reach::Whole).await.unwrap() {}
}

/// The number of the first of the last `ENTRIES` entries of a log, and the place of its link: chains of one process,
/// where numbers have no gaps.
fn first_of(count: u64) -> (i64, i64) {
    let first = i64::try_from(count).unwrap() - ENTRIES + 1;
    (first, first)
}

/// Whether both logs still go as far as they did.
async fn is_reached(app: &TestApp, kept: &Checkpoint) -> bool {
    kept.missing_in(app.store()).await.unwrap().is_none()
}

async fn every_harm_is_found(log: Log, cases: usize) {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    filled(&app, &org).await;
    let kept = Checkpoint::take(app.store()).await.unwrap();
    let whole = audit::verify(app.store()).await.unwrap();
    assert!(whole.is_whole() && is_reached(&app, &kept).await, "{whole:?}");
    let first = first_of(if log.name == "audit" { whole.writes } else { whole.looks });
    for table in ["entries", "chain"].map(|part| format!("{}_{part}", log.name)) {
        app.tamper(&table, &format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
    }
    let entries = format!("{}_entries", log.name);
    // The same harms at each run: a failure can be looked at.
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let harms = harm(log.edits);
    for _ in 0..cases {
        let harm = harms.new_tree(&mut runner).unwrap().current();
        let done = log.statements(&harm, &app, first);
        app.tamper(&entries, &format!("BEGIN; {done}; COMMIT")).await;
        let verdict = audit::verify(app.store()).await.unwrap();
        let named = if log.name == "audit" { verdict.bad_write } else { verdict.bad_look };
        let found = named.is_some() || !is_reached(&app, &kept).await;
        assert!(found, "{harm:?} of the log {entries} was not found: {verdict:?}");
        app.tamper(&entries, &log.restored(&app)).await;
        let again = audit::verify(app.store()).await.unwrap();
        assert!(again.is_whole() && is_reached(&app, &kept).await, "after {harm:?}: {again:?}");
    }
}

#[tokio::test]
async fn every_harm_to_the_log_of_writes_is_found() {
    every_harm_is_found(WRITES, 60).await;
}

#[tokio::test]
async fn every_harm_to_the_log_of_looks_is_found() {
    every_harm_is_found(LOOKS, 60).await;
}
