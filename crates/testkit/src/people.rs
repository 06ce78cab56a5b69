//! People for tests, made through the store: an invitation and its acceptance, without the mail.

use crate::TestApp;
use cabas_client::Client;
use cabas_kernel::{
    Email, Role, Roles,
    id::{MembershipId, NodeId, OrganisationId, PersonId},
    words::members::MemberState,
};
use cabas_store::{
    Actor, Scope,
    accounts::{NewAccount, NewInvitation, NewSession},
};
use chrono::TimeDelta;

/// An organisation, with its first admin.
pub struct Organisation {
    pub id: OrganisationId,
    pub name: String,
    pub admin: Member,
}

/// A signed-in member.
#[derive(Clone)]
pub struct Member {
    pub id: MembershipId,
    pub person: PersonId,
    pub node: NodeId,
    pub email: String,
    pub token: String,
    pub client: Client,
}

impl TestApp {
    /// A new organisation and its admin.
    pub async fn organisation(&self, name: &str) -> Organisation {
        let tx = self.store().write(Scope::System, Actor::System).await.expect("a transaction");
        let made = tx.create_organisation(name).await.expect("an organisation");
        tx.commit().await.expect("a commit");
        let slug = name.to_lowercase().replace(' ', "-");
        let admin = self.member(made.id, &format!("admin@{slug}.test"), &[Role::Admin], None).await;
        Organisation { id: made.id, name: name.to_owned(), admin }
    }

    /// A new active member, signed in.
    pub async fn member(
        &self,
        organisation: OrganisationId,
        email: &str,
        roles: &[Role],
        invited_by: Option<NodeId>,
    ) -> Member {
        let email = Email::parse(email).expect("an address");
        let token_hash: [u8; 32] = rand_bytes();
        let tx = self.store().write(Scope::Organisation(organisation), Actor::System).await.expect("a transaction");
        tx.add_invitation(NewInvitation {
            email: email.clone(),
            roles: roles.iter().copied().collect::<Roles>(),
            invited_by,
            note: None,
            token_hash,
            expires_at: tx.now() + TimeDelta::hours(72),
        })
        .await
        .expect("an invitation");
        let invitation = tx.invitation_by_token(token_hash).await.expect("a read").expect("the invitation");
        let name = email.as_str().split('@').next().unwrap_or_default().to_owned();
        let account = NewAccount { display_name: &name, locale: None, password_hash: None };
        let made = tx.accept_invitation(&invitation, account, MemberState::Active).await.expect("an acceptance");
        tx.move_invitation(
            invitation.id,
            invitation.state,
            cabas_kernel::words::invitations::InvitationState::Accepted,
        )
        .await
        .expect("a move");
        let record = tx.member(made.member).await.expect("a read").expect("the member");
        tx.commit().await.expect("a commit");
        let token = self.session(made.person.id, made.person.auth_epoch).await;
        Member {
            id: made.member,
            person: made.person.id,
            node: record.node,
            email: email.to_string(),
            client: self.anonymous().with_token(&token),
            token,
        }
    }

    /// A member signed in anew: what a lost role or a suspension ended does not count any more.
    pub async fn again(&self, member: &Member) -> Client {
        self.anonymous().with_token(self.token(member).await)
    }

    /// The token of a member signed in anew.
    pub async fn token(&self, member: &Member) -> String {
        let tx = self.store().write(Scope::System, Actor::System).await.expect("a transaction");
        let person = tx.person(member.person).await.expect("a read").expect("the person");
        drop(tx);
        self.session(person.id, person.auth_epoch).await
    }

    /// Opens a session that outlives any test.
    async fn session(&self, person: PersonId, auth_epoch: i32) -> String {
        let tx = self.store().write(Scope::System, Actor::System).await.expect("a transaction");
        let far = tx.now() + TimeDelta::days(365);
        let id = tx
            .open_session(NewSession {
                person,
                auth_epoch,
                refresh_hash: rand_bytes(),
                device: "Test".into(),
                idle_until: far,
                ends_at: far,
            })
            .await
            .expect("a session");
        tx.commit().await.expect("a commit");
        self.app().tokens.sign(id, person, auth_epoch, self.now()).expect("a token")
    }
}

fn rand_bytes() -> [u8; 32] {
    let (a, b) = (uuid::Uuid::new_v4(), uuid::Uuid::new_v4());
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(a.as_bytes());
    bytes[16..].copy_from_slice(b.as_bytes());
    bytes
}
