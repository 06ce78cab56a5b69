//! Refusals that the document announces and that no other suite happens to meet: what is over stays as it ended, and what
//! is done too often waits.

use crate::{
    imports::settled,
    support::{code, household_of},
    town::{Town, day},
};
use cabas_kernel::{Role, id::StopId};
use cabas_model::{
    deliveries::{FailureReason, Outcome},
    imports::{ImportKind, ImportState},
    invitations::{AcceptInvitation, CreateInvitation, RequestInvitation},
    me::{CompleteStop, DayQuery, FailStop, PatchMe, ReopenStop, StartStop},
    recipients::{MergeRecipient, Pause},
    rounds::SplitRound,
    sessions::{CreatePasswordReset, CreateSession, CreateSessionLink, ProveSession, UsePasswordReset},
};
use cabas_testkit::{TestApp, reqwest};

fn not_home() -> FailStop {
    FailStop { reason: FailureReason::NotHome, note: None, at: None }
}

fn delivered() -> CompleteStop {
    CompleteStop { outcome: Some(Outcome::Delivered), ..CompleteStop::default() }
}

#[tokio::test]
async fn what_has_begun_or_ended_refuses_what_comes_too_late() {
    let town = Town::new().await;
    let (org, maud, samir) = (town.org.id, town.client(), &town.samir.client);
    let deliveries = [town.delivery("Diallo").await, town.delivery("Martin").await];
    let round = town.round(&town.samir, &deliveries).await;
    let mine = samir.list_my_rounds(&DayQuery { date: Some(day(24)) }).await.unwrap().items;
    let stops: Vec<StopId> = mine[0].stops.iter().map(|s| s.id).collect();
    let (first, second) = (stops[0], stops[1]);

    assert_eq!(code(maud.close_round(org, round).await), "transition_refused", "stops are open");
    let all = SplitRound { first_stop_id: first, name: "Suite".into() };
    assert_eq!(code(maud.split_round(org, round, &all).await), "round_empty");
    samir.start_my_stop(first, &StartStop::default()).await.unwrap();
    assert_eq!(code(samir.release_round(round).await), "stop_already_started");
    let deleted = maud.delete_round(org, round, "*").await.unwrap_err();
    assert_eq!(deleted.status(), Some(409), "{deleted}");

    samir.complete_my_stop(first, &delivered()).await.unwrap();
    for refused in [
        samir.start_my_stop(first, &StartStop::default()).await.unwrap_err(),
        samir.fail_my_stop(first, &not_home()).await.unwrap_err(),
        maud.start_stop(org, first, &StartStop::default()).await.unwrap_err(),
    ] {
        assert_eq!(refused.status(), Some(409), "{refused}");
    }
    let wrong = ReopenStop { reason: "La porte d’à côté".into() };
    assert!(samir.reopen_my_stop(first, &wrong).await.unwrap().closed_at.is_none());
    assert_eq!(code(samir.fail_my_stop(StopId(uuid::Uuid::new_v4()), &not_home()).await), "not_found");

    for stop in [first, second] {
        samir.complete_my_stop(stop, &delivered()).await.unwrap();
    }
    maud.close_round(org, round).await.unwrap();
    assert_eq!(code(samir.start_my_round(round).await), "round_closed");
}

#[tokio::test]
async fn a_record_made_one_with_another_has_no_absences_of_its_own() {
    let town = Town::new().await;
    let (org, maud) = (town.org.id, town.client());
    let (kept, gone) = (town.household("Diallo").await, town.household("Dialo").await);
    maud.merge_recipients(org, kept, &MergeRecipient { other_id: gone }).await.unwrap();
    let away = Pause { from: day(25), until: None };
    assert_eq!(code(maud.pause_recipient(org, gone, &away).await), "recipient_merged");
    assert_eq!(code(maud.resume_recipient(org, gone, "*").await), "recipient_merged");
}

#[tokio::test]
async fn an_import_that_was_applied_is_not_given_up_any_more() {
    let town = Town::new().await;
    let (org, admin) = (town.org.id, &town.org.admin.client);
    let sheet = b"nom;adresse;code postal;ville\nDiallo;1 rue Neuve;75011;Paris\n".to_vec();
    let options = cabas_client::SheetOptions::dry_run(ImportKind::Recipients);
    let id = admin.create_import(org, "liste.csv", sheet, &options).await.unwrap().id;
    assert_eq!(settled(admin, org, id).await.state, ImportState::Previewed);
    admin.apply_import(org, id).await.unwrap();
    assert_eq!(settled(admin, org, id).await.state, ImportState::Completed);
    let seen = admin.read_import(org, id).await.unwrap().etag;
    assert_eq!(code(admin.delete_import(org, id, &seen).await), "import_state");
}

#[tokio::test]
async fn one_changes_ones_own_name_and_leaves_only_where_one_is() {
    let town = Town::new().await;
    let ask = PatchMe { display_name: Some("Samir B.".into()), locale: None };
    assert_eq!(town.samir.client.patch_me(&ask).await.unwrap().display_name, "Samir B.");
    let elsewhere = town.app.organisation("La Gare").await;
    assert_eq!(code(town.samir.client.leave_organisation(elsewhere.id).await), "not_found");
}

#[tokio::test]
async fn one_signs_out_from_our_own_pages_only() {
    let town = Town::new().await;
    let sign_out = async |origin: &str| {
        let request = reqwest::Client::new().delete(format!("{}/api/v1/sessions/current", town.app.url()));
        request.bearer_auth(&town.samir.token).header("origin", origin).send().await.unwrap()
    };
    assert_eq!(sign_out("https://evil.test").await.status(), 403);
    town.samir.client.read_me().await.unwrap();
    assert_eq!(sign_out("http://cabas.test").await.status(), 204);
    assert_eq!(code(town.samir.client.read_me().await), "unauthenticated");
}

/// Repeats an act until it is refused for being done too often; gives how often it was let through.
async fn until_too_often<T: std::fmt::Debug>(act: impl AsyncFn() -> Result<T, cabas_client::ClientError>) -> usize {
    for n in 0..60 {
        if act().await.is_err_and(|e| e.status() == Some(429)) {
            return n;
        }
    }
    panic!("there is no limit")
}

#[tokio::test]
async fn who_asks_for_a_new_link_or_guesses_a_proof_is_slowed_down() {
    let app = TestApp::with(&[("CABAS_RATE_SCALE", "1")]).await;
    let org = app.organisation("Les Halles").await;
    let nobody = app.anonymous();
    let ask = RequestInvitation { token: "inconnu".into() };
    assert!(until_too_often(async || nobody.request_invitation(&ask).await).await > 0);
    let guess = ProveSession { password: Some("une autre phrase".into()), ..ProveSession::default() };
    assert!(until_too_often(async || org.admin.client.prove_current_session(&guess).await).await > 0);
}

#[tokio::test]
async fn resets_and_tries_of_tokens_have_a_measure() {
    let app = TestApp::with(&[("CABAS_RATE_SCALE", "1")]).await;
    let nobody = app.anonymous();
    let reset = CreatePasswordReset { email: "b@exemple.fr".into() };
    assert_eq!(until_too_often(async || nobody.create_password_reset(&reset).await).await, 3);
    let used = UsePasswordReset { token: "faux".into(), password: "une phrase assez longue".into() };
    assert!(until_too_often(async || nobody.use_password_reset(&used).await).await <= 10);
    let accept = AcceptInvitation { token: "faux".into(), display_name: "Inès".into(), password: None };
    assert_eq!(until_too_often(async || nobody.accept_invitation(&accept).await).await, 10);
}

#[tokio::test]
async fn a_link_is_refused_for_where_it_is_asked_from_and_never_for_whom() {
    let app = TestApp::with(&[("CABAS_RATE_SCALE", "1")]).await;
    let nobody = app.anonymous();
    let link = CreateSessionLink { email: "a@exemple.fr".into() };
    assert!(until_too_often(async || nobody.create_session_link(&link).await).await >= 10, "5 an hour, told to nobody");
}

#[tokio::test]
async fn a_session_is_refreshed_thirty_times_a_minute_at_most() {
    let app = TestApp::with(&[("CABAS_RATE_SCALE", "1")]).await;
    let org = app.organisation("Les Halles").await;
    app.anonymous().create_session_link(&CreateSessionLink { email: org.admin.email.clone() }).await.unwrap();
    let token = app.mail(&org.admin.email, 1).await.token();
    let post = async |path: &str, cookie: &str| {
        let request = reqwest::Client::new().post(format!("{}/api/v1/{path}", app.url()));
        let ask = CreateSession { link_token: Some(token.clone()), ..CreateSession::default() };
        request.header("origin", "http://cabas.test").header("cookie", cookie).json(&ask).send().await.unwrap()
    };
    let kept = |answer: &reqwest::Response| {
        let cookie = answer.headers().get("set-cookie").unwrap().to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    };
    let mut cookie = kept(&post("sessions", "").await);
    let mut refreshed = 0;
    loop {
        let answer = post("sessions/refresh", &cookie).await;
        if answer.status() == 429 {
            break;
        }
        assert_eq!(answer.status(), 200);
        cookie = kept(&answer);
        refreshed += 1;
        assert!(refreshed < 60, "there is no limit");
    }
    assert!(refreshed >= 30, "{refreshed}");
}

#[tokio::test]
async fn a_dispatcher_opens_so_many_doors_a_day_and_looks_so_often() {
    let app = TestApp::with(&[("CABAS_RATE_SCALE", "1")]).await;
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let mut invited = 0;
    loop {
        let email = format!("n{invited}@exemple.fr");
        let ask = CreateInvitation { email, roles: vec![Role::Volunteer], note: None };
        match maud.client.create_invitation(org.id, &ask).await {
            Ok(_) => invited += 1,
            Err(refused) => break assert_eq!(refused.status(), Some(429), "{refused}"),
        }
    }
    assert_eq!(invited, 20);
}

#[tokio::test]
async fn deliveries_opened_one_by_one_are_counted_like_households() {
    // A hundredth of 300 an hour: three.
    let app = TestApp::with(&[("CABAS_RATE_SCALE", "0.01")]).await;
    let org = app.organisation("Les Halles").await;
    let admin = &org.admin.client;
    let home = admin.create_recipient(org.id, &household_of(0)).await.unwrap().body.id;
    let delivery = admin.create_delivery(org.id, &crate::town::delivery(home)).await.unwrap().id;
    assert!(until_too_often(async || admin.read_delivery(org.id, delivery).await).await <= 3);
}
