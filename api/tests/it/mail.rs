//! What leaves by SMTP, and what follows when it cannot.

use crate::events::Ear;
use cabas_client::Client;
use cabas_kernel::{
    Role,
    id::OrganisationId,
    words::{events::EventKind, invitations::InvitationState},
};
use cabas_model::{
    PageQuery,
    audit::AuditQuery,
    invitations::{CreateInvitation, InvitationSummary},
    sessions::CreateSessionLink,
};
use cabas_testkit::TestApp;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// The one address that the mail server does not have.
const GONE: &str = "parti@exemple.fr";

/// A mail server that takes everything for everybody else.
struct Sink {
    port: u16,
    messages: Arc<Mutex<Vec<String>>>,
}

impl Sink {
    /// A `busy` one refuses the first message for now.
    async fn start(mut busy: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let messages = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&messages);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&kept), std::mem::take(&mut busy)));
            }
        });
        Self { port, messages }
    }

    fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    async fn first(&self) -> String {
        for _ in 0..1000 {
            if let Some(found) = self.messages.lock().unwrap().first().cloned() {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no message came by SMTP")
    }
}

async fn converse(stream: TcpStream, kept: Arc<Mutex<Vec<String>>>, busy: bool) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let (mut data, mut inside) = (String::new(), false);
    let _ = write.write_all(b"220 sink\r\n").await;
    while let Ok(Some(line)) = lines.next_line().await {
        let answer: &[u8] = if inside {
            if line == "." {
                inside = false;
                kept.lock().unwrap().push(std::mem::take(&mut data));
                b"250 kept\r\n"
            } else {
                data.push_str(&line);
                data.push('\n');
                continue;
            }
        } else if line.starts_with("MAIL") && busy {
            b"451 later\r\n"
        } else if line.starts_with("RCPT") && line.contains(GONE) {
            b"550 no such mailbox\r\n"
        } else if line.starts_with("DATA") {
            inside = true;
            b"354 go on\r\n"
        } else if line.starts_with("QUIT") {
            let _ = write.write_all(b"221 bye\r\n").await;
            return;
        } else {
            b"250 fine\r\n"
        };
        let _ = write.write_all(answer).await;
    }
}

#[tokio::test]
async fn mails_leave_over_smtp_and_are_tried_again_when_the_server_is_busy() {
    let sink = Sink::start(true).await;
    let app = TestApp::with(&[("CABAS_MAIL", sink.url().as_str())]).await;
    let org = app.organisation("Les Halles").await;
    let ask = CreateSessionLink { email: org.admin.email.clone() };
    app.anonymous().create_session_link(&ask).await.unwrap();
    // The first try is put off; the clock passes the wait.
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        app.clock.advance(chrono::TimeDelta::minutes(1));
        if !sink.messages.lock().unwrap().is_empty() {
            break;
        }
    }
    let message = sink.first().await;
    assert!(message.contains(&format!("To: {}", org.admin.email)), "{message}");
    assert!(message.contains("/sign-in#token="), "{message}");
    assert!(message.contains("Message-ID: <"), "{message}");
}

fn invite(email: &str) -> CreateInvitation {
    CreateInvitation { email: email.into(), roles: vec![Role::Volunteer], note: None }
}

/// The invitations of the address that is not there, newest first, once the newest is in this state.
async fn once(client: &Client, organisation: OrganisationId, state: InvitationState) -> Vec<InvitationSummary> {
    for _ in 0..500 {
        let mut list = client.list_invitations(organisation, &PageQuery::default()).await.unwrap().items;
        list.retain(|one| one.email == GONE);
        if list.first().is_some_and(|one| one.state == state) {
            return list;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the invitation never became {state}")
}

#[tokio::test]
async fn an_invitation_that_does_not_arrive_is_told_and_can_be_sent_again_or_made_anew_or_taken_back() {
    let sink = Sink::start(false).await;
    let app = TestApp::with(&[("CABAS_MAIL", sink.url().as_str())]).await;
    let org = app.organisation("Les Halles").await;
    let admin = &org.admin.client;
    let mut ear = Ear::open(admin, None).await;
    let made = admin.create_invitation(org.id, &invite(GONE)).await.unwrap();
    once(admin, org.id, InvitationState::Bounced).await;
    assert_eq!(ear.kinds().await, [EventKind::MemberChanged]);
    let entries = admin.list_audit(org.id, &AuditQuery::default()).await.unwrap().items;
    let line = entries.iter().find(|entry| entry.action == "invitation.bounced").unwrap();
    assert_eq!((line.actor.as_deref(), line.subject_id), (None, Some(made.id.0)));

    // Again to an address that is still not there: no hour to wait, and no answer to wait for.
    admin.resend_invitation(org.id, made.id).await.unwrap();
    assert_eq!(once(admin, org.id, InvitationState::Bounced).await[0].sent_count, 2);

    let anew = admin.create_invitation(org.id, &invite(GONE)).await.unwrap();
    let both = once(admin, org.id, InvitationState::Bounced).await;
    assert_eq!(
        both.iter().map(|one| (one.id, one.state)).collect::<Vec<_>>(),
        [(anew.id, InvitationState::Bounced), (made.id, InvitationState::Expired)],
        "it takes the place of the one before"
    );
    admin.revoke_invitation(org.id, anew.id).await.unwrap();
    once(admin, org.id, InvitationState::Revoked).await;
}

#[tokio::test]
async fn an_invitation_that_arrives_waits_for_its_answer() {
    let sink = Sink::start(false).await;
    let app = TestApp::with(&[("CABAS_MAIL", sink.url().as_str())]).await;
    let org = app.organisation("Les Halles").await;
    let admin = &org.admin.client;
    admin.create_invitation(org.id, &invite("ines@exemple.fr")).await.unwrap();
    assert!(sink.first().await.contains("To: ines@exemple.fr"));
    let list = admin.list_invitations(org.id, &PageQuery::default()).await.unwrap().items;
    let ines = list.iter().find(|one| one.email == "ines@exemple.fr").unwrap();
    assert_eq!(ines.state, InvitationState::Sent);
}
