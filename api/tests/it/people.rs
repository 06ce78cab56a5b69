//! What people are told, and in which language; how they prove who they are.

use cabas_kernel::Role;
use cabas_model::{
    invitations::{AcceptInvitation, CreateInvitation},
    me::PatchMe,
    members::SetRoles,
    sessions::CreateSessionLink,
};
use cabas_testkit::{Organisation, TestApp};

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
