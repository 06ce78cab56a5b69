//! Co-optation: the only way in.

use crate::support::{code, won};
use cabas_kernel::{Role, words::members::MemberState};
use cabas_model::{
    PageQuery,
    invitations::{AcceptInvitation, CreateInvitation},
    me::PatchMe,
    sessions::{CreateSession, CreateSessionLink},
};
use cabas_testkit::TestApp;
use chrono::TimeDelta;

fn invite(email: &str, role: Role) -> CreateInvitation {
    CreateInvitation { email: email.into(), roles: vec![role], note: None }
}

fn accept(token: String) -> AcceptInvitation {
    AcceptInvitation { token, display_name: "Inès".into(), password: None }
}

#[tokio::test]
async fn an_invited_volunteer_comes_in_by_the_mailed_link_and_only_so() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    org.admin.client.create_invitation(org.id, &invite("ines@exemple.fr", Role::Volunteer)).await.unwrap();
    let letter = app.mail("ines@exemple.fr", 1).await;
    assert!(letter.text.contains("http://cabas.test/invitation#token="), "{}", letter.text);
    let made = app.anonymous().accept_invitation(&accept(letter.token())).await.unwrap();
    assert_eq!(made.state, MemberState::Active);
    // Accepting signs nobody in: a mailed link does.
    app.anonymous()
        .create_session_link(&cabas_model::sessions::CreateSessionLink { email: "ines@exemple.fr".into() })
        .await
        .unwrap();
    let link = app.mail("ines@exemple.fr", 2).await;
    let token = app
        .anonymous()
        .create_session(&CreateSession { link_token: Some(link.token()), ..Default::default() })
        .await
        .unwrap();
    let me = app.anonymous().with_token(token.access_token).read_me().await.unwrap();
    assert_eq!(me.memberships.len(), 1);
    assert_eq!(me.memberships[0].roles, [Role::Volunteer]);
}

#[tokio::test]
async fn a_link_opens_once_and_of_many_tries_at_once_one_wins() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    org.admin.client.create_invitation(org.id, &invite("ines@exemple.fr", Role::Volunteer)).await.unwrap();
    let token = app.mail("ines@exemple.fr", 1).await.token();
    let tries = (0..16).map(|_| {
        let (client, token) = (app.anonymous(), token.clone());
        async move { client.accept_invitation(&accept(token)).await.is_ok() }
    });
    assert_eq!(won(tries).await, 1);
    assert_eq!(code(app.anonymous().accept_invitation(&accept(token)).await), "link_invalid");
}

#[tokio::test]
async fn a_link_dies_after_72_hours_and_when_it_is_sent_again() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let made = org.admin.client.create_invitation(org.id, &invite("ines@exemple.fr", Role::Volunteer)).await.unwrap();
    assert_eq!(code(org.admin.client.resend_invitation(org.id, made.id).await), "resent_too_soon");
    app.clock.advance(TimeDelta::minutes(61));
    let admin = app.member(org.id, "second@exemple.fr", &[Role::Admin], None).await;
    admin.client.resend_invitation(org.id, made.id).await.unwrap();
    let first = app.mail("ines@exemple.fr", 1).await.token();
    let second = app.mail("ines@exemple.fr", 2).await.token();
    assert_eq!(code(app.anonymous().accept_invitation(&accept(first)).await), "link_invalid");
    app.clock.advance(TimeDelta::hours(73));
    assert_eq!(code(app.anonymous().accept_invitation(&accept(second)).await), "link_invalid");
}

#[tokio::test]
async fn nobody_invites_above_their_own_role() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let dispatcher = app.member(org.id, "d@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let volunteer = app.member(org.id, "v@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    dispatcher.client.create_invitation(org.id, &invite("x@exemple.fr", Role::Volunteer)).await.unwrap();
    assert_eq!(
        code(dispatcher.client.create_invitation(org.id, &invite("y@exemple.fr", Role::Dispatcher)).await),
        "forbidden"
    );
    assert_eq!(
        code(volunteer.client.create_invitation(org.id, &invite("y@exemple.fr", Role::Volunteer)).await),
        "forbidden"
    );
}

#[tokio::test]
async fn with_two_admins_a_privileged_arrival_waits_for_another_admin() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let second = app.member(org.id, "second@exemple.fr", &[Role::Admin], Some(org.admin.node)).await;
    let made = org.admin.client.create_invitation(org.id, &invite("maud@exemple.fr", Role::Dispatcher)).await.unwrap();
    let arrived =
        app.anonymous().accept_invitation(&accept(app.mail("maud@exemple.fr", 1).await.token())).await.unwrap();
    assert_eq!(arrived.state, MemberState::AwaitingConfirmation);
    // Until then they see that they wait, and no more (IN-5).
    app.anonymous().create_session_link(&CreateSessionLink { email: "maud@exemple.fr".into() }).await.unwrap();
    let link_token = Some(app.mail("maud@exemple.fr", 2).await.token());
    let ask = CreateSession { link_token, ..CreateSession::default() };
    let session = app.anonymous().create_session(&ask).await.unwrap();
    let maud = app.anonymous().with_token(session.access_token);
    assert_eq!(maud.read_me().await.unwrap().memberships[0].state, MemberState::AwaitingConfirmation);
    assert_eq!(
        code(maud.patch_me(&PatchMe { display_name: Some("M".into()), ..PatchMe::default() }).await),
        "forbidden"
    );
    assert_eq!(code(org.admin.client.confirm_invitation(org.id, made.id).await), "not_yourself");
    second.client.confirm_invitation(org.id, made.id).await.unwrap();
    let members = org.admin.client.list_members(org.id, &PageQuery::default()).await.unwrap();
    assert!(members.items.iter().any(|m| m.email == "maud@exemple.fr" && m.state == MemberState::Active));
}

#[tokio::test]
async fn another_organisation_is_absent() {
    let app = TestApp::start().await;
    let ours = app.organisation("Les Halles").await;
    let theirs = app.organisation("La Gare").await;
    assert_eq!(code(ours.admin.client.list_members(theirs.id, &PageQuery::default()).await), "not_found");
    assert_eq!(code(app.anonymous().list_members(theirs.id, &PageQuery::default()).await), "unauthenticated");
}
