//! Suspensions that end by themselves: by the days of their organisation, and whatever else the server fails to do.

use crate::{
    support::{code, field, fields, freeze_of, suspension},
    town::day,
    trust::Branch,
};
use cabas_api::platform::keep_house;
use cabas_kernel::{
    Role, Ts,
    id::MembershipId,
    words::members::{FreezeDecision, MemberState},
};
use cabas_model::{
    PageQuery,
    audit::AuditQuery,
    members::{DecideFreezeItem, SuspendMember},
    organisations::PatchOrganisation,
};
use cabas_store::{Scope, members::organisations_with_ended_suspensions};
use cabas_testkit::TestApp;
use chrono::{NaiveDate, TimeDelta};

/// A suspension of which this is the last day.
fn until(last: NaiveDate) -> SuspendMember {
    SuspendMember { until: Some(last), ..suspension("Une question") }
}

impl Branch {
    /// Suspends Karim.
    async fn suspend(&self, ask: &SuspendMember) {
        let admin = self.app.again(&self.org.admin).await;
        admin.suspend_member(self.org.id, self.karim.id, ask).await.unwrap();
    }

    /// Lets days pass, and the server do what it does by itself; what Karim is then.
    async fn pass(&self, days: i64) -> MemberState {
        self.at(self.app.now() + TimeDelta::days(days)).await
    }

    /// The same at an instant.
    async fn at(&self, instant: Ts) -> MemberState {
        self.app.clock.set(instant);
        assert!(keep_house(self.app.app()).await);
        self.states().await[2]
    }
}

#[tokio::test]
async fn a_suspension_with_a_last_day_ends_the_day_after_without_any_act() {
    let branch = Branch::new().await;
    let (org, last) = (branch.org.id, day(26));
    branch.suspend(&until(last)).await;
    let told = branch.app.mail(&branch.karim.email, 1).await;
    assert!(told.text.contains("suspendu jusqu’au jeudi 26 novembre inclus"), "{}", told.text);
    assert_eq!(branch.pass(2).await, MemberState::Suspended, "its last day is part of it");
    assert_eq!(code(branch.app.again(&branch.karim).await.read_organisation(org).await), "not_found");
    assert_eq!(branch.pass(1).await, MemberState::Active);
    branch.app.again(&branch.karim).await.read_organisation(org).await.unwrap();
    branch.pass(0).await;
    let admin = branch.app.again(&branch.org.admin).await;
    let log = admin.list_audit(org, &AuditQuery::default()).await.unwrap().items;
    let ends: Vec<_> = log.iter().filter(|entry| entry.action == "member.suspension_ended").collect();
    assert_eq!(ends.len(), 1, "one line, once");
    assert_eq!((ends[0].subject_id, ends[0].actor.as_deref()), (Some(branch.karim.id.0), None));
    let begun = log.iter().find(|entry| entry.action == "member.suspended").unwrap();
    assert!(begun.detail.as_ref().unwrap().contains(&last.to_string()), "{:?}", begun.detail);
}

#[tokio::test]
async fn the_end_of_a_suspension_is_shown_to_admins_and_never_before_today() {
    let branch = Branch::new().await;
    let (org, admin) = (branch.org.id, &branch.org.admin.client);
    let past = admin.suspend_member(org, branch.karim.id, &until(day(23))).await;
    assert_eq!(fields(past), field("/until", "date_in_past"));
    assert_eq!(branch.states().await[2], MemberState::Active, "nothing has changed");
    branch.suspend(&until(day(24))).await;
    let shown = async |client: &cabas_client::Client| {
        let members = client.list_members(org, &PageQuery::default()).await.unwrap().items;
        members.iter().find(|m| m.id == branch.karim.id).map(|m| (m.state, m.suspended_until)).unwrap()
    };
    assert_eq!(shown(admin).await, (MemberState::Suspended, Some(day(24))));
    assert_eq!(shown(&branch.lin.client).await, (MemberState::Suspended, None), "a dispatcher learns the fact");
}

#[tokio::test]
async fn a_last_day_is_asked_for_by_the_calendar_of_the_organisation() {
    let branch = Branch::new().await;
    // Half past midnight of the 25th in Paris.
    branch.app.clock.set("2026-11-24T23:30:00Z".parse().unwrap());
    let admin = branch.app.again(&branch.org.admin).await;
    let past = admin.suspend_member(branch.org.id, branch.karim.id, &until(day(24))).await;
    assert_eq!(fields(past), field("/until", "date_in_past"));
    branch.suspend(&until(day(25))).await;
    assert_eq!(branch.pass(0).await, MemberState::Suspended);
}

#[tokio::test]
async fn a_suspension_ends_at_midnight_where_its_organisation_is() {
    // By UTC the 25th begins fourteen hours after it did on Kiritimati, and four before it does in Martinique.
    for (zone, midnight) in [
        ("Pacific/Kiritimati", "2026-11-24T10:00:00Z"),
        ("Europe/Paris", "2026-11-24T23:00:00Z"),
        ("America/Martinique", "2026-11-25T04:00:00Z"),
    ] {
        let branch = Branch::new().await;
        let there = PatchOrganisation { zone: Some(zone.into()), ..PatchOrganisation::default() };
        branch.org.admin.client.patch_organisation(branch.org.id, "*", &there).await.unwrap();
        branch.suspend(&until(day(24))).await;
        let midnight: Ts = midnight.parse().unwrap();
        let before = branch.at(midnight - TimeDelta::seconds(1)).await;
        assert_eq!((before, branch.at(midnight).await), (MemberState::Suspended, MemberState::Active), "{zone}");
    }
}

#[tokio::test]
async fn an_end_belongs_to_its_own_suspension() {
    let branch = Branch::new().await;
    branch.suspend(&until(day(25))).await;
    branch.org.admin.client.reinstate_member(branch.org.id, branch.karim.id).await.unwrap();
    branch.suspend(&suspension("Une autre question")).await;
    assert_eq!(branch.pass(30).await, MemberState::Suspended, "the second one has none");
}

#[tokio::test]
async fn no_clock_opens_an_access_in_a_branch_under_check() {
    let branch = Branch::new().await;
    let org = branch.org.id;
    branch.suspend(&until(day(25))).await;
    let made = branch.org.admin.client.create_freeze(org, &freeze_of(branch.lin.node)).await.unwrap();
    assert_eq!(made.items.len(), 1, "whoever is suspended has no case in it");
    assert_eq!(branch.pass(5).await, MemberState::Suspended);
    let cleared = DecideFreezeItem { decision: FreezeDecision::Cleared };
    let admin = branch.app.again(&branch.org.admin).await;
    admin.decide_freeze_item(org, made.id, branch.lin.id, &cleared).await.unwrap();
    branch.pass(0).await;
    assert_eq!(branch.states().await, [MemberState::Active; 3]);
}

#[tokio::test]
async fn a_duty_of_the_house_that_fails_stops_none_of_those_after_it() {
    let branch = Branch::new().await;
    branch.suspend(&until(day(24))).await;
    branch.app.clock.advance(TimeDelta::days(1));
    // What is to be forgotten is not where it was.
    branch.app.sql(&["ALTER TABLE password_resets RENAME TO mislaid"]).await;
    assert!(!keep_house(branch.app.app()).await, "it is told");
    assert_eq!(branch.states().await[2], MemberState::Active);
}

/// From now on the database refuses every change of this member.
async fn stick(app: &TestApp, member: MembershipId) {
    let (on, id) = ("CREATE TRIGGER stuck BEFORE UPDATE ON memberships", app.sql_id(member.0));
    let trigger = if app.database_url().starts_with("sqlite") {
        format!("{on} WHEN NEW.id = {id} BEGIN SELECT RAISE(ABORT, 'stuck'); END")
    } else {
        format!("{on} FOR EACH ROW WHEN (NEW.id = {id}) EXECUTE FUNCTION refuse_change()")
    };
    app.sql(&[&trigger]).await;
}

#[tokio::test]
async fn what_fails_in_one_organisation_keeps_nobody_waiting_in_another() {
    let app = TestApp::start().await;
    let mut homes = Vec::new();
    for name in ["Les Halles", "La Gare", "Belleville"] {
        let org = app.organisation(name).await;
        let email = format!("karim@{}.test", org.id);
        let karim = app.member(org.id, &email, &[Role::Volunteer], Some(org.admin.node)).await;
        org.admin.client.suspend_member(org.id, karim.id, &until(day(24))).await.unwrap();
        homes.push((org, karim));
    }
    app.clock.advance(TimeDelta::days(1));
    // Where it fails, it fails before the others have had their turn.
    let read = app.store().read(Scope::System).await.unwrap();
    let first = organisations_with_ended_suspensions(&read).await.unwrap()[0];
    drop(read);
    stick(&app, homes.iter().find(|(org, _)| org.id == first).unwrap().1.id).await;
    assert!(keep_house(app.app()).await);
    for (org, karim) in &homes {
        let members = app.again(&org.admin).await.list_members(org.id, &PageQuery::default()).await.unwrap().items;
        let is_over = members.iter().any(|m| m.id == karim.id && m.state == MemberState::Active);
        assert_eq!(is_over, org.id != first, "{}", org.name);
    }
}
