//! What people are told, and in which language; how they prove who they are.

use crate::support::{code, field, fields, freeze_of, suspension};
use cabas_kernel::{Role, id::InvitationId};
use cabas_model::{
    api_clients::{CreateApiClient, Scope},
    invitations::{AcceptInvitation, CreateInvitation, RequestInvitation},
    me::PatchMe,
    members::SetRoles,
    sessions::{CreatePasswordReset, CreateSessionLink, ProveSession, UsePasswordReset},
};
use cabas_testkit::{Member, Organisation, TestApp};
use chrono::TimeDelta;

fn invite(email: &str, role: Role) -> CreateInvitation {
    CreateInvitation { email: email.into(), roles: vec![role], note: None }
}

/// Somebody who accepts on a page in English.
async fn ann(app: &TestApp, org: &Organisation) {
    org.admin.client.create_invitation(org.id, &invite("ann@exemple.fr", Role::Volunteer)).await.unwrap();
    let token = app.mail("ann@exemple.fr", 1).await.token();
    let accept = AcceptInvitation { token, display_name: "Ann".into(), password: None };
    app.anonymous().with_language("en").accept_invitation(&accept).await.unwrap();
}

#[tokio::test]
async fn whoever_came_in_in_english_is_written_to_in_english() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    ann(&app, &org).await;
    // Whatever the browser of the moment asks for.
    let ask = CreateSessionLink { email: "ann@exemple.fr".into() };
    app.anonymous().with_language("fr").create_session_link(&ask).await.unwrap();
    let mail = app.mail("ann@exemple.fr", 2).await;
    assert!(mail.text.starts_with("Hello"), "{}", mail.text);
    assert!(mail.text.contains("Open this link"), "{}", mail.text);
}

#[tokio::test]
async fn one_letter_names_a_role_to_each_reader_in_their_language() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    let english = PatchMe { locale: Some("en".into()), ..PatchMe::default() };
    assert_eq!(maud.client.patch_me(&english).await.unwrap().locale.as_deref(), Some("en"));
    let wider = SetRoles { roles: vec![Role::Volunteer, Role::Dispatcher] };
    org.admin.client.set_member_roles(org.id, maud.id, &wider, "*").await.unwrap();
    let hers = app.mail("maud@exemple.fr", 1).await.text;
    let admins = app.mail(&org.admin.email, 1).await.text;
    assert!(hers.contains("volunteer, coordination") && !hers.contains("bénévole"), "{hers}");
    assert!(admins.contains("bénévole, coordination") && !admins.contains("volunteer"), "{admins}");
}

#[tokio::test]
async fn an_invitation_speaks_the_language_of_the_reader_when_it_is_known_and_of_the_inviter_otherwise() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let other = app.organisation("La Gare").await;
    ann(&app, &org).await;
    other.admin.client.create_invitation(other.id, &invite("ann@exemple.fr", Role::Volunteer)).await.unwrap();
    assert!(app.mail("ann@exemple.fr", 2).await.text.starts_with("Hello"));
    let english = other.admin.client.clone().with_language("en");
    english.create_invitation(other.id, &invite("neuf@exemple.fr", Role::Volunteer)).await.unwrap();
    assert!(app.mail("neuf@exemple.fr", 1).await.text.starts_with("Hello"));
}

#[tokio::test]
async fn one_says_oneself_how_one_is_called() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    let ask = PatchMe { display_name: Some(" Maud L. ".into()), locale: None };
    assert_eq!(maud.client.patch_me(&ask).await.unwrap().display_name, "Maud L.");
    let empty = PatchMe { display_name: Some("  ".into()), locale: None };
    assert_eq!(maud.client.patch_me(&empty).await.unwrap_err().code(), "fields_invalid");
}

/// An admin whose last proof is five minutes old.
async fn long_signed_in(app: &TestApp) -> (Organisation, Member) {
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    app.clock.advance(TimeDelta::minutes(5));
    (org, maud)
}

#[tokio::test]
async fn whatever_gives_a_privileged_role_asks_for_a_proof_of_less_than_five_minutes() {
    let app = TestApp::start().await;
    let (org, maud) = long_signed_in(&app).await;
    let admin = &org.admin.client;
    let wider = SetRoles { roles: vec![Role::Dispatcher] };
    assert_eq!(code(admin.set_member_roles(org.id, maud.id, &wider, "*").await), "proof_too_old");
    assert_eq!(code(admin.create_invitation(org.id, &invite("d@exemple.fr", Role::Dispatcher)).await), "proof_too_old");
    let program = CreateApiClient { name: "Tableur".into(), scopes: vec![Scope::Imports] };
    assert_eq!(code(admin.create_api_client(org.id, &program).await), "proof_too_old");
    let waiting = InvitationId(uuid::Uuid::new_v4());
    assert_eq!(code(admin.confirm_invitation(org.id, waiting).await), "proof_too_old");
    // What opens no household asks for nothing.
    admin.create_invitation(org.id, &invite("v@exemple.fr", Role::Volunteer)).await.unwrap();
    admin.set_member_roles(org.id, maud.id, &SetRoles { roles: vec![Role::Volunteer] }, "*").await.unwrap();
    assert_eq!(code(maud.client.set_member_roles(org.id, maud.id, &wider, "*").await), "forbidden");
}

#[tokio::test]
async fn a_fresh_mailed_code_opens_these_acts_again_for_five_minutes() {
    let app = TestApp::start().await;
    let (org, maud) = long_signed_in(&app).await;
    let admin = &org.admin.client;
    let wider = SetRoles { roles: vec![Role::Volunteer, Role::Dispatcher] };
    app.anonymous().create_session_link(&CreateSessionLink { email: org.admin.email.clone() }).await.unwrap();
    let right = app.mail(&org.admin.email, 1).await.code();
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let by_code = |code: &str| ProveSession { code: Some(code.into()), password: None };
    assert_eq!(fields(admin.prove_current_session(&by_code(wrong)).await), field("/code", "otp_invalid"));
    // Somebody else's code proves nothing.
    assert_eq!(fields(maud.client.prove_current_session(&by_code(&right)).await), field("/code", "otp_invalid"));
    admin.prove_current_session(&by_code(&right)).await.unwrap();
    admin.set_member_roles(org.id, maud.id, &wider, "*").await.unwrap();
    assert_eq!(fields(admin.prove_current_session(&by_code(&right)).await), field("/code", "otp_invalid"));
    app.clock.advance(TimeDelta::minutes(5));
    assert_eq!(code(admin.create_invitation(org.id, &invite("a@exemple.fr", Role::Admin)).await), "proof_too_old");
}

#[tokio::test]
async fn the_password_proves_it_too_for_this_session_alone() {
    let app = TestApp::start().await;
    let (org, maud) = long_signed_in(&app).await;
    let hash = app.app().passwords.hash("quatre paniers devant la porte".into()).await.unwrap();
    let tx = app.store().write(cabas_store::Scope::System, cabas_store::Actor::System).await.unwrap();
    tx.set_password(org.admin.person, hash).await.unwrap();
    tx.commit().await.unwrap();
    let (desk, phone) = (app.again(&org.admin).await, app.again(&org.admin).await);
    app.clock.advance(TimeDelta::minutes(6));
    let by_password = |password: &str| ProveSession { password: Some(password.into()), code: None };
    let wrong = desk.prove_current_session(&by_password("trois paniers devant la porte")).await;
    assert_eq!(fields(wrong), field("/password", "password_wrong"));
    assert_eq!(fields(desk.prove_current_session(&ProveSession::default()).await), field("/password", "required"));
    desk.prove_current_session(&by_password("quatre paniers devant la porte")).await.unwrap();
    let wider = SetRoles { roles: vec![Role::Volunteer, Role::Dispatcher] };
    assert_eq!(code(phone.set_member_roles(org.id, maud.id, &wider, "*").await), "proof_too_old");
    desk.set_member_roles(org.id, maud.id, &wider, "*").await.unwrap();
}

#[tokio::test]
async fn whoever_invited_somebody_learns_that_they_are_suspended_and_nothing_more() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let samir = app.member(org.id, "samir@exemple.fr", &[Role::Volunteer], Some(maud.node)).await;
    org.admin.client.suspend_member(org.id, samir.id, &suspension("Une clé perdue")).await.unwrap();
    let told = app.mail("maud@exemple.fr", 1).await;
    assert!(told.text.contains("samir") && told.text.contains("suspendu"), "{}", told.text);
    assert!(!told.text.contains("clé"), "{}", told.text);
    // Whoever did it knows already.
    org.admin.client.suspend_member(org.id, maud.id, &suspension("Une clé perdue")).await.unwrap();
    app.mail("maud@exemple.fr", 2).await;
    assert!(app.mails(&org.admin.email).is_empty());
}

#[tokio::test]
async fn of_a_frozen_branch_only_an_inviter_outside_it_is_told() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let outside = app.member(org.id, "outside@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let root = app.member(org.id, "root@exemple.fr", &[Role::Dispatcher], Some(outside.node)).await;
    app.member(org.id, "leaf@exemple.fr", &[Role::Volunteer], Some(root.node)).await;
    org.admin.client.create_freeze(org.id, &freeze_of(root.node)).await.unwrap();
    let told = app.mail("outside@exemple.fr", 1).await;
    assert!(told.text.contains("root") && told.text.contains("le temps d’une vérification"), "{}", told.text);
    app.mail("leaf@exemple.fr", 1).await;
    app.mail("root@exemple.fr", 1).await;
    assert_eq!((app.mails("outside@exemple.fr").len(), app.mails("root@exemple.fr").len()), (1, 1));
}

#[tokio::test]
async fn a_link_that_is_too_old_tells_the_team_once_and_every_other_one_tells_nothing() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    maud.client.create_invitation(org.id, &invite("ines@exemple.fr", Role::Volunteer)).await.unwrap();
    let first = app.mail("ines@exemple.fr", 1).await.token();
    let ask = async |token: &str| app.anonymous().request_invitation(&RequestInvitation { token: token.into() }).await;
    ask("no-such-link").await.unwrap();
    app.clock.advance(TimeDelta::hours(73));
    ask(&first).await.unwrap();
    ask(&first).await.unwrap();
    let told = app.mail("maud@exemple.fr", 1).await;
    assert!(told.text.contains("ines@exemple.fr") && told.text.contains("http://cabas.test/members"), "{}", told.text);
    app.mail(&org.admin.email, 1).await;
    // Nobody else than the team sends a link: the old one stays dead, a new one makes asking void.
    assert_eq!(app.mails("ines@exemple.fr").len(), 1);
    let again = invite("ines@exemple.fr", Role::Volunteer);
    app.again(&maud).await.create_invitation(org.id, &again).await.unwrap();
    ask(&app.mail("ines@exemple.fr", 2).await.token()).await.unwrap();
    ask(&first).await.unwrap();
    let sentinel = CreateSessionLink { email: "maud@exemple.fr".into() };
    app.anonymous().create_session_link(&sentinel).await.unwrap();
    assert!(app.mail("maud@exemple.fr", 2).await.text.contains("/sign-in#token="));
    assert_eq!((app.mails("maud@exemple.fr").len(), app.mails(&org.admin.email).len()), (2, 1));
}

#[tokio::test]
async fn a_password_that_everybody_would_try_is_refused_and_the_link_is_not_used_up() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    org.admin.client.create_invitation(org.id, &invite("ines@exemple.fr", Role::Volunteer)).await.unwrap();
    let token = app.mail("ines@exemple.fr", 1).await.token();
    let join = async |password: &str| {
        let (token, password) = (token.clone(), Some(password.to_owned()));
        let accept = AcceptInvitation { token, display_name: "Inès Benali".into(), password };
        app.anonymous().accept_invitation(&accept).await
    };
    for common in ["motdepassemotdepasse", "Les Halles 2026 !", "ines.benali.exemple"] {
        assert_eq!(fields(join(common).await), field("/password", "password_common"), "{common}");
    }
    join("quatre paniers devant la porte").await.unwrap();
    app.anonymous().create_password_reset(&CreatePasswordReset { email: "ines@exemple.fr".into() }).await.unwrap();
    let token = app.mail("ines@exemple.fr", 2).await.token();
    let reset = |password: &str| UsePasswordReset { token: token.clone(), password: password.into() };
    let refused = app.anonymous().use_password_reset(&reset("azertyuiop123456")).await;
    assert_eq!(fields(refused), field("/password", "password_common"));
    app.anonymous().use_password_reset(&reset("trois paniers sur le palier")).await.unwrap();
}

#[tokio::test]
async fn an_admin_closes_a_session_of_a_member_and_nobody_else_does() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let other = app.organisation("La Gare").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let phone = app.again(&maud).await;
    let sessions = org.admin.client.list_member_sessions(org.id, maud.id).await.unwrap().items;
    assert_eq!(sessions.len(), 2);
    let own = maud.client.list_my_sessions().await.unwrap().items;
    let lost = own.iter().find(|s| !s.current).unwrap().id;
    assert_eq!(code(maud.client.list_member_sessions(org.id, maud.id).await), "forbidden");
    assert_eq!(code(maud.client.revoke_member_session(org.id, maud.id, lost).await), "forbidden");
    assert_eq!(code(other.admin.client.list_member_sessions(other.id, maud.id).await), "not_found");
    assert_eq!(code(other.admin.client.revoke_member_session(other.id, maud.id, lost).await), "not_found");
    // A session belongs to its person: another member's path does not lead to it.
    let elsewhere = org.admin.client.revoke_member_session(org.id, org.admin.id, lost).await;
    assert_eq!(code(elsewhere), "not_found");
    org.admin.client.revoke_member_session(org.id, maud.id, lost).await.unwrap();
    assert_eq!(code(phone.read_me().await), "unauthenticated");
    maud.client.read_me().await.unwrap();
    assert_eq!(code(org.admin.client.revoke_member_session(org.id, maud.id, lost).await), "not_found");
}

#[tokio::test]
async fn a_volunteer_sees_who_brought_them_and_an_erased_name_is_gone() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let samir = app.member(org.id, "samir@exemple.fr", &[Role::Volunteer], Some(maud.node)).await;
    let brought_by =
        async |client: &cabas_client::Client| client.read_me().await.unwrap().memberships[0].invited_by.clone();
    assert_eq!(brought_by(&samir.client).await.as_deref(), Some("maud"));
    assert_eq!(brought_by(&org.admin.client).await, None);
    let erase = format!("UPDATE people SET erased_at = 1 WHERE id = {}", app.sql_id(maud.person.0));
    app.sql(&[&erase]).await;
    assert_eq!(brought_by(&samir.client).await, None);
}
