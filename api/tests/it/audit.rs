//! The two logs: read by admins, and whole or found out.

use crate::support::{code, suspension};
use cabas_client::Client;
use cabas_kernel::{
    Role,
    id::{OrganisationId, PersonId, RecipientId},
};
use cabas_model::{
    PageQuery,
    api_clients::{CreateApiClient, Scope},
    audit::{AuditEntry, AuditKind, AuditQuery},
};
use cabas_store::{
    audit::{self, Checkpoint, Fault, Reach},
    looks::Look,
};
use cabas_testkit::TestApp;
use std::{collections::BTreeSet, process::Command};
use uuid::Uuid;

async fn all(client: &Client, organisation: OrganisationId, kind: Option<AuditKind>, limit: u16) -> Vec<AuditEntry> {
    let mut query = AuditQuery { kind, limit: Some(limit), cursor: None };
    let mut entries = Vec::new();
    loop {
        let page = client.list_audit(organisation, &query).await.unwrap();
        entries.extend(page.items);
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            return entries;
        }
    }
}

async fn look(app: &TestApp, organisation: OrganisationId, actor: PersonId, recipients: usize) {
    let recipients = (0..recipients).map(|n| RecipientId(Uuid::from_u128(1 + u128::try_from(n).unwrap()))).collect();
    let look =
        Look { organisation, actor, purpose: "recipient_list", subject: None, day: None, recipients, at: app.now() };
    app.store().looks().write(look).await.unwrap();
}

/// Makes some history: writes and looks, a minute apart.
async fn history(app: &TestApp, org: &cabas_testkit::Organisation) {
    for n in 0..3 {
        let ask = CreateApiClient { name: format!("Programme {n}"), scopes: vec![Scope::Imports] };
        org.admin.client.create_api_client(org.id, &ask).await.unwrap();
        app.clock.advance(chrono::TimeDelta::seconds(10));
        look(app, org.id, org.admin.person, n + 1).await;
        app.clock.advance(chrono::TimeDelta::seconds(10));
    }
    // Until nothing is left to chain, here or in the worker.
    while audit::chain(app.store(), Reach::Whole).await.unwrap() {}
}

/// The number in its log of an entry, so many before the newest. What was given up leaves a gap between numbers.
async fn number_of(app: &TestApp, kind: AuditKind, before: i64) -> i64 {
    let table = if kind == AuditKind::Write { "audit_entries" } else { "look_entries" };
    app.log_number(table, &format!("SELECT seq FROM {table} ORDER BY seq DESC LIMIT 1 OFFSET {before}")).await
}

#[tokio::test]
async fn an_admin_reads_writes_and_looks_newest_first() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    history(&app, &org).await;
    let entries = all(&org.admin.client, org.id, None, 100).await;
    let kinds: Vec<AuditKind> = entries.iter().take(6).map(|e| e.kind).collect();
    let (write, look) = (AuditKind::Write, AuditKind::Look);
    assert_eq!(kinds, [look, write, look, write, look, write]);
    assert_eq!((entries[0].action.as_str(), entries[0].count), ("recipient_list", Some(3)));
    assert_eq!((entries[1].action.as_str(), entries[1].count), ("api_client.created", None));
    assert_eq!(entries[0].actor.as_deref(), Some("admin"));
    assert!(entries.windows(2).all(|pair| pair[0].at >= pair[1].at));
    // Whatever the size of the pages, the same entries in the same order, each once.
    for limit in [1, 2, 5] {
        assert_eq!(all(&org.admin.client, org.id, None, limit).await, entries);
    }
    let looks = all(&org.admin.client, org.id, Some(look), 2).await;
    assert_eq!(looks.iter().map(|e| e.count).collect::<Vec<_>>(), [Some(3), Some(2), Some(1)]);
    assert!(all(&org.admin.client, org.id, Some(write), 2).await.iter().all(|e| e.kind == write));
}

#[tokio::test]
async fn entries_are_told_apart_without_their_numbers() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    for _ in 0..2 {
        history(&app, &org).await;
    }
    let entries = all(&org.admin.client, org.id, None, 100).await;
    let ids: Vec<Uuid> = entries.iter().map(|e| e.id).collect();
    assert!(ids.len() >= 12, "chance does not put so many in order");
    assert!(!ids.is_sorted() && !ids.iter().rev().is_sorted(), "their order tells nothing");
    let mut halves = ids.iter().map(Uuid::as_u64_pair);
    assert!(halves.all(|(head, tail)| head.min(tail) > 1_000_000), "no number stands in one: {ids:?}");
    let distinct: BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "a write and a look of one number are two");
    let page = org.admin.client.list_audit(org.id, &AuditQuery::default()).await.unwrap();
    assert_eq!(page.items.first().map(|e| e.id), entries.first().map(|e| e.id), "read again, they are called the same");
}

#[tokio::test]
async fn a_suspension_is_one_line_with_actor_reason_and_time() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    let because = suspension("En attendant d'en parler");
    org.admin.client.suspend_member(org.id, maud.id, &because).await.unwrap();
    let entries = all(&org.admin.client, org.id, Some(AuditKind::Write), 100).await;
    let lines: Vec<_> = entries.iter().filter(|e| e.action == "member.suspended").collect();
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].subject_id, lines[0].at), (Some(maud.id.0), app.now()));
    assert_eq!(lines[0].actor.as_deref(), Some("admin"));
    assert!(lines[0].detail.as_ref().unwrap().contains("En attendant"));
}

#[tokio::test]
async fn the_log_is_for_admins_of_its_organisation() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    history(&app, &org).await;
    let query = AuditQuery::default();
    for role in [Role::Dispatcher, Role::Volunteer] {
        let member = app.member(org.id, &format!("{role}@exemple.fr"), &[role], Some(org.admin.node)).await.client;
        assert_eq!(code(member.list_audit(org.id, &query).await), "forbidden");
    }
    let gare = app.organisation("La Gare").await;
    assert_eq!(code(gare.admin.client.list_audit(org.id, &query).await), "not_found");
    assert!(all(&gare.admin.client, gare.id, None, 10).await.iter().all(|e| e.action != "recipient_list"));
    // A cursor is of one list.
    let page = org.admin.client.list_audit(org.id, &AuditQuery { limit: Some(1), ..query }).await.unwrap();
    let borrowed = PageQuery { limit: None, cursor: page.next_cursor };
    assert_eq!(code(org.admin.client.list_members(org.id, &borrowed).await), "fields_invalid");
}

#[tokio::test]
async fn logs_that_nobody_touched_are_whole() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    history(&app, &org).await;
    let verdict = audit::verify(app.store()).await.unwrap();
    assert!(verdict.is_whole());
    assert!(verdict.writes >= 3 && verdict.looks == 3, "{verdict:?}");
}

#[tokio::test]
async fn a_changed_write_is_named() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    history(&app, &org).await;
    let seq = number_of(&app, AuditKind::Write, 1).await;
    app.tamper("audit_entries", &format!("UPDATE audit_entries SET action = 'nothing' WHERE seq = {seq}")).await;
    assert_eq!(audit::verify(app.store()).await.unwrap().bad_write, Some(Fault::Entry(seq)));
}

#[tokio::test]
async fn a_removed_write_is_named() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    history(&app, &org).await;
    let seq = number_of(&app, AuditKind::Write, 1).await;
    app.tamper("audit_entries", &format!("DELETE FROM audit_entries WHERE seq = {seq}")).await;
    assert_eq!(audit::verify(app.store()).await.unwrap().bad_write, Some(Fault::Entry(seq)));
}

#[tokio::test]
async fn a_changed_look_is_named() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    history(&app, &org).await;
    let seq = number_of(&app, AuditKind::Look, 1).await;
    app.tamper("look_entries", &format!("UPDATE look_entries SET purpose = 'nothing' WHERE seq = {seq}")).await;
    let verdict = audit::verify(app.store()).await.unwrap();
    assert_eq!((verdict.bad_write, verdict.bad_look), (None, Some(Fault::Entry(seq))));
}

/// How many entries of each log have no link.
async fn without_link(app: &TestApp) -> [i64; 2] {
    let mut counts = [0; 2];
    for (count, log) in counts.iter_mut().zip(["audit", "look"]) {
        let query = format!("SELECT COUNT(*) FROM {log}_entries WHERE seq NOT IN (SELECT entry_seq FROM {log}_chain)");
        *count = app.log_number(&format!("{log}_entries"), &query).await;
    }
    counts
}

#[tokio::test]
async fn an_entry_that_was_overtaken_is_linked_by_whoever_looks_back() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    history(&app, &org).await;
    // On SQLite one writes at a time: nobody is overtaken, and nobody looks back.
    let is_sqlite = app.database_url().starts_with("sqlite");
    for (reach, left) in [(Reach::End, 1), (Reach::Late, i64::from(is_sqlite)), (Reach::Whole, 0)] {
        for log in ["audit", "look"] {
            let oldest = format!("(SELECT MIN(seq) FROM {log}_entries)");
            let unlink = format!("DELETE FROM {log}_chain WHERE entry_seq = {oldest}");
            app.tamper(&format!("{log}_chain"), &unlink).await;
        }
        assert_eq!(without_link(&app).await, [1; 2], "{reach:?}");
        audit::chain(app.store(), reach).await.unwrap();
        assert_eq!(without_link(&app).await, [left; 2], "{reach:?}");
    }
}

#[tokio::test]
async fn a_log_whose_end_is_cut_off_does_not_reach_its_checkpoint() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    history(&app, &org).await;
    let before = Checkpoint::take(app.store()).await.unwrap();
    assert!(before.is_ours(app.store()) && before.writes.is_some() && before.looks.is_some());
    assert_eq!(before.missing_in(app.store()).await.unwrap(), None);
    history(&app, &org).await;
    assert_eq!(before.missing_in(app.store()).await.unwrap(), None, "what came since changes nothing");
    // Signed by this installation, and only as it stands.
    let mut moved = before.clone();
    moved.at = moved.at + chrono::TimeDelta::hours(1);
    assert!(!moved.is_ours(app.store()));
    let far = before.writes.as_ref().unwrap().position;
    let entry = format!("SELECT entry_seq FROM audit_chain WHERE position >= {far}");
    app.tamper("audit_entries", &format!("DELETE FROM audit_entries WHERE seq IN ({entry})")).await;
    app.tamper("audit_chain", &format!("DELETE FROM audit_chain WHERE position >= {far}")).await;
    assert!(audit::verify(app.store()).await.unwrap().is_whole(), "the chain alone does not tell");
    assert_eq!(before.missing_in(app.store()).await.unwrap(), Some("writes"));
}

#[tokio::test]
async fn the_command_says_whether_the_logs_are_whole_and_fails_when_not() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    history(&app, &org).await;
    let verify = || {
        Command::new(env!("CARGO_BIN_EXE_cabas"))
            .args(["audit", "verify"])
            .env("CABAS_DATA_DIR", &app.dir)
            .env("CABAS_DATABASE_URL", app.database_url())
            .output()
            .unwrap()
    };
    cabas_api::platform::checkpoints::keep(app.app()).await.unwrap();
    let whole = verify();
    assert!(whole.status.success(), "{}", String::from_utf8_lossy(&whole.stderr));
    // A checkpoint that was not made here is found out, whatever the logs say.
    let file = app.dir.join("audit-checkpoints.jsonl");
    let kept = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, kept.replace("\"at\":\"2026", "\"at\":\"2027")).unwrap();
    let forged = verify();
    assert_eq!(forged.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&forged.stderr).contains("checkpoint 1"));
    std::fs::write(&file, kept).unwrap();
    let seq = number_of(&app, AuditKind::Write, 0).await;
    app.tamper("audit_entries", &format!("UPDATE audit_entries SET detail = '{{}}' WHERE seq = {seq}")).await;
    let broken = verify();
    assert_eq!(broken.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&broken.stderr).contains(&format!("entry {seq}")));
}
