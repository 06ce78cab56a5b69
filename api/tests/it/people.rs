//! What people are told, and in which language; how they prove who they are.

use crate::support::{code, field, fields};
use cabas_kernel::{Role, id::InvitationId};
use cabas_model::{
    api_clients::{CreateApiClient, Scope},
    invitations::{AcceptInvitation, CreateInvitation},
    me::PatchMe,
    members::SetRoles,
    sessions::{CreateSessionLink, ProveSession},
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
    org.admin.client.set_member_roles(org.id, maud.id, &wider).await.unwrap();
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

/// An admin whose last proof is six minutes old.
async fn long_signed_in(app: &TestApp) -> (Organisation, Member) {
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    app.clock.advance(TimeDelta::minutes(6));
    (org, maud)
}

#[tokio::test]
async fn whatever_gives_a_privileged_role_asks_for_a_proof_of_less_than_five_minutes() {
    let app = TestApp::start().await;
    let (org, maud) = long_signed_in(&app).await;
    let admin = &org.admin.client;
    let wider = SetRoles { roles: vec![Role::Dispatcher] };
    assert_eq!(code(admin.set_member_roles(org.id, maud.id, &wider).await), "proof_too_old");
    assert_eq!(code(admin.create_invitation(org.id, &invite("d@exemple.fr", Role::Dispatcher)).await), "proof_too_old");
    let program = CreateApiClient { name: "Tableur".into(), scopes: vec![Scope::Imports] };
    assert_eq!(code(admin.create_api_client(org.id, &program).await), "proof_too_old");
    let waiting = InvitationId(uuid::Uuid::new_v4());
    assert_eq!(code(admin.confirm_invitation(org.id, waiting).await), "proof_too_old");
    // What opens no household asks for nothing.
    admin.create_invitation(org.id, &invite("v@exemple.fr", Role::Volunteer)).await.unwrap();
    admin.set_member_roles(org.id, maud.id, &SetRoles { roles: vec![Role::Volunteer] }).await.unwrap();
    assert_eq!(code(maud.client.set_member_roles(org.id, maud.id, &wider).await), "forbidden");
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
    admin.set_member_roles(org.id, maud.id, &wider).await.unwrap();
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
    assert_eq!(code(phone.set_member_roles(org.id, maud.id, &wider).await), "proof_too_old");
    desk.set_member_roles(org.id, maud.id, &wider).await.unwrap();
}
