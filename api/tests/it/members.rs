//! Members: what they are, how they stop, and who vouched for whom.

use crate::support::{code, freeze_of, suspension};
use cabas_client::Client;
use cabas_kernel::{
    Role,
    id::OrganisationId,
    words::{
        invitations::InvitationState,
        members::{FreezeDecision, MemberState},
    },
};
use cabas_model::{
    PageQuery,
    audit::AuditQuery,
    invitations::{AcceptInvitation, CreateInvitation},
    members::{CreateFreeze, DecideFreezeItem, ExcludeMember, SetRoles},
};
use cabas_store::Scope;
use cabas_testkit::{Member, TestApp};
use chrono::TimeDelta;

fn roles(roles: &[Role]) -> SetRoles {
    SetRoles { roles: roles.to_vec() }
}

async fn state_of(admin: &Client, organisation: OrganisationId, member: &Member) -> MemberState {
    let page = admin.list_members(organisation, &PageQuery { limit: Some(100), cursor: None }).await.unwrap();
    page.items.into_iter().find(|m| m.id == member.id).unwrap().state
}

#[tokio::test]
async fn a_suspended_member_is_out_at_the_next_request_and_back_after_it() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    maud.client.list_members(org.id, &PageQuery::default()).await.unwrap();
    let because = suspension("Une question");
    org.admin.client.suspend_member(org.id, maud.id, &because).await.unwrap();
    // Every session is over; a new one finds no such organisation.
    assert_eq!(code(maud.client.read_me().await), "unauthenticated");
    let again = app.again(&maud).await;
    assert_eq!(code(again.list_members(org.id, &PageQuery::default()).await), "not_found");
    assert!(again.read_me().await.unwrap().memberships.is_empty());
    assert!(app.mail("maud@exemple.fr", 1).await.text.contains("suspendu"));
    assert_eq!(code(org.admin.client.suspend_member(org.id, maud.id, &because).await), "member_state");
    org.admin.client.reinstate_member(org.id, maud.id).await.unwrap();
    again.list_members(org.id, &PageQuery::default()).await.unwrap();
    assert_eq!(code(org.admin.client.reinstate_member(org.id, maud.id).await), "member_state");
}

#[tokio::test]
async fn a_suspended_member_may_be_excluded_for_good_and_nobody_else() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let samir = app.member(org.id, "samir@exemple.fr", &[Role::Volunteer], Some(maud.node)).await;
    let admin = &org.admin.client;
    let ask = ExcludeMember { reason: "Menaces envers un foyer".into() };
    assert_eq!(code(admin.exclude_member(org.id, samir.id, &ask).await), "member_state", "suspended first");
    admin.suspend_member(org.id, samir.id, &suspension("Une question")).await.unwrap();
    assert_eq!(code(maud.client.exclude_member(org.id, samir.id, &ask).await), "forbidden");
    let silent = admin.exclude_member(org.id, samir.id, &ExcludeMember { reason: String::new() }).await;
    assert_eq!(code(silent), "fields_invalid", "a reason is said (TR-14)");
    admin.exclude_member(org.id, samir.id, &ask).await.unwrap();
    assert_eq!(state_of(admin, org.id, &samir).await, MemberState::Excluded);
    let log = admin.list_audit(org.id, &AuditQuery::default()).await.unwrap().items;
    let line = log.iter().find(|e| e.action == "member.excluded").expect("one audit line");
    assert_eq!((line.subject_id, line.actor.as_deref()), (Some(samir.id.0), Some("admin")));
    assert!(app.again(&samir).await.read_me().await.unwrap().memberships.is_empty());
    assert_eq!(code(admin.reinstate_member(org.id, samir.id).await), "member_state", "no way back but an invitation");
    let again = CreateInvitation { email: "samir@exemple.fr".into(), roles: vec![Role::Volunteer], note: None };
    assert_eq!(code(maud.client.create_invitation(org.id, &again).await), "forbidden");
    admin.create_invitation(org.id, &again).await.unwrap();
    // Whoever is frozen with a branch is decided there.
    admin.create_freeze(org.id, &freeze_of(maud.node)).await.unwrap();
    assert_eq!(code(admin.exclude_member(org.id, maud.id, &ask).await), "member_state");
}

#[tokio::test]
async fn a_freeze_that_is_overdue_is_raised_to_every_admin_once_a_day_and_never_lifted_by_a_clock() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let second = app.member(org.id, "second@exemple.fr", &[Role::Admin], Some(org.admin.node)).await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let samir = app.member(org.id, "samir@exemple.fr", &[Role::Volunteer], Some(maud.node)).await;
    let ask = CreateFreeze { summary: "À vérifier".into(), ..freeze_of(maud.node) };
    let freeze = org.admin.client.create_freeze(org.id, &ask).await.unwrap();
    let told = || app.mails(&second.email).into_iter().filter(|m| m.text.contains("/co-optation")).count();
    let remind = async || cabas_api::members::remind_overdue(app.app()).await.unwrap();
    app.clock.advance(TimeDelta::days(14));
    remind().await;
    for days in 1..=2 {
        app.clock.advance(TimeDelta::days(1));
        remind().await;
        remind().await;
        let mail = app.mail(&second.email, days).await;
        assert!(mail.text.contains("2 personnes") && !mail.text.contains("vérifier"), "{}", mail.text);
        app.mail(&org.admin.email, days).await;
        assert_eq!(told(), days, "not before its date, once a day");
    }
    let admin = app.again(&org.admin).await;
    assert_eq!(state_of(&admin, org.id, &samir).await, MemberState::Frozen);
    for member in [&maud, &samir] {
        let ask = DecideFreezeItem { decision: FreezeDecision::Cleared };
        admin.decide_freeze_item(org.id, freeze.id, member.id, &ask).await.unwrap();
    }
    app.clock.advance(TimeDelta::days(1));
    remind().await;
    let sent = app.store().read(Scope::System).await.unwrap();
    assert_eq!(cabas_store::members::organisations_with_overdue_freezes(&sent).await.unwrap(), []);
    assert_eq!(told(), 2);
}

#[tokio::test]
async fn a_suspension_in_one_organisation_changes_nothing_in_another() {
    let app = TestApp::start().await;
    let halles = app.organisation("Les Halles").await;
    let gare = app.organisation("La Gare").await;
    let here = app.member(halles.id, "ines@exemple.fr", &[Role::Dispatcher], Some(halles.admin.node)).await;
    let there = app.member(gare.id, "ines@exemple.fr", &[Role::Dispatcher], Some(gare.admin.node)).await;
    let because = suspension("Une question");
    halles.admin.client.suspend_member(halles.id, here.id, &because).await.unwrap();
    let again = app.again(&there).await;
    again.list_members(gare.id, &PageQuery::default()).await.unwrap();
    assert_eq!(code(again.list_members(halles.id, &PageQuery::default()).await), "not_found");
    // Nobody reaches a member through another organisation.
    assert_eq!(code(gare.admin.client.suspend_member(gare.id, here.id, &because).await), "not_found");
    assert_eq!(code(gare.admin.client.suspend_member(halles.id, here.id, &because).await), "not_found");
}

#[tokio::test]
async fn the_last_admin_cannot_go_be_suspended_or_lose_the_role() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    assert_eq!(code(org.admin.client.leave_organisation(org.id).await), "last_admin");
    let because = suspension("Une question");
    assert_eq!(code(org.admin.client.suspend_member(org.id, org.admin.id, &because).await), "not_yourself");
    let changed = org.admin.client.set_member_roles(org.id, org.admin.id, &roles(&[Role::Volunteer]), "*").await;
    assert_eq!(code(changed), "not_yourself");
    let second = app.member(org.id, "second@exemple.fr", &[Role::Admin], Some(org.admin.node)).await;
    org.admin.client.leave_organisation(org.id).await.unwrap();
    assert_eq!(code(second.client.leave_organisation(org.id).await), "last_admin");
}

#[tokio::test]
async fn of_two_admins_who_leave_at_once_one_stays() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let second = app.member(org.id, "second@exemple.fr", &[Role::Admin], Some(org.admin.node)).await;
    let (a, b) = tokio::join!(org.admin.client.leave_organisation(org.id), second.client.leave_organisation(org.id));
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
}

#[tokio::test]
async fn a_lost_role_ends_the_sessions_and_a_gained_one_does_not() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    // A sole admin's promotion is in force at once, and told to both.
    let now =
        org.admin.client.set_member_roles(org.id, maud.id, &roles(&[Role::Dispatcher, Role::Volunteer]), "*").await;
    let now = now.unwrap();
    assert_eq!((now.roles, now.awaiting), (vec![Role::Volunteer, Role::Dispatcher], None));
    maud.client.list_members(org.id, &PageQuery::default()).await.unwrap();
    assert!(app.mail("maud@exemple.fr", 1).await.subject.contains("droits"));
    app.mail(&org.admin.email, 1).await;
    org.admin.client.set_member_roles(org.id, maud.id, &roles(&[Role::Volunteer]), "*").await.unwrap();
    assert_eq!(code(maud.client.read_me().await), "unauthenticated");
    assert_eq!(code(app.again(&maud).await.list_members(org.id, &PageQuery::default()).await), "forbidden");
}

#[tokio::test]
async fn of_two_admins_who_change_the_same_roles_at_once_one_reads_again() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let second = app.member(org.id, "second@exemple.fr", &[Role::Admin], Some(org.admin.node)).await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Volunteer, Role::Dispatcher], Some(org.admin.node)).await;
    let page = org.admin.client.list_members(org.id, &PageQuery::default()).await.unwrap();
    let seen = page.items.into_iter().find(|member| member.id == maud.id).unwrap().etag;
    let (fewer, others) = (roles(&[Role::Volunteer]), roles(&[Role::Dispatcher]));
    let (a, b) = tokio::join!(
        org.admin.client.set_member_roles(org.id, maud.id, &fewer, &seen),
        second.client.set_member_roles(org.id, maud.id, &others, &seen)
    );
    let (kept, refused) = if a.is_ok() { (a, b) } else { (b, a) };
    assert_eq!(code(refused), "version_stale");
    let kept = kept.unwrap();
    let page = org.admin.client.list_members(org.id, &PageQuery::default()).await.unwrap();
    let now = page.items.into_iter().find(|member| member.id == maud.id).unwrap();
    assert_eq!((now.roles, now.etag), (kept.roles, kept.etag), "what was answered is what is");
}

#[tokio::test]
async fn with_two_admins_a_promotion_waits_for_the_other_one() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let second = app.member(org.id, "second@exemple.fr", &[Role::Admin], Some(org.admin.node)).await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    let proposed = org.admin.client.set_member_roles(org.id, maud.id, &roles(&[Role::Dispatcher]), "*").await.unwrap();
    let waiting = proposed.awaiting.expect("a confirmation to wait for");
    assert_eq!(proposed.roles, [Role::Volunteer]);
    // Meanwhile she is what she was, and her sessions live.
    assert_eq!(code(maud.client.list_members(org.id, &PageQuery::default()).await), "forbidden");
    assert!(app.mail(&second.email, 1).await.text.contains("dispatcher") || !app.mails(&second.email).is_empty());
    assert_eq!(code(org.admin.client.confirm_invitation(org.id, waiting).await), "not_yourself");
    second.client.confirm_invitation(org.id, waiting).await.unwrap();
    app.again(&maud).await.list_members(org.id, &PageQuery::default()).await.unwrap();
    assert_eq!(code(second.client.confirm_invitation(org.id, waiting).await), "member_state");
}

#[tokio::test]
async fn a_promotion_turned_away_or_overtaken_changes_nothing() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let second = app.member(org.id, "second@exemple.fr", &[Role::Admin], Some(org.admin.node)).await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    let ask = roles(&[Role::Admin]);
    let first = org.admin.client.set_member_roles(org.id, maud.id, &ask, "*").await.unwrap().awaiting.unwrap();
    second.client.refuse_invitation(org.id, first).await.unwrap();
    assert_eq!(code(second.client.confirm_invitation(org.id, first).await), "member_state");
    assert_eq!(state_of(&second.client, org.id, &maud).await, MemberState::Active);
    let other = org.admin.client.set_member_roles(org.id, maud.id, &ask, "*").await.unwrap().awaiting.unwrap();
    second.client.suspend_member(org.id, maud.id, &suspension("Une question")).await.unwrap();
    second.client.reinstate_member(org.id, maud.id).await.unwrap();
    assert_eq!(code(second.client.confirm_invitation(org.id, other).await), "member_state");
}

#[tokio::test]
async fn nobody_below_an_admin_changes_members() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let dispatcher = app.member(org.id, "d@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let volunteer = app.member(org.id, "v@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    for client in [&dispatcher.client, &volunteer.client] {
        let ask = roles(&[Role::Dispatcher]);
        assert_eq!(code(client.set_member_roles(org.id, volunteer.id, &ask, "*").await), "forbidden");
        assert_eq!(code(client.suspend_member(org.id, volunteer.id, &suspension("Une question")).await), "forbidden");
        assert_eq!(code(client.reinstate_member(org.id, volunteer.id).await), "forbidden");
        assert_eq!(code(client.create_freeze(org.id, &freeze_of(volunteer.node)).await), "forbidden");
    }
    assert_eq!(code(volunteer.client.read_co_optation(org.id).await), "forbidden");
    let empty = org.admin.client.set_member_roles(org.id, volunteer.id, &roles(&[]), "*").await;
    assert_eq!(code(empty), "fields_invalid");
}

#[tokio::test]
async fn who_waits_may_leave_and_an_arrival_may_be_turned_away() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let second = app.member(org.id, "second@exemple.fr", &[Role::Admin], Some(org.admin.node)).await;
    let ask = |email: &str| CreateInvitation { email: email.into(), roles: vec![Role::Dispatcher], note: None };
    let maud = org.admin.client.create_invitation(org.id, &ask("maud@exemple.fr")).await.unwrap();
    let token = app.mail("maud@exemple.fr", 1).await.token();
    let accept = AcceptInvitation { token, display_name: "Maud".into(), password: None };
    app.anonymous().accept_invitation(&accept).await.unwrap();
    second.client.refuse_invitation(org.id, maud.id).await.unwrap();
    assert_eq!(code(second.client.confirm_invitation(org.id, maud.id).await), "member_state");
    assert_eq!(code(second.client.refuse_invitation(org.id, maud.id).await), "member_state");
    let members = org.admin.client.list_members(org.id, &PageQuery::default()).await.unwrap();
    assert!(members.items.iter().any(|m| m.email == "maud@exemple.fr" && m.state == MemberState::Refused));
}

#[tokio::test]
async fn invitations_of_someone_suspended_wait_for_another_admin() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let ask = CreateInvitation { email: "x@exemple.fr".into(), roles: vec![Role::Volunteer], note: None };
    let made = maud.client.create_invitation(org.id, &ask).await.unwrap();
    let token = app.mail("x@exemple.fr", 1).await.token();
    org.admin.client.suspend_member(org.id, maud.id, &suspension("Une question")).await.unwrap();
    let accept = AcceptInvitation { token, display_name: "X".into(), password: None };
    assert_eq!(code(app.anonymous().accept_invitation(&accept).await), "link_invalid");
    let invitations = org.admin.client.list_invitations(org.id, &PageQuery::default()).await.unwrap().items;
    let held = invitations.iter().find(|i| i.id == made.id).unwrap();
    assert_eq!(held.state, InvitationState::OnHold);
    org.admin.client.resend_invitation(org.id, made.id).await.unwrap();
    let token = app.mail("x@exemple.fr", 2).await.token();
    let accept = AcceptInvitation { token, display_name: "X".into(), password: None };
    app.anonymous().accept_invitation(&accept).await.unwrap();
}

#[tokio::test]
async fn a_freeze_covers_exactly_the_branch() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let top = app.member(org.id, "top@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let child = app.member(org.id, "child@exemple.fr", &[Role::Dispatcher], Some(top.node)).await;
    let leaf = app.member(org.id, "leaf@exemple.fr", &[Role::Volunteer], Some(child.node)).await;
    let beside = app.member(org.id, "beside@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let admin = &org.admin.client;
    let invite = CreateInvitation { email: "x@exemple.fr".into(), roles: vec![Role::Volunteer], note: None };
    let pending = child.client.create_invitation(org.id, &invite).await.unwrap();
    assert_eq!(code(admin.create_freeze(org.id, &freeze_of(org.admin.node)).await), "not_yourself");
    let ask = freeze_of(top.node);
    let frozen = admin.create_freeze(org.id, &ask).await.unwrap();
    assert_eq!(code(admin.create_freeze(org.id, &ask).await), "freeze_open");
    let mut covered: Vec<_> = frozen.items.iter().map(|i| i.member_id).collect();
    let mut expected = vec![top.id, child.id, leaf.id];
    covered.sort();
    expected.sort();
    assert_eq!(covered, expected);
    for member in [&top, &child, &leaf] {
        assert_eq!(state_of(admin, org.id, member).await, MemberState::Frozen);
        assert_eq!(code(member.client.read_me().await), "unauthenticated");
        assert!(app.mail(&member.email, 1).await.text.contains("vérification"));
    }
    beside.client.list_members(org.id, &PageQuery::default()).await.unwrap();
    let invitations = admin.list_invitations(org.id, &PageQuery::default()).await.unwrap().items;
    assert_eq!(invitations.iter().find(|i| i.id == pending.id).unwrap().state, InvitationState::OnHold);
    // A frozen member is decided in their freeze, not beside it.
    assert_eq!(code(admin.reinstate_member(org.id, top.id).await), "member_state");
}

#[tokio::test]
async fn each_case_of_a_freeze_is_decided_alone_and_the_last_one_closes_it() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let top = app.member(org.id, "top@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let leaf = app.member(org.id, "leaf@exemple.fr", &[Role::Volunteer], Some(top.node)).await;
    let admin = &org.admin.client;
    let ask = freeze_of(top.node);
    let freeze = admin.create_freeze(org.id, &ask).await.unwrap();
    let decide = |decision| DecideFreezeItem { decision };
    let cleared = decide(FreezeDecision::Cleared);
    let pending = admin.decide_freeze_item(org.id, freeze.id, leaf.id, &decide(FreezeDecision::Pending)).await;
    assert_eq!(code(pending), "fields_invalid");
    let absent = admin.decide_freeze_item(org.id, freeze.id, org.admin.id, &cleared).await;
    assert_eq!(code(absent), "not_found");
    let after = admin.decide_freeze_item(org.id, freeze.id, leaf.id, &cleared).await.unwrap();
    assert!(after.open);
    assert_eq!(code(admin.decide_freeze_item(org.id, freeze.id, leaf.id, &cleared).await), "member_state");
    assert_eq!(state_of(admin, org.id, &leaf).await, MemberState::Active);
    app.clock.advance(chrono::TimeDelta::days(20));
    let org_admin = app.again(&org.admin).await;
    // No clock lifts a freeze.
    assert_eq!(state_of(&org_admin, org.id, &top).await, MemberState::Frozen);
    let excluded = decide(FreezeDecision::Excluded);
    let after = org_admin.decide_freeze_item(org.id, freeze.id, top.id, &excluded).await.unwrap();
    assert!(!after.open);
    assert_eq!(state_of(&org_admin, org.id, &top).await, MemberState::Excluded);
}

#[tokio::test]
async fn a_dispatcher_sees_one_hop_of_the_tree_and_an_admin_all_of_it() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let top = app.member(org.id, "top@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let child = app.member(org.id, "child@exemple.fr", &[Role::Dispatcher], Some(top.node)).await;
    let leaf = app.member(org.id, "leaf@exemple.fr", &[Role::Volunteer], Some(child.node)).await;
    let whole = org.admin.client.read_co_optation(org.id).await.unwrap();
    assert_eq!(whole.nodes.len(), 4);
    let mine = child.client.read_co_optation(org.id).await.unwrap();
    let nodes: Vec<_> = mine.nodes.iter().map(|n| n.id).collect();
    assert_eq!(nodes.len(), 3);
    assert!([top.node, child.node, leaf.node].iter().all(|n| nodes.contains(n)));
    assert!(mine.nodes.iter().find(|n| n.id == top.node).unwrap().parent.is_none());
    assert!(mine.freezes.is_empty());
    let foreign = app.organisation("La Gare").await;
    assert_eq!(code(foreign.admin.client.read_co_optation(org.id).await), "not_found");
    assert_eq!(code(foreign.admin.client.create_freeze(foreign.id, &freeze_of(top.node)).await), "not_found");
}
