//! Whoever vouched for a member stands at the node above theirs, whichever way the member came in (TR-6).

use cabas_api::platform::clock::SystemClock;
use cabas_client::Client;
use cabas_kernel::{
    Clock, Role,
    id::{MembershipId, OrganisationId},
};
use cabas_model::{
    PageQuery,
    invitations::{AcceptInvitation, CreateInvitation},
    sessions::CreateSession,
};
use cabas_testkit::TestApp;
use std::process::Command;

const PASSWORD: &str = "une phrase assez longue";

/// Memberships that name another inviter than the person at the node above theirs, or one where no node is above.
const ASTRAY: &str = "SELECT COUNT(*) FROM memberships m \
     JOIN trust_nodes n ON n.organisation_id = m.organisation_id AND n.id = m.node_id \
     LEFT JOIN memberships above ON above.organisation_id = n.organisation_id AND above.node_id = n.parent_id \
     WHERE m.inviter_id IS DISTINCT FROM above.person_id OR (n.parent_id IS NOT NULL AND above.id IS NULL)";

/// The token of an admin's invitation, as an operator gets it: to an organisation that there is, or to a new one.
async fn bootstrap(app: &TestApp, organisation: &str, email: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cabas"));
    command.env_clear().env("CABAS_DATA_DIR", &app.dir).env("CABAS_DATABASE_URL", app.database_url()).args([
        "bootstrap-admin",
        "--organisation",
        organisation,
        "--email",
        email,
    ]);
    // Beside the server, whose own writes go on.
    let out = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap().trim().rsplit('=').next().unwrap().to_owned()
}

async fn accept(app: &TestApp, token: String, name: &str) -> MembershipId {
    let ask = AcceptInvitation { token, display_name: name.into(), password: Some(PASSWORD.into()) };
    app.anonymous().accept_invitation(&ask).await.unwrap().member_id
}

/// Lets somebody in by the mailed link.
async fn invited(app: &TestApp, by: &Client, organisation: OrganisationId, email: &str) -> MembershipId {
    let ask = CreateInvitation { email: email.into(), roles: vec![Role::Volunteer], note: None };
    by.create_invitation(organisation, &ask).await.unwrap();
    let letter = app.mail(email, 1).await;
    accept(app, letter.token(), email.split('@').next().unwrap()).await
}

/// The name of whoever vouched for a member, as an admin reads it.
async fn inviter(admin: &Client, organisation: OrganisationId, member: MembershipId) -> Option<String> {
    let page = admin.list_members(organisation, &PageQuery { limit: Some(100), cursor: None }).await.unwrap();
    page.items.into_iter().find(|m| m.id == member).unwrap().invited_by
}

#[tokio::test]
async fn whichever_way_a_member_comes_in_their_inviter_is_the_person_at_the_node_above() {
    let app = TestApp::start().await;
    // The command line goes by the machine's clock, and its links by the server's.
    app.clock.set(SystemClock.now());

    // The way of the fixtures: an admin, whom nobody brought, then Maud and Samir.
    let halles = app.organisation("Les Halles").await;
    let maud = app.member(halles.id, "maud@exemple.fr", &[Role::Dispatcher], Some(halles.admin.node)).await;
    let samir = app.member(halles.id, "samir@exemple.fr", &[Role::Volunteer], Some(maud.node)).await;
    let admin = &halles.admin.client;
    assert_eq!(inviter(admin, halles.id, halles.admin.id).await, None);
    assert_eq!(inviter(admin, halles.id, samir.id).await.as_deref(), Some("maud"));

    // The command line: one more admin here, and the first one elsewhere.
    let token = bootstrap(&app, "Les Halles", "chloe@exemple.fr").await;
    let chloe = accept(&app, token, "Chloé").await;
    assert_eq!(inviter(admin, halles.id, chloe).await, None, "nobody vouches for whom the command line lets in");
    let token = bootstrap(&app, "La Gare", "awa@exemple.fr").await;
    accept(&app, token, "Awa").await;
    let ask = CreateSession {
        email: Some("awa@exemple.fr".into()),
        password: Some(PASSWORD.into()),
        ..CreateSession::default()
    };
    let session = app.anonymous().create_session(&ask).await.unwrap();
    let awa = app.anonymous().with_token(session.access_token);
    let gare = awa.read_me().await.unwrap().memberships[0].organisation_id;

    // A mailed link: to somebody new, and to somebody who has an account from elsewhere.
    let ines = invited(&app, &maud.client, halles.id, "ines@exemple.fr").await;
    assert_eq!(inviter(admin, halles.id, ines).await.as_deref(), Some("maud"));
    let elsewhere = invited(&app, &awa, gare, "maud@exemple.fr").await;
    assert_eq!(inviter(&awa, gare, elsewhere).await.as_deref(), Some("Awa"));

    // Whoever left and comes back stands below whoever brought them back.
    samir.client.leave_organisation(halles.id).await.unwrap();
    let back = invited(&app, admin, halles.id, "samir@exemple.fr").await;
    assert_eq!(inviter(admin, halles.id, back).await.as_deref(), Some("admin"));
    assert_eq!(inviter(admin, halles.id, samir.id).await.as_deref(), Some("maud"), "then as now");

    assert_eq!(app.number("SELECT COUNT(*) FROM memberships").await, 8);
    assert_eq!(app.number("SELECT COUNT(inviter_id) FROM memberships").await, 5, "all but three who are roots");
    assert_eq!(app.number(ASTRAY).await, 0);

    // What is asked above finds one who is elsewhere, one who is nobody's, and a root who has an inviter.
    let person = app.sql_id(maud.person.0);
    for (value, member) in [(person.as_str(), elsewhere), ("NULL", ines), (person.as_str(), halles.admin.id)] {
        let before = app.number(ASTRAY).await;
        let id = app.sql_id(member.0);
        app.sql(&[&format!("UPDATE memberships SET inviter_id = {value} WHERE id = {id}")]).await;
        assert_eq!(app.number(ASTRAY).await, before + 1, "{value}");
    }
}
