//! The logs forget what is older than twelve months, and nobody hides anything behind that (LG-5).

use cabas_kernel::id::RecipientId;
use cabas_store::{
    Actor, Scope,
    audit::{self, Checkpoint, Fault, Reach},
    looks::Look,
    retention,
};
use cabas_testkit::{Organisation, TestApp};
use chrono::TimeDelta;
use std::process::Command;
use uuid::Uuid;

/// Longer than entries are kept.
const YEAR: TimeDelta = TimeDelta::days(367);
const HOUSEHOLD: RecipientId = RecipientId(Uuid::from_u128(7));
/// The two logs: how their tables begin, and what they are called.
const LOGS: [(&str, &str); 2] = [("look", "looks"), ("audit", "writes")];

/// Notes so many writes and so many looks at the household now, and has them linked.
async fn note(app: &TestApp, org: &Organisation, entries: u128) {
    let tx = app.store().write(Scope::Organisation(org.id), Actor::System).await.unwrap();
    for n in 0..entries {
        tx.audit("test", Uuid::from_u128(n), serde_json::json!({})).await.unwrap();
    }
    tx.commit().await.unwrap();
    for _ in 0..entries {
        let (organisation, actor, recipients) = (org.id, org.admin.person, vec![HOUSEHOLD]);
        let at = app.now();
        let look = Look { organisation, actor, purpose: "recipient", subject: None, day: None, recipients, at };
        app.store().looks().write(look).await.unwrap();
    }
    while audit::chain(app.store(), Reach::Whole).await.unwrap() {}
}

/// Logs whose old entries, five of each and more, went; three of each are left.
async fn pruned() -> (TestApp, Organisation) {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    note(&app, &org, 5).await;
    app.clock.advance(YEAR);
    note(&app, &org, 3).await;
    retention::prune(app.store()).await.unwrap();
    (app, org)
}

/// A number of a table of a log: what a query gives, where `{t}` stands for the table.
async fn number(app: &TestApp, log: &str, part: &str, query: &str) -> i64 {
    let table = format!("{log}_{part}");
    app.log_number(&table, &query.replace("{t}", &table)).await
}

/// How many entries, links and anchors a log has.
async fn held(app: &TestApp, log: &str) -> [i64; 3] {
    let mut counts = [0; 3];
    for (count, part) in counts.iter_mut().zip(["entries", "chain", "anchors"]) {
        *count = number(app, log, part, "SELECT COUNT(*) FROM {t}").await;
    }
    counts
}

async fn oldest(app: &TestApp, log: &str) -> i64 {
    number(app, log, "entries", "SELECT MIN(seq) FROM {t}").await
}

async fn fault(app: &TestApp, log: &str) -> Option<Fault> {
    let verdict = audit::verify(app.store()).await.unwrap();
    if log == "audit" { verdict.bad_write } else { verdict.bad_look }
}

/// A byte as the database writes it in a statement.
fn byte(app: &TestApp) -> &'static str {
    if app.database_url().starts_with("sqlite") { "X'00'" } else { "'\\x00'" }
}

#[tokio::test]
async fn what_is_older_than_a_year_leaves_both_logs_and_what_is_left_is_whole() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    // More than one transaction takes.
    note(&app, &org, 120).await;
    let old = Checkpoint::take(app.store()).await.unwrap();
    app.clock.advance(YEAR);
    note(&app, &org, 3).await;
    let young = Checkpoint::take(app.store()).await.unwrap();
    for left in [3, 2] {
        retention::prune(app.store()).await.unwrap();
        for (log, _) in LOGS {
            assert_eq!(held(&app, log).await, [left, left, 1], "{log}");
        }
        let verdict = audit::verify(app.store()).await.unwrap();
        assert!(verdict.is_whole(), "{verdict:?}");
        let count = u64::try_from(left).unwrap();
        assert_eq!((verdict.writes, verdict.looks, verdict.pruned_at), (count, count, Some(app.now())));
        for checkpoint in [&old, &young] {
            assert_eq!(checkpoint.missing_in(app.store()).await.unwrap(), None, "it went with what was pruned");
        }
        app.clock.advance(YEAR);
        note(&app, &org, 2).await;
    }
}

#[tokio::test]
async fn nothing_younger_than_a_year_goes() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    note(&app, &org, 3).await;
    let before = [held(&app, "look").await, held(&app, "audit").await];
    app.clock.advance(TimeDelta::days(365));
    note(&app, &org, 1).await;
    retention::prune(app.store()).await.unwrap();
    for ((log, _), [entries, links, anchors]) in LOGS.into_iter().zip(before) {
        assert_eq!(held(&app, log).await, [entries + 1, links + 1, anchors], "{log}");
    }
    assert_eq!(audit::verify(app.store()).await.unwrap().pruned_at, None);
}

#[tokio::test]
async fn the_newest_entry_stays_however_old_it_is_and_the_next_one_follows_it() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    note(&app, &org, 3).await;
    app.clock.advance(YEAR);
    retention::prune(app.store()).await.unwrap();
    for left in [1, 2] {
        for (log, _) in LOGS {
            assert_eq!(held(&app, log).await, [left, left, 1], "{log}");
        }
        let verdict = audit::verify(app.store()).await.unwrap();
        assert!(verdict.is_whole(), "{verdict:?}");
        note(&app, &org, 1).await;
    }
}

#[tokio::test]
async fn two_who_prune_at_once_leave_what_one_leaves() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    note(&app, &org, 120).await;
    app.clock.advance(YEAR);
    note(&app, &org, 3).await;
    let (one, other) = tokio::join!(retention::prune(app.store()), retention::prune(app.store()));
    one.and(other).unwrap();
    for (log, _) in LOGS {
        assert_eq!(held(&app, log).await, [3, 3, 1], "{log}");
        assert_eq!(fault(&app, log).await, None);
    }
}

#[tokio::test]
async fn nothing_can_be_removed_or_changed_but_what_an_anchor_covers() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    note(&app, &org, 5).await;
    app.clock.advance(YEAR);
    note(&app, &org, 3).await;
    let changes = [("entries", "created_at = 0"), ("chain", "entry_seq = 0"), ("anchors", "made_at = 0")];
    for is_pruned in [false, true] {
        for (log, _) in LOGS {
            // Old entries wait for the pruning like the others; there are no anchors before it.
            for (part, change) in changes.into_iter().filter(|(part, _)| is_pruned || *part != "anchors") {
                let table = format!("{log}_{part}");
                for act in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET {change}")] {
                    assert!(app.refuses(&table, &act).await, "{act}");
                }
            }
        }
        retention::prune(app.store()).await.unwrap();
    }
    for (log, _) in LOGS {
        assert_eq!(held(&app, log).await, [3, 3, 1], "{log}");
    }
}

#[tokio::test]
async fn an_anchor_that_is_not_as_the_pruning_left_it_is_found() {
    let (app, _org) = pruned().await;
    let byte = byte(&app);
    for (log, _) in LOGS {
        let anchors = format!("{log}_anchors");
        let restored = format!("DELETE FROM {anchors}; INSERT INTO {anchors} SELECT * FROM kept_{anchors}");
        app.tamper(&anchors, &format!("CREATE TABLE kept_{anchors} AS SELECT * FROM {anchors}")).await;
        let changes = ["position = position + 1", "made_at = made_at - 1"].map(str::to_owned);
        for change in changes.into_iter().chain(["hash", "signature"].map(|column| format!("{column} = {byte}"))) {
            app.tamper(&anchors, &format!("UPDATE {anchors} SET {change}")).await;
            assert_eq!(fault(&app, log).await, Some(Fault::Anchor), "{anchors}: {change}");
            app.tamper(&anchors, &restored).await;
        }
        // Without it, what is left follows nothing.
        app.tamper(&anchors, &format!("DELETE FROM {anchors}")).await;
        assert_eq!(fault(&app, log).await, Some(Fault::Entry(oldest(&app, log).await)), "{anchors}: gone");
        app.tamper(&anchors, &restored).await;
        assert_eq!(fault(&app, log).await, None);
    }
}

#[tokio::test]
async fn an_anchor_that_somebody_invents_hides_no_removal() {
    let (app, _org) = pruned().await;
    let byte = byte(&app);
    for (log, name) in LOGS {
        let kept = Checkpoint::take(app.store()).await.unwrap();
        let (entries, chain, anchors) = (format!("{log}_entries"), format!("{log}_chain"), format!("{log}_anchors"));
        let first = oldest(&app, log).await;
        let invented = format!(
            "INSERT INTO {anchors} (position, hash, made_at, signature) \
             SELECT position, hash, 0, {byte} FROM {chain} WHERE entry_seq = {first}; \
             DELETE FROM {entries} WHERE seq = {first}; DELETE FROM {chain} WHERE entry_seq = {first}"
        );
        assert!(!app.refuses(&entries, &invented).await, "the triggers know no signatures");
        assert_eq!(fault(&app, log).await, Some(Fault::Anchor));
        app.tamper(&anchors, &format!("DELETE FROM {anchors} WHERE made_at = 0")).await;
        assert_eq!(fault(&app, log).await, Some(Fault::Entry(oldest(&app, log).await)), "one is missing before it");
        assert_eq!(kept.missing_in(app.store()).await.unwrap(), None, "its end is there");
        let emptied = format!(
            "INSERT INTO {anchors} (position, hash, made_at, signature) VALUES (1000000, {byte}, 0, {byte}); \
             DELETE FROM {entries}; DELETE FROM {chain}"
        );
        assert!(!app.refuses(&entries, &emptied).await);
        assert_eq!(fault(&app, log).await, Some(Fault::Anchor));
        assert_eq!(kept.missing_in(app.store()).await.unwrap(), Some(name), "a checkpoint trusts no such anchor");
    }
}

#[tokio::test]
async fn a_log_emptied_behind_its_anchor_is_found() {
    let (app, _org) = pruned().await;
    for (log, _) in LOGS {
        for table in ["entries", "chain"].map(|part| format!("{log}_{part}")) {
            app.tamper(&table, &format!("DELETE FROM {table}")).await;
        }
        assert_eq!(fault(&app, log).await, Some(Fault::Anchor), "{log}");
    }
}

#[tokio::test]
async fn an_entry_put_back_where_the_log_was_pruned_is_found() {
    let (app, _org) = pruned().await;
    let byte = byte(&app);
    let with = if app.database_url().starts_with("sqlite") { "" } else { "OVERRIDING SYSTEM VALUE" };
    let columns = [
        ("look", "organisation_id, actor_id, purpose, subject_id, day, recipient_ids, created_at"),
        ("audit", "organisation_id, actor_id, action, subject_id, detail, created_at"),
    ];
    for (log, columns) in columns {
        let (entries, chain) = (format!("{log}_entries"), format!("{log}_chain"));
        let first = oldest(&app, log).await;
        let put_back = format!(
            "BEGIN; INSERT INTO {entries} ({columns}) SELECT {columns} FROM {entries} WHERE seq = {first}; \
             INSERT INTO {chain} (position, entry_seq, hash) {with} SELECT 1, MAX(seq), {byte} FROM {entries}; COMMIT"
        );
        assert!(!app.refuses(&entries, &put_back).await, "the end of a log is open");
        let put_in = number(&app, log, "chain", "SELECT entry_seq FROM {t} WHERE position = 1").await;
        assert_eq!(fault(&app, log).await, Some(Fault::Entry(put_in)), "{log}");
    }
}

#[tokio::test]
async fn a_log_that_was_tampered_with_keeps_what_it_has() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    note(&app, &org, 5).await;
    let first = oldest(&app, "audit").await;
    app.tamper("audit_entries", &format!("UPDATE audit_entries SET action = 'nothing' WHERE seq = {first}")).await;
    let [entries, links, _] = held(&app, "audit").await;
    app.clock.advance(YEAR);
    note(&app, &org, 3).await;
    retention::prune(app.store()).await.unwrap();
    assert_eq!(held(&app, "audit").await, [entries + 3, links + 3, 0], "else the pruning would hide it");
    assert_eq!(fault(&app, "audit").await, Some(Fault::Entry(first)));
    assert_eq!(held(&app, "look").await, [3, 3, 1], "the other log is pruned all the same");
}

#[tokio::test]
async fn who_consulted_a_household_and_how_often_is_told_from_what_is_left() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    note(&app, &org, 5).await;
    app.clock.advance(YEAR);
    note(&app, &org, 3).await;
    let looks = app.store().looks();
    let since = app.now() - TimeDelta::hours(24);
    for left in [8, 3] {
        assert_eq!(looks.of_recipient(org.id, HOUSEHOLD, None, 100).await.unwrap().len(), left);
        let opened = looks.opened(org.id, org.admin.person, ["recipient", "my_rounds"], since).await.unwrap();
        assert_eq!(opened.len(), 3, "a budget looks a day back");
        retention::prune(app.store()).await.unwrap();
    }
}

#[tokio::test]
async fn the_command_says_that_a_log_was_pruned_and_fails_on_an_anchor_that_is_not_ours() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    note(&app, &org, 5).await;
    cabas_api::platform::checkpoints::keep(app.app()).await.unwrap();
    app.clock.advance(YEAR);
    note(&app, &org, 3).await;
    let verify = || {
        Command::new(env!("CARGO_BIN_EXE_cabas"))
            .args(["audit", "verify"])
            .env("CABAS_DATA_DIR", &app.dir)
            .env("CABAS_DATABASE_URL", app.database_url())
            .output()
            .unwrap()
    };
    for is_pruned in [false, true] {
        let whole = verify();
        assert!(whole.status.success(), "{}", String::from_utf8_lossy(&whole.stderr));
        assert_eq!(String::from_utf8_lossy(&whole.stdout).contains("pruned"), is_pruned);
        retention::prune(app.store()).await.unwrap();
    }
    app.tamper("look_anchors", "UPDATE look_anchors SET made_at = made_at + 1").await;
    let forged = verify();
    assert_eq!(forged.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&forged.stderr).contains("the anchor of the log of looks"));
}
