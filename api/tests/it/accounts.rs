//! Accounts: passwords and their loss, who waits for whom, one person in two organisations, invitations that are taken
//! back or sent again, and mail scanners that open every link first.

use crate::support::{code, field, fields, suspension};
use cabas_client::Client;
use cabas_kernel::{
    Role,
    id::OrganisationId,
    words::{invitations::InvitationState, members::MemberState},
};
use cabas_model::{
    PageQuery,
    invitations::{AcceptInvitation, CreateInvitation},
    organisations::PatchOrganisation,
    sessions::{CreatePasswordReset, CreateSession, CreateSessionLink, UsePasswordReset},
};
use cabas_testkit::{Organisation, TestApp, reqwest};
use chrono::TimeDelta;

const PHRASE: &str = "une phrase assez longue";
const OTHER: &str = "une autre phrase assez longue";

fn invite(email: &str, role: Role) -> CreateInvitation {
    CreateInvitation { email: email.into(), roles: vec![role], note: None }
}

fn accept(token: String, display_name: &str, password: Option<&str>) -> AcceptInvitation {
    AcceptInvitation { token, display_name: display_name.into(), password: password.map(str::to_owned) }
}

fn by_password(email: &str, password: &str) -> CreateSession {
    CreateSession { email: Some(email.into()), password: Some(password.into()), ..CreateSession::default() }
}

/// Signs in by password.
async fn enter(app: &TestApp, email: &str, password: &str) -> Result<Client, String> {
    match app.anonymous().create_session(&by_password(email, password)).await {
        Ok(session) => Ok(app.anonymous().with_token(session.access_token)),
        Err(refused) => Err(refused.code().to_owned()),
    }
}

/// Someone who came in by an admin's invitation, with a password.
async fn inside(app: &TestApp, org: &Organisation, email: &str, role: Role) -> MemberState {
    org.admin.client.create_invitation(org.id, &invite(email, role)).await.unwrap();
    let token = app.mail(email, 1).await.token();
    app.anonymous().accept_invitation(&accept(token, "Inès", Some(PHRASE))).await.unwrap().state
}

#[tokio::test]
async fn a_password_opens_for_its_owner_however_the_address_is_written_and_for_nobody_else() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    inside(&app, &org, "ines@exemple.fr", Role::Volunteer).await;
    let me = enter(&app, " Ines@Exemple.FR ", PHRASE).await.unwrap().read_me().await.unwrap();
    assert_eq!((me.email.as_str(), me.has_password), ("ines@exemple.fr", true));
    // A wrong password, an unknown address and an account without password are one answer, to the byte.
    let url = format!("{}/api/v1/sessions", app.url());
    let mut answers = Vec::new();
    for (email, password) in
        [("ines@exemple.fr", OTHER), ("personne@exemple.fr", PHRASE), (org.admin.email.as_str(), PHRASE)]
    {
        let ask = by_password(email, password);
        let answer = reqwest::Client::new().post(&url).json(&ask).send().await.unwrap();
        assert!(answer.headers().get("set-cookie").is_none(), "{email}");
        let mut body: serde_json::Value = answer.json().await.unwrap();
        body.as_object_mut().unwrap().remove("instance");
        answers.push(body);
    }
    assert_eq!(answers[0]["code"], "credentials_invalid");
    assert!(answers.iter().all(|a| *a == answers[0]), "{answers:?}");
    let nothing = app.anonymous().create_session(&CreateSession::default()).await;
    assert_eq!(fields(nothing), field("/email", "required"));
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_once_by_mail_and_every_session_ends() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    inside(&app, &org, "ines@exemple.fr", Role::Volunteer).await;
    let phone = enter(&app, "ines@exemple.fr", PHRASE).await.unwrap();
    // The first sign-in from a device is told by mail, too.
    app.mail("ines@exemple.fr", 2).await;
    let ask = CreatePasswordReset { email: "ines@exemple.fr".into() };
    app.anonymous().create_password_reset(&ask).await.unwrap();
    let first = app.mail("ines@exemple.fr", 3).await;
    assert!(first.text.contains("/password-reset#token="), "{}", first.text);
    app.anonymous().create_password_reset(&ask).await.unwrap();
    let second = app.mail("ines@exemple.fr", 4).await.token();

    let short = UsePasswordReset { token: second.clone(), password: "court".into() };
    assert_eq!(fields(app.anonymous().use_password_reset(&short).await)[0].0, "/password");
    let good = UsePasswordReset { token: second, password: OTHER.into() };
    app.anonymous().use_password_reset(&good).await.unwrap();
    assert_eq!(code(phone.read_me().await), "unauthenticated", "sessions opened before are over");
    assert_eq!(enter(&app, "ines@exemple.fr", PHRASE).await.unwrap_err(), "credentials_invalid");
    enter(&app, "ines@exemple.fr", OTHER).await.unwrap();
    assert_eq!(code(app.anonymous().use_password_reset(&good).await), "link_invalid", "a link opens once");
    let older = UsePasswordReset { token: first.token(), password: PHRASE.into() };
    assert_eq!(code(app.anonymous().use_password_reset(&older).await), "link_invalid", "nor does an older one");
    enter(&app, "ines@exemple.fr", OTHER).await.unwrap();
}

#[tokio::test]
async fn a_reset_link_is_for_half_an_hour_and_tells_nobody_who_has_an_account() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    inside(&app, &org, "ines@exemple.fr", Role::Volunteer).await;
    app.anonymous().create_password_reset(&CreatePasswordReset { email: "ines@exemple.fr".into() }).await.unwrap();
    let token = app.mail("ines@exemple.fr", 2).await.token();
    app.clock.advance(TimeDelta::minutes(31));
    let late = UsePasswordReset { token, password: OTHER.into() };
    assert_eq!(code(app.anonymous().use_password_reset(&late).await), "link_invalid");
    enter(&app, "ines@exemple.fr", PHRASE).await.unwrap();
    let nobody = CreatePasswordReset { email: "personne@exemple.fr".into() };
    app.anonymous().create_password_reset(&nobody).await.unwrap();
    app.anonymous().create_password_reset(&CreatePasswordReset { email: "ines@exemple.fr".into() }).await.unwrap();
    // Once the later mail is there, the earlier one would be, too.
    app.mail("ines@exemple.fr", 4).await;
    assert!(app.mails("personne@exemple.fr").is_empty());
}

async fn confirm_everyone(org: &Organisation) {
    let ask = PatchOrganisation { confirm_everyone: Some(true), ..PatchOrganisation::default() };
    org.admin.client.patch_organisation(org.id, "*", &ask).await.unwrap();
}

#[tokio::test]
async fn where_everyone_waits_a_volunteer_is_nobody_until_an_admin_says_yes() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    confirm_everyone(&org).await;
    let dispatcher = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let invited =
        dispatcher.client.create_invitation(org.id, &invite("ines@exemple.fr", Role::Volunteer)).await.unwrap();
    let token = app.mail("ines@exemple.fr", 1).await.token();
    let made = app.anonymous().accept_invitation(&accept(token, "Inès", Some(PHRASE))).await.unwrap();
    assert_eq!(made.state, MemberState::AwaitingConfirmation);
    assert!(app.mail(&org.admin.email, 1).await.text.contains("Inès"), "the admins are told who waits");

    let ines = enter(&app, "ines@exemple.fr", PHRASE).await.unwrap();
    let me = ines.read_me().await.unwrap();
    assert_eq!(me.memberships[0].state, MemberState::AwaitingConfirmation);
    assert_eq!(code(ines.read_organisation(org.id).await), "not_found");
    assert_eq!(code(dispatcher.client.confirm_invitation(org.id, invited.id).await), "forbidden");
    org.admin.client.confirm_invitation(org.id, invited.id).await.unwrap();
    let ines = enter(&app, "ines@exemple.fr", PHRASE).await.unwrap();
    assert_eq!(ines.read_me().await.unwrap().memberships[0].state, MemberState::Active);
    ines.read_organisation(org.id).await.unwrap();
}

#[tokio::test]
async fn whoever_is_turned_away_or_leaves_while_waiting_stays_outside() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    confirm_everyone(&org).await;
    assert_eq!(inside(&app, &org, "ines@exemple.fr", Role::Volunteer).await, MemberState::AwaitingConfirmation);
    assert_eq!(inside(&app, &org, "lea@exemple.fr", Role::Volunteer).await, MemberState::AwaitingConfirmation);
    let list = org.admin.client.list_invitations(org.id, &PageQuery::default()).await.unwrap().items;
    let ines = list.iter().find(|i| i.email == "ines@exemple.fr").unwrap();
    org.admin.client.refuse_invitation(org.id, ines.id).await.unwrap();
    let lea = enter(&app, "lea@exemple.fr", PHRASE).await.unwrap();
    lea.leave_organisation(org.id).await.unwrap();
    let members = org.admin.client.list_members(org.id, &PageQuery::default()).await.unwrap().items;
    let state = |email: &str| members.iter().find(|m| m.email == email).unwrap().state;
    assert_eq!((state("ines@exemple.fr"), state("lea@exemple.fr")), (MemberState::Refused, MemberState::Left));
    let ines = enter(&app, "ines@exemple.fr", PHRASE).await.unwrap();
    assert_eq!(code(ines.read_organisation(org.id).await), "not_found");
}

#[tokio::test]
async fn one_person_in_two_organisations_is_in_each_what_they_are_there() {
    let app = TestApp::start().await;
    let (halles, gare) = (app.organisation("Les Halles").await, app.organisation("La Gare").await);
    inside(&app, &halles, "ines@exemple.fr", Role::Dispatcher).await;
    gare.admin.client.create_invitation(gare.id, &invite("ines@exemple.fr", Role::Volunteer)).await.unwrap();
    // The second mail welcomed them at Les Halles.
    let token = app.mail("ines@exemple.fr", 3).await.token();
    // Whoever holds the link cannot rename the account, nor change how it opens.
    app.anonymous().accept_invitation(&accept(token, "Quelqu’un d’autre", Some(OTHER))).await.unwrap();
    assert_eq!(enter(&app, "ines@exemple.fr", OTHER).await.unwrap_err(), "credentials_invalid");
    let ines = enter(&app, "ines@exemple.fr", PHRASE).await.unwrap();
    let me = ines.read_me().await.unwrap();
    assert_eq!((me.display_name.as_str(), me.memberships.len()), ("Inès", 2));
    let page = PageQuery::default();
    ines.list_members(halles.id, &page).await.unwrap();
    assert_eq!(code(ines.list_members(gare.id, &page).await), "forbidden");
    // Suspended in one, they go on in the other.
    let there = me.memberships.iter().find(|m| m.organisation_id == halles.id).unwrap().member_id;
    let because = suspension("Une question");
    halles.admin.client.suspend_member(halles.id, there, &because).await.unwrap();
    let ines = enter(&app, "ines@exemple.fr", PHRASE).await.unwrap();
    assert_eq!(code(ines.read_organisation(halles.id).await), "not_found");
    ines.read_organisation(gare.id).await.unwrap();
    let again = gare.admin.client.create_invitation(gare.id, &invite("ines@exemple.fr", Role::Dispatcher)).await;
    assert_eq!(code(again), "already_member");
}

async fn state_of(client: &Client, org: OrganisationId, email: &str) -> InvitationState {
    let list = client.list_invitations(org, &PageQuery::default()).await.unwrap().items;
    list.iter().find(|i| i.email == email).unwrap().state
}

#[tokio::test]
async fn an_invitation_taken_back_opens_nothing_and_may_be_made_anew() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let admin = &org.admin.client;
    let made = admin.create_invitation(org.id, &invite("ines@exemple.fr", Role::Dispatcher)).await.unwrap();
    let token = app.mail("ines@exemple.fr", 1).await.token();
    let twice = admin.create_invitation(org.id, &invite("Ines@exemple.fr", Role::Volunteer)).await;
    assert_eq!(code(twice), "already_invited");
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    assert_eq!(code(maud.client.revoke_invitation(org.id, made.id).await), "forbidden", "it is above their role");
    admin.revoke_invitation(org.id, made.id).await.unwrap();
    assert_eq!(state_of(admin, org.id, "ines@exemple.fr").await, InvitationState::Revoked);
    assert_eq!(code(app.anonymous().accept_invitation(&accept(token, "Inès", None)).await), "link_invalid");
    assert_eq!(code(admin.revoke_invitation(org.id, made.id).await), "invitation_over");
    assert_eq!(code(admin.resend_invitation(org.id, made.id).await), "invitation_over");
    admin.create_invitation(org.id, &invite("ines@exemple.fr", Role::Volunteer)).await.unwrap();
    let token = app.mail("ines@exemple.fr", 2).await.token();
    app.anonymous().accept_invitation(&accept(token, "Inès", None)).await.unwrap();
}

#[tokio::test]
async fn an_invitation_sent_again_opens_by_its_newest_link_until_it_was_used() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let made = org.admin.client.create_invitation(org.id, &invite("ines@exemple.fr", Role::Volunteer)).await.unwrap();
    app.clock.advance(TimeDelta::minutes(61));
    let admin = app.again(&org.admin).await;
    let renewed = admin.resend_invitation(org.id, made.id).await.unwrap();
    assert_eq!(renewed.expires_at, app.now() + TimeDelta::hours(72), "the clock starts over");
    let old = app.mail("ines@exemple.fr", 1).await.token();
    let new = app.mail("ines@exemple.fr", 2).await.token();
    assert_eq!(code(app.anonymous().accept_invitation(&accept(old, "Inès", None)).await), "link_invalid");
    app.anonymous().accept_invitation(&accept(new.clone(), "Inès", None)).await.unwrap();
    assert_eq!(code(app.anonymous().accept_invitation(&accept(new, "Inès", None)).await), "link_invalid");
    assert_eq!(code(admin.revoke_invitation(org.id, made.id).await), "invitation_over");
    assert_eq!(code(admin.resend_invitation(org.id, made.id).await), "invitation_over");
}

/// What a mail scanner does before its reader: opens each address, in several ways, also with what follows the `#`.
async fn scan(app: &TestApp, letter: &cabas_testkit::Letter) {
    let link = letter.text.split_whitespace().find(|word| word.contains("#token=")).unwrap();
    let path = link.trim_start_matches("http://cabas.test");
    let scanner = reqwest::Client::new();
    for path in [path.to_owned(), path.replace('#', "?"), path.replace('#', "/")] {
        for method in [reqwest::Method::GET, reqwest::Method::HEAD] {
            let answer = scanner.request(method, format!("{}{path}", app.url())).send().await.unwrap();
            assert!(answer.status().is_success(), "{path}: {}", answer.status());
            assert!(answer.headers().get("set-cookie").is_none());
        }
    }
    let token = letter.token();
    for api in ["invitations/accept", "sessions", "password-resets/use"] {
        let answer = scanner.get(format!("{}/api/v1/{api}?token={token}&link_token={token}", app.url())).send().await;
        assert_eq!(answer.unwrap().status(), 405, "{api}");
    }
}

#[tokio::test]
async fn whoever_only_looks_at_a_mailed_link_consumes_nothing() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    org.admin.client.create_invitation(org.id, &invite("ines@exemple.fr", Role::Volunteer)).await.unwrap();
    let invitation = app.mail("ines@exemple.fr", 1).await;
    scan(&app, &invitation).await;
    app.anonymous().accept_invitation(&accept(invitation.token(), "Inès", Some(PHRASE))).await.unwrap();

    app.anonymous().create_session_link(&CreateSessionLink { email: "ines@exemple.fr".into() }).await.unwrap();
    let link = app.mail("ines@exemple.fr", 2).await;
    scan(&app, &link).await;
    let by_link = CreateSession { link_token: Some(link.token()), ..CreateSession::default() };
    app.anonymous().create_session(&by_link).await.unwrap();

    app.anonymous().create_password_reset(&CreatePasswordReset { email: "ines@exemple.fr".into() }).await.unwrap();
    // The sign-in from a device seen for the first time was told by mail.
    let reset = app.mail("ines@exemple.fr", 4).await;
    scan(&app, &reset).await;
    let anew = UsePasswordReset { token: reset.token(), password: OTHER.into() };
    app.anonymous().use_password_reset(&anew).await.unwrap();
    enter(&app, "ines@exemple.fr", OTHER).await.unwrap();
}
