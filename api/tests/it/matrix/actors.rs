//! People who are not, or no longer, active here; and whoever carries a round.

use super::{World, all, refuses_quietly};
use crate::support::{freeze_of, suspension};
use cabas_kernel::Role;
use cabas_model::{
    invitations::{AcceptInvitation, CreateInvitation},
    organisations::PatchOrganisation,
    sessions::CreateSession,
};
use uuid::Uuid;

impl World {
    /// Tokens of three people who are of this organisation and may do nothing in it: one awaits a confirmation, one is
    /// suspended while carrying a round, one is frozen.
    async fn idle_tokens(&self) -> [(&'static str, String); 3] {
        let (org, admin) = (self.org.id, &self.org.admin.client);
        let everyone = PatchOrganisation { confirm_everyone: Some(true), ..PatchOrganisation::default() };
        admin.patch_organisation(org, "*", &everyone).await.unwrap();
        let email = "ines@exemple.fr".to_owned();
        let ask = CreateInvitation { email: email.clone(), roles: vec![Role::Volunteer], note: None };
        admin.create_invitation(org, &ask).await.unwrap();
        let password = Some("une phrase assez longue".to_owned());
        let token = self.app.mail(&email, 1).await.token();
        let accept = AcceptInvitation { token, display_name: "Inès".into(), password: password.clone() };
        self.app.anonymous().accept_invitation(&accept).await.unwrap();
        let ask = CreateSession { email: Some(email), password, ..CreateSession::default() };
        let awaiting = self.app.anonymous().create_session(&ask).await.unwrap().access_token;
        let because = suspension("Une question");
        admin.suspend_member(org, self.carrier.id, &because).await.unwrap();
        let suspended = self.app.token(&self.carrier).await;
        let freeze = freeze_of(self.idle.node);
        admin.create_freeze(org, &freeze).await.unwrap();
        let frozen = self.app.token(&self.idle).await;
        [("who awaits", awaiting), ("who is suspended", suspended), ("who is frozen", frozen)]
    }
}

#[tokio::test]
async fn for_whoever_is_not_active_the_organisation_is_not_there() {
    let world = World::build().await;
    let mut cells = 0;
    for (who, token) in world.idle_tokens().await {
        for operation in all().iter().filter(|o| o.relation == "org") {
            let inside = World::path(&operation.path, world.org.id.0, |part| world.ours(part));
            let nowhere = World::path(&operation.path, Uuid::new_v4(), |part| world.ours(part));
            let (status, body, text) = world.send(operation, &inside, Some(&token)).await;
            let (_, absent, _) = world.send(operation, &nowhere, Some(&token)).await;
            assert_eq!(status, 404, "{} by {who}: {text}", operation.id);
            assert_eq!(body, absent, "{} by {who}: it differs from an organisation that does not exist", operation.id);
            refuses_quietly(&operation.id, &text);
            cells += 1;
        }
        // What they carried is as absent as what never was.
        for operation in all().iter().filter(|o| o.relation == "own" && o.path.contains("{id}")) {
            let ours = World::path(&operation.path, world.org.id.0, |part| world.ours(part));
            let unknown = World::path(&operation.path, world.org.id.0, |_| Uuid::new_v4());
            let (status, body, text) = world.send(operation, &ours, Some(&token)).await;
            let (other, absent, _) = world.send(operation, &unknown, Some(&token)).await;
            assert_eq!((status, &body), (other, &absent), "{} by {who}", operation.id);
            refuses_quietly(&operation.id, &text);
            cells += 1;
        }
        let rounds = all().into_iter().find(|o| o.id == "list_my_rounds").unwrap();
        let (status, body, text) = world.send(&rounds, &rounds.path, Some(&token)).await;
        assert_eq!((status, body["items"].as_array().map(Vec::len)), (200, Some(0)), "{who}: {text}");
    }
    assert!(cells > 250, "{cells} cells only");
}

#[tokio::test]
async fn whoever_carries_a_round_has_it_as_theirs_and_not_as_a_desk_has_it() {
    let mut cells = 0;
    for operation in all().iter().filter(|o| o.relation == "own" && o.path.contains("/me/") && o.path.contains("{id}"))
    {
        // Each act changes what the next one meets.
        let world = World::build().await;
        let path = World::path(&operation.path, world.org.id.0, |part| world.ours(part));
        let is_round_or_stop = path.contains("/rounds/") || path.contains("/stops/");
        let (status, _, text) = world.send(operation, &path, Some(&world.carrier.token)).await;
        assert_eq!(matches!(status, 401 | 403 | 404), !is_round_or_stop, "{}: {status} {text}", operation.id);
        cells += 1;
    }
    let world = World::build().await;
    for operation in all().iter().filter(|o| o.relation == "org" && !o.roles.contains("volunteer")) {
        // Their own round, stop, delivery and household, by the desk's way: not theirs to touch.
        let path = World::path(&operation.path, world.org.id.0, |part| world.ours(part));
        let (status, _, text) = world.send(operation, &path, Some(&world.carrier.token)).await;
        assert_eq!(status, 403, "{} by whoever carries it: {text}", operation.id);
        refuses_quietly(&operation.id, &text);
        cells += 1;
    }
    assert!(cells > 80, "{cells} cells only");
}
