//! Programs that call.

use crate::support::{code, suspension};
use cabas_kernel::Role;
use cabas_model::{
    PageQuery,
    api_clients::{CreateApiClient, Scope},
};
use cabas_store::{accounts, vault};
use cabas_testkit::TestApp;

fn import() -> CreateApiClient {
    CreateApiClient { name: "Tableur du lundi".into(), scopes: vec![Scope::Imports] }
}

async fn opens(app: &TestApp, token: &str) -> bool {
    accounts::api_client_actor(app.store(), vault::hash(token.as_bytes())).await.unwrap().is_some()
}

#[tokio::test]
async fn a_token_is_shown_once_and_dies_when_it_is_revoked() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let admin = &org.admin.client;
    let made = admin.create_api_client(org.id, &import()).await.unwrap();
    assert!(made.token.starts_with("cabas_") && made.token.len() > 40);
    assert!(opens(&app, &made.token).await);
    let listed = admin.list_api_clients(org.id, &PageQuery::default()).await.unwrap().items;
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].name.as_str(), listed[0].scopes.as_slice()), ("Tableur du lundi", &[Scope::Imports][..]));
    assert!(!serde_json::to_string(&listed).unwrap().contains("cabas_"));
    admin.revoke_api_client(org.id, made.id).await.unwrap();
    assert!(!opens(&app, &made.token).await);
    assert_eq!(code(admin.revoke_api_client(org.id, made.id).await), "api_client_revoked");
    assert!(admin.list_api_clients(org.id, &PageQuery::default()).await.unwrap().items[0].revoked_at.is_some());
}

#[tokio::test]
async fn a_program_does_no_more_than_its_scope() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let made = org.admin.client.create_api_client(org.id, &import()).await.unwrap();
    let program = app.anonymous().with_token(&made.token);
    assert_eq!(code(program.list_members(org.id, &PageQuery::default()).await), "unauthenticated");
    assert_eq!(code(program.create_api_client(org.id, &import()).await), "unauthenticated");
    assert_eq!(code(program.read_me().await), "unauthenticated");
    let none = CreateApiClient { name: "Rien".into(), scopes: vec![] };
    assert_eq!(code(org.admin.client.create_api_client(org.id, &none).await), "fields_invalid");
}

#[tokio::test]
async fn only_admins_let_programs_in_and_only_into_their_own_organisation() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let made = org.admin.client.create_api_client(org.id, &import()).await.unwrap();
    for role in [Role::Dispatcher, Role::Volunteer] {
        let member = app.member(org.id, &format!("{role}@exemple.fr"), &[role], Some(org.admin.node)).await.client;
        assert_eq!(code(member.create_api_client(org.id, &import()).await), "forbidden");
        assert_eq!(code(member.list_api_clients(org.id, &PageQuery::default()).await), "forbidden");
        assert_eq!(code(member.revoke_api_client(org.id, made.id).await), "forbidden");
    }
    let gare = app.organisation("La Gare").await;
    assert_eq!(code(gare.admin.client.revoke_api_client(gare.id, made.id).await), "not_found");
    assert_eq!(code(gare.admin.client.revoke_api_client(org.id, made.id).await), "not_found");
    assert!(gare.admin.client.list_api_clients(gare.id, &PageQuery::default()).await.unwrap().items.is_empty());
    assert!(opens(&app, &made.token).await);
}

#[tokio::test]
async fn the_tokens_of_an_admin_end_with_their_right_to_make_them() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let second = app.member(org.id, "second@exemple.fr", &[Role::Admin], Some(org.admin.node)).await;
    let theirs = second.client.create_api_client(org.id, &import()).await.unwrap();
    let ours = org.admin.client.create_api_client(org.id, &import()).await.unwrap();
    let because = suspension("Départ");
    org.admin.client.suspend_member(org.id, second.id, &because).await.unwrap();
    assert!(!opens(&app, &theirs.token).await);
    assert!(opens(&app, &ours.token).await);
}
