//! Households: sealed, looked at in the open, never lost in a merge.

mod erasure;
mod lists;

use crate::{
    support::{code, field, fields, won},
    town::{self, Town},
};
use cabas_client::Client;
use cabas_kernel::{
    Role,
    id::{MembershipId, OrganisationId, RecipientId},
    words::recipients::{Allergen, DuplicateReason, RecipientStatus},
};
use cabas_model::{
    Code, PageQuery, Patch,
    address::{Address, GeoState, PhoneEntry},
    audit::AuditQuery,
    recipients::{
        BlockedPairQuery, Contact, CreateBlockedPair, CreateRecipient, Diet, DietBasis, DietBasisKind,
        DistinguishRecipient, MergeRecipient, PatchRecipient, Pause, RecipientQuery, Referrer,
    },
};
use cabas_testkit::reqwest::Method;
use cabas_testkit::{Member, Organisation, TestApp};
use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};
use uuid::Uuid;

fn phone(number: &str) -> PhoneEntry {
    PhoneEntry { e164: number.into(), note: None }
}

fn household(name: &str, street: &str, number: &str) -> CreateRecipient {
    CreateRecipient {
        display_name: name.into(),
        household_size: 3,
        address: Address {
            street: street.into(),
            postal_code: "75011".into(),
            city: "Paris".into(),
            ..Address::default()
        },
        phones: vec![phone(number)],
        may_contact: true,
        ..CreateRecipient::default()
    }
}

fn awa() -> CreateRecipient {
    household("Awa Zanzibarine", "12 bis rue des Canaris", "06 12 34 56 78")
}

fn karim() -> CreateRecipient {
    household("Karim Ouragane", "4 impasse du Moulin", "01 42 68 53 00")
}

async fn dispatcher(app: &TestApp, org: &Organisation) -> Member {
    app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await
}

async fn search(client: &Client, org: OrganisationId, q: &str) -> Vec<String> {
    let query = RecipientQuery { q: Some(q.into()), ..RecipientQuery::default() };
    client.list_recipients(org, &query).await.unwrap().items.into_iter().map(|r| r.display_name).collect()
}

/// The household asked for its diet to be noted.
fn asked() -> DietBasis {
    DietBasis { kind: DietBasisKind::Request, on: None }
}

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, n).unwrap()
}

#[tokio::test]
async fn a_household_is_registered_read_and_changed_field_by_field() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let maud = dispatcher(&app, &org).await;
    let ask = CreateRecipient {
        delivery_note: Some("Sonner deux fois".into()),
        avoid: vec![Allergen::Nuts],
        diet_basis: Some(asked()),
        ..awa()
    };
    let made = maud.client.create_recipient(org.id, &ask).await.unwrap().body;
    assert_eq!(made.id.0.get_version_num(), 4, "an id must not tell when a household was registered");
    assert_eq!(made.phones[0].e164, "+33612345678");
    assert_eq!((made.address.geo_state, made.status), (GeoState::ToConfirm, RecipientStatus::Active));
    let read = maud.client.read_recipient(org.id, made.id).await.unwrap();
    assert_eq!(read.body, made);
    let change = PatchRecipient {
        delivery_note: Patch::Null,
        birth_year: Patch::Value(1958),
        address: Some(Address { lat: Some(48.86), lon: Some(2.37), ..made.address.clone() }),
        ..PatchRecipient::default()
    };
    let after = maud.client.patch_recipient(org.id, made.id, &read.etag, &change).await.unwrap();
    assert_eq!((after.body.delivery_note, after.body.birth_year), (None, Some(1958)));
    assert_eq!(after.body.address.geo_state, GeoState::Located, "a pin set by hand is the place");
    assert_eq!((after.body.avoid, after.body.display_name), (vec![Allergen::Nuts], made.display_name));
}

#[tokio::test]
async fn nobody_changes_what_they_have_not_seen() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let client = &org.admin.client;
    let id = client.create_recipient(org.id, &awa()).await.unwrap().body.id;
    let seen = client.read_recipient(org.id, id).await.unwrap().etag;
    let size = |n| PatchRecipient { household_size: Some(n), ..PatchRecipient::default() };
    client.patch_recipient(org.id, id, &seen, &size(4)).await.unwrap();
    assert_eq!(code(client.patch_recipient(org.id, id, &seen, &size(5)).await), "version_stale");
    client.patch_recipient(org.id, id, "*", &size(6)).await.unwrap();
    let request = client.request(Method::PATCH, &format!("/organisations/{}/recipients/{id}", org.id));
    let blind = request.json(&size(7)).fetch().await.unwrap();
    assert_eq!(blind.status, 428);
}

#[tokio::test]
async fn of_many_changes_at_once_that_saw_the_same_record_one_wins() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let id = org.admin.client.create_recipient(org.id, &awa()).await.unwrap().body.id;
    let seen = org.admin.client.read_recipient(org.id, id).await.unwrap().etag;
    let tries = (1..9).map(|n| {
        let (client, seen, org) = (org.admin.client.clone(), seen.clone(), org.id);
        let change = PatchRecipient { household_size: Some(10 + n), ..PatchRecipient::default() };
        async move { client.patch_recipient(org, id, &seen, &change).await.is_ok() }
    });
    assert_eq!(won(tries).await, 1);
}

#[tokio::test]
async fn a_wrong_field_of_a_household_is_named_by_its_pointer() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let elsewhere = app.organisation("La Gare").await;
    let client = &org.admin.client;
    let create = async |ask: CreateRecipient| client.create_recipient(org.id, &ask).await.map(|made| made.body);
    assert_eq!(
        fields(create(CreateRecipient { phones: vec![phone("06 12 34")], ..awa() }).await),
        field("/phones/0/e164", "phone_invalid")
    );
    let twice = vec![phone("06 12 34 56 78"), phone("+33612345678")];
    assert_eq!(fields(create(CreateRecipient { phones: twice, ..awa() }).await), field("/phones/1/e164", "duplicate"));
    let stranger = Some(elsewhere.admin.id);
    assert_eq!(
        fields(create(CreateRecipient { usual_volunteer_id: stranger, ..awa() }).await),
        field("/usual_volunteer_id", "person_unknown")
    );
    let half = Address { lat: Some(48.8), ..awa().address };
    assert_eq!(
        fields(create(CreateRecipient { address: half, ..awa() }).await),
        field("/address/lon", "latlong_invalid")
    );
    let numbered = CreateRecipient { external_ref: Some("F-1".into()), ..awa() };
    let id = create(numbered.clone()).await.unwrap().id;
    let again = create(CreateRecipient { external_ref: Some("F-1".into()), ..karim() }).await.unwrap_err();
    assert_eq!((again.code(), again.status()), ("ref_taken", Some(409)));
    assert_eq!(fields::<()>(Err(again)), field("/external_ref", "ref_taken"));
    let too_long = PatchRecipient { internal_note: Patch::Value("x".repeat(281)), ..PatchRecipient::default() };
    assert_eq!(
        fields(client.patch_recipient(org.id, id, "*", &too_long).await),
        field("/internal_note", "text_too_long")
    );
    // Another organisation has its own numbers.
    elsewhere.admin.client.create_recipient(elsewhere.id, &numbered).await.unwrap();
}

#[tokio::test]
async fn a_volunteer_has_no_files_of_households() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let id = org.admin.client.create_recipient(org.id, &awa()).await.unwrap().body.id;
    let volunteer = app.member(org.id, "v@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    let client = &volunteer.client;
    assert_eq!(code(client.list_recipients(org.id, &RecipientQuery::default()).await), "forbidden");
    assert_eq!(code(client.read_recipient(org.id, id).await), "forbidden");
    assert_eq!(code(client.read_recipient(org.id, RecipientId(Uuid::new_v4())).await), "forbidden");
    assert_eq!(code(client.create_recipient(org.id, &karim()).await), "forbidden");
    assert_eq!(code(client.list_recipient_readers(org.id, id, &PageQuery::default()).await), "forbidden");
    assert_eq!(code(client.list_blocked_pairs(org.id, &BlockedPairQuery::default()).await), "forbidden");
}

/// What an answer says, without the id of its request.
async fn answer(client: &Client, method: Method, path: &str, body: Option<&Value>) -> (u16, String) {
    let mut request = client.request(method, path).header("if-match", "*");
    if let Some(body) = body {
        request = request.json(body);
    }
    let answer = request.fetch().await.unwrap();
    let mut problem: Value = serde_json::from_slice(&answer.body).unwrap();
    problem["instance"] = Value::Null;
    (answer.status, problem.to_string())
}

#[tokio::test]
async fn a_household_of_another_organisation_is_absent_to_the_byte() {
    let app = TestApp::start().await;
    let ours = app.organisation("Les Halles").await;
    let theirs = app.organisation("La Gare").await;
    let mine = ours.admin.client.create_recipient(ours.id, &karim()).await.unwrap().body.id;
    let foreign = theirs.admin.client.create_recipient(theirs.id, &awa()).await.unwrap().body.id;
    let absent = RecipientId(Uuid::new_v4());
    let pause = json!({ "from": "2026-11-24" });
    let merge = json!({ "other_id": mine });
    let patch = json!({ "household_size": 2 });
    let erase = json!({ "reason": "mistake" });
    let calls = [
        (Method::GET, "", None),
        (Method::PATCH, "", Some(&patch)),
        (Method::POST, "/pauses", Some(&pause)),
        (Method::DELETE, "/pauses/current", None),
        (Method::DELETE, "/pauses/2026-11-26", None),
        (Method::POST, "/merge", Some(&merge)),
        (Method::POST, "/distinct", Some(&merge)),
        (Method::POST, "/erasure", Some(&erase)),
        (Method::GET, "/readers", None),
    ];
    for (method, rest, body) in calls {
        let path = |id: RecipientId| format!("/organisations/{}/recipients/{id}{rest}", ours.id);
        let one = answer(&ours.admin.client, method.clone(), &path(foreign), body).await;
        let other = answer(&ours.admin.client, method.clone(), &path(absent), body).await;
        assert_eq!((one.0, &one), (404, &other), "{method} {rest}");
    }
    // An id in a body is checked like one in a path.
    let (path, pairs) = (
        format!("/organisations/{}/recipients/{mine}/merge", ours.id),
        format!("/organisations/{}/blocked-pairs", ours.id),
    );
    let into = |id: RecipientId| json!({ "other_id": id });
    let one = answer(&ours.admin.client, Method::POST, &path, Some(&into(foreign))).await;
    assert_eq!((one.0, &one), (422, &answer(&ours.admin.client, Method::POST, &path, Some(&into(absent))).await));
    let apart = |id: RecipientId| json!({ "volunteer_id": ours.admin.id, "recipient_id": id, "reason": "Voisins" });
    let one = answer(&ours.admin.client, Method::POST, &pairs, Some(&apart(foreign))).await;
    assert_eq!((one.0, &one), (422, &answer(&ours.admin.client, Method::POST, &pairs, Some(&apart(absent))).await));
    assert_eq!(search(&ours.admin.client, ours.id, "zanzibarine").await, Vec::<String>::new());
    assert_eq!(search(&ours.admin.client, ours.id, "06 12 34 56 78").await, Vec::<String>::new());
}

#[tokio::test]
async fn nothing_said_of_a_household_is_readable_in_the_files() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let client = &org.admin.client;
    let ask = CreateRecipient {
        internal_note: Some("Chien méchant Brutus".into()),
        delivery_note: Some("Frapper au carreau".into()),
        referrer: Some(Referrer { name: "Odile Assistante".into(), phone: None, email: None }),
        contacts: vec![Contact {
            name: "Fatou Voisine".into(),
            relation: "nièce".into(),
            phone: "06 98 76 54 32".into(),
            remark: None,
        }],
        address: Address { door_code: Some("B4711Z".into()), lat: Some(48.123_456), lon: Some(2.3), ..awa().address },
        ..awa()
    };
    let id = client.once("one").create_recipient(org.id, &ask).await.unwrap().body.id;
    let change = PatchRecipient { display_name: Some("Awa Zanzibarine-Mbappé".into()), ..PatchRecipient::default() };
    client.patch_recipient(org.id, id, "*", &change).await.unwrap();
    search(client, org.id, "zanzibarine").await;
    let pair = CreateBlockedPair { volunteer_id: org.admin.id, recipient_id: id, reason: "Querelle de palier".into() };
    client.create_blocked_pair(org.id, &pair).await.unwrap();
    if std::env::var("CABAS_TEST_POSTGRES").is_ok() {
        return;
    }
    let files: Vec<_> = std::fs::read_dir(&app.dir).unwrap().flatten().filter(|f| f.path().is_file()).collect();
    let bytes: Vec<u8> = files.iter().flat_map(|f| std::fs::read(f.path()).unwrap()).collect();
    let text = String::from_utf8_lossy(&bytes).to_lowercase();
    assert!(text.contains("les halles"), "what is not sealed is found, so the search works");
    for canary in [
        "zanzibarine",
        "canaris",
        "612345678",
        "brutus",
        "carreau",
        "odile",
        "fatou",
        "698765432",
        "b4711z",
        "48.123",
        "querelle",
    ] {
        assert!(!text.contains(canary), "{canary} stands in the database in clear");
    }
}

#[tokio::test]
async fn a_search_finds_names_streets_and_whole_telephone_numbers() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let maud = dispatcher(&app, &org).await;
    maud.client.create_recipient(org.id, &awa()).await.unwrap();
    maud.client.create_recipient(org.id, &karim()).await.unwrap();
    for (asked, found) in [
        ("zanzi", "Awa Zanzibarine"),
        ("ZANZIBARINE awa", "Awa Zanzibarine"),
        ("rue des canaris", "Awa Zanzibarine"),
        ("0612345678", "Awa Zanzibarine"),
        ("+33 1 42 68 53 00", "Karim Ouragane"),
    ] {
        assert_eq!(search(&maud.client, org.id, asked).await, [found], "{asked}");
    }
    for nothing in ["061234", "33612345", "moulin rouge"] {
        assert!(search(&maud.client, org.id, nothing).await.is_empty(), "{nothing}");
    }
    let short = RecipientQuery { q: Some("aw".into()), ..RecipientQuery::default() };
    assert_eq!(fields(maud.client.list_recipients(org.id, &short).await), field("/q", "search_too_short"));
}

#[tokio::test]
async fn searches_are_counted() {
    let app = TestApp::with(&[("CABAS_RATE_SCALE", "1")]).await;
    let org = app.organisation("Les Halles").await;
    let query = RecipientQuery { q: Some("zanzi".into()), ..RecipientQuery::default() };
    let mut answers = Vec::new();
    for _ in 0..70 {
        answers.push(org.admin.client.list_recipients(org.id, &query).await.map(|_| ()));
    }
    assert!(answers.iter().take(60).all(Result::is_ok));
    let refused = answers.into_iter().find_map(Result::err).expect("the 61st search in a minute is refused");
    assert_eq!(refused.code(), Code::TooManyRequests.as_str());
}

#[tokio::test]
async fn the_list_of_households_turns_its_pages_without_losing_one() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let client = &org.admin.client;
    let mut made = Vec::new();
    for n in 0..5 {
        let ask = household(&format!("Foyer {n}"), &format!("{n} rue Longue"), "01 42 68 53 00");
        made.push(client.create_recipient(org.id, &ask).await.unwrap().body.id);
    }
    for status in [None, Some(RecipientStatus::Active)] {
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let query = RecipientQuery { limit: Some(2), cursor, status, ..RecipientQuery::default() };
            let page = client.list_recipients(org.id, &query).await.unwrap();
            assert!(page.items.len() <= 2);
            seen.extend(page.items.into_iter().map(|r| r.id));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        made.sort();
        assert_eq!(seen, made);
    }
}

#[tokio::test]
async fn a_paused_household_resumes_by_itself() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let client = &org.admin.client;
    let id = client.create_recipient(org.id, &awa()).await.unwrap().body.id;
    let backwards = Pause { from: day(26), until: Some(day(25)) };
    assert_eq!(fields(client.pause_recipient(org.id, id, &backwards).await), field("/until", "window_order"));
    let paused = client.pause_recipient(org.id, id, &Pause { from: day(24), until: Some(day(25)) }).await.unwrap().body;
    assert_eq!(paused.status, RecipientStatus::Paused);
    let with = |status| RecipientQuery { status: Some(status), ..RecipientQuery::default() };
    let list = client.list_recipients(org.id, &with(RecipientStatus::Paused)).await.unwrap().items;
    assert_eq!(list[0].paused_until, Some(day(25)));
    assert!(client.list_recipients(org.id, &with(RecipientStatus::Active)).await.unwrap().items.is_empty());
    app.clock.advance(TimeDelta::days(2));
    // Access tokens are short: somebody else looks, two days later.
    let maud = dispatcher(&app, &org).await;
    assert_eq!(maud.client.read_recipient(org.id, id).await.unwrap().body.status, RecipientStatus::Active);
    assert_eq!(maud.client.list_recipients(org.id, &with(RecipientStatus::Active)).await.unwrap().items.len(), 1);
    let away = maud.client.pause_recipient(org.id, id, &Pause { from: day(26), until: None }).await.unwrap();
    let resumed = maud.client.resume_recipient(org.id, id, &away.etag).await.unwrap();
    assert_eq!(resumed.body.status, RecipientStatus::Active);
    assert_eq!(resumed.body.pauses, [Pause { from: day(24), until: Some(day(25)) }]);
    assert_eq!(code(maud.client.resume_recipient(org.id, id, &away.etag).await), "version_stale");
    let again = maud.client.resume_recipient(org.id, id, &resumed.etag).await.unwrap();
    assert_eq!(again, resumed, "twice is once");
}

#[tokio::test]
async fn a_pause_that_has_not_begun_can_be_withdrawn() {
    let town = Town::new().await;
    let (client, org) = (town.client(), town.org.id);
    let id = town.household("Awa").await;
    let mut ask = town::delivery(id);
    ask.window = town::window(26, 10, 12);
    let planned = client.create_delivery(org, &ask).await.unwrap().id;
    let flagged = async || client.count_follow_ups(org).await.unwrap().open;
    let (running, next) =
        (Pause { from: day(23), until: Some(day(24)) }, Pause { from: day(26), until: Some(day(27)) });
    let last = Pause { from: day(29), until: None };
    for pause in [&running, &next, &last] {
        client.pause_recipient(org, id, pause).await.unwrap();
    }
    assert_eq!(flagged().await, 1, "the delivery of the 26th");
    assert_eq!(code(client.withdraw_pause(org, id, day(27), "*").await), "not_found", "no pause begins that day");
    assert_eq!(code(client.withdraw_pause(org, id, day(23), "*").await), "transition_refused", "it runs: it is ended");
    let seen = client.read_recipient(org, id).await.unwrap().etag;
    let left = client.withdraw_pause(org, id, day(26), &seen).await.unwrap();
    assert_eq!(left.body.pauses, [running.clone(), last.clone()]);
    assert_eq!(client.read_recipient(org, id).await.unwrap(), left);
    assert_eq!(flagged().await, 0, "it is delivered after all");
    assert!(!town::dropoff(&town.read(planned).await).needs_follow_up);
    assert_eq!(code(client.withdraw_pause(org, id, day(26), "*").await), "not_found", "once");
    assert_eq!(code(client.withdraw_pause(org, id, day(29), &seen).await), "version_stale");
    assert_eq!(client.withdraw_pause(org, id, day(29), &left.etag).await.unwrap().body.pauses, [running]);
}

#[tokio::test]
async fn a_probable_duplicate_is_hinted_at_and_never_refused() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let client = &org.admin.client;
    let first = client.create_recipient(org.id, &awa()).await.unwrap().body;
    assert!(first.probable_duplicates.is_empty());
    client.create_recipient(org.id, &karim()).await.unwrap();
    let again = household("ZANZIBARINE Awa", "9 rue Ailleurs", "+33 6 12 34 56 78");
    let second = client.create_recipient(org.id, &again).await.unwrap().body;
    assert_eq!(second.probable_duplicates.len(), 1);
    let hint = &second.probable_duplicates[0];
    assert_eq!((hint.id, hint.display_name.as_str()), (first.id, "Awa Zanzibarine"));
    assert_eq!(hint.because, [DuplicateReason::SamePhone, DuplicateReason::SameName]);
    // Known years of birth that differ tell namesakes apart; a shared telephone still says something.
    let year = |n| PatchRecipient { birth_year: Patch::Value(n), ..PatchRecipient::default() };
    client.patch_recipient(org.id, first.id, "*", &year(1950)).await.unwrap();
    let told = client.patch_recipient(org.id, second.id, "*", &year(1988)).await.unwrap().body;
    assert_eq!(told.probable_duplicates[0].because, [DuplicateReason::SamePhone]);
}

#[tokio::test]
async fn two_households_that_look_alike_are_said_to_be_two_and_proposed_no_more() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let client = &org.admin.client;
    let first = client.create_recipient(org.id, &awa()).await.unwrap().body.id;
    let second = client.create_recipient(org.id, &awa()).await.unwrap().body.id;
    let third = client.create_recipient(org.id, &awa()).await.unwrap().body.id;
    let hints = async |id| -> Vec<RecipientId> {
        let record = client.read_recipient(org.id, id).await.unwrap().body;
        let mut hints: Vec<_> = record.probable_duplicates.into_iter().map(|d| d.id).collect();
        hints.sort();
        hints
    };
    let pair = |a: RecipientId, b: RecipientId| vec![a.min(b), a.max(b)];
    assert_eq!(hints(first).await, pair(second, third));
    let other = |id| DistinguishRecipient { other_id: id };
    let told = client.distinguish_recipients(org.id, first, &other(second)).await.unwrap().body;
    assert_eq!(told.probable_duplicates.iter().map(|d| d.id).collect::<Vec<_>>(), [third]);
    assert_eq!(hints(second).await, [third], "on either record");
    assert_eq!(hints(third).await, pair(first, second), "each of them may still be the third");
    client.distinguish_recipients(org.id, second, &other(first)).await.unwrap();
    let log = client.list_audit(org.id, &AuditQuery::default()).await.unwrap().items;
    assert_eq!(log.iter().filter(|e| e.action == "recipient.distinguished").count(), 1, "said twice is said once");

    let itself = client.distinguish_recipients(org.id, first, &other(first)).await;
    assert_eq!(fields(itself), field("/other_id", "duplicate"));
    let gare = app.organisation("La Gare").await;
    let foreign = gare.admin.client.create_recipient(gare.id, &awa()).await.unwrap().body.id;
    let smuggled = client.distinguish_recipients(org.id, first, &other(foreign)).await;
    assert_eq!(fields(smuggled), field("/other_id", "not_found_here"));
    // Whoever finds out later that they are one can still join them.
    client.merge_recipients(org.id, first, &MergeRecipient { other_id: second }).await.unwrap();
    assert_eq!(code(client.distinguish_recipients(org.id, third, &other(second)).await), "recipient_merged");
}

#[tokio::test]
async fn a_merge_keeps_what_protects_and_what_was_known() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let client = &org.admin.client;
    let volunteer = app.member(org.id, "v@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    let kept = client.create_recipient(org.id, &awa()).await.unwrap().body;
    let ask = CreateRecipient {
        external_ref: Some("F-7".into()),
        phones: vec![phone("06 98 76 54 32")],
        avoid: vec![Allergen::Peanuts],
        diet_basis: Some(asked()),
        no_sms: true,
        may_contact: false,
        language: Some("wo".into()),
        address: Address { door_code: Some("4711".into()), ..awa().address },
        ..awa()
    };
    let other = client.create_recipient(org.id, &ask).await.unwrap().body;
    let apart =
        CreateBlockedPair { volunteer_id: volunteer.id, recipient_id: other.id, reason: "Cousins fâchés".into() };
    client.create_blocked_pair(org.id, &apart).await.unwrap();
    let into = MergeRecipient { other_id: other.id };
    assert_eq!(
        fields(client.merge_recipients(org.id, kept.id, &MergeRecipient { other_id: kept.id }).await),
        field("/other_id", "duplicate")
    );
    let merged = client.merge_recipients(org.id, kept.id, &into).await.unwrap().body;
    assert!(merged.no_sms && !merged.may_contact && merged.probable_duplicates.is_empty());
    assert_eq!(merged.phones.iter().map(|p| p.e164.as_str()).collect::<Vec<_>>(), ["+33612345678", "+33698765432"]);
    assert_eq!((merged.external_ref.as_deref(), merged.language.as_deref()), (Some("F-7"), Some("wo")));
    assert!(merged.diet_basis.is_some(), "the word comes along with what it is for");
    assert_eq!((merged.avoid, merged.address.door_code.as_deref()), (vec![Allergen::Peanuts], Some("4711")));
    // The pair followed, and its reason opens under the key of the record that stays.
    let pairs = client.list_blocked_pairs(org.id, &BlockedPairQuery::default()).await.unwrap().items;
    assert_eq!((pairs[0].recipient_id, pairs[0].reason.as_str()), (kept.id, "Cousins fâchés"));
    let gone = client.read_recipient(org.id, other.id).await.unwrap().body;
    assert_eq!(gone.merged_into, Some(kept.id));
    assert_eq!(search(client, org.id, "zanzibarine").await.len(), 1);
    assert_eq!(code(client.merge_recipients(org.id, kept.id, &into).await), "recipient_merged");
    let change = PatchRecipient { no_sms: Some(false), ..PatchRecipient::default() };
    assert_eq!(code(client.patch_recipient(org.id, other.id, "*", &change).await), "recipient_merged");
}

#[tokio::test]
async fn a_household_can_be_told_who_consulted_its_record() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let maud = dispatcher(&app, &org).await;
    let id = org.admin.client.create_recipient(org.id, &awa()).await.unwrap().body.id;
    let other = org.admin.client.create_recipient(org.id, &karim()).await.unwrap().body.id;
    maud.client.read_recipient(org.id, id).await.unwrap();
    maud.client.list_recipients(org.id, &RecipientQuery::default()).await.unwrap();
    search(&maud.client, org.id, "zanzi").await;
    let readers = org.admin.client.list_recipient_readers(org.id, id, &PageQuery::default()).await.unwrap().items;
    let looks: Vec<(&str, &str)> = readers.iter().map(|r| (r.display_name.as_str(), r.purpose.as_str())).collect();
    assert_eq!(
        looks,
        [("maud", "recipient_search"), ("maud", "recipient_list"), ("maud", "recipient"), ("admin", "recipient")]
    );
    let looks =
        org.admin.client.list_recipient_readers(org.id, other, &PageQuery::default()).await.unwrap().items.len();
    assert_eq!(looks, 2, "its own registration and the list");
}

#[tokio::test]
async fn the_same_registration_sent_twice_makes_one_household() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let client = org.admin.client.once("0f1d6f0e");
    let first = client.create_recipient(org.id, &awa()).await.unwrap().body;
    assert_eq!(client.create_recipient(org.id, &awa()).await.unwrap().body.id, first.id);
    assert_eq!(code(client.create_recipient(org.id, &karim()).await), "key_reused");
    let list = org.admin.client.list_recipients(org.id, &RecipientQuery::default()).await.unwrap();
    assert_eq!(list.items.len(), 1);
}

#[tokio::test]
async fn a_volunteer_and_a_household_are_kept_apart_once() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let client = &org.admin.client;
    let volunteer = app.member(org.id, "v@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    let id = client.create_recipient(org.id, &awa()).await.unwrap().body.id;
    let ask = CreateBlockedPair { volunteer_id: volunteer.id, recipient_id: id, reason: "Ex-conjoint".into() };
    let pair = client.create_blocked_pair(org.id, &ask).await.unwrap();
    assert_eq!((pair.volunteer_name.as_str(), pair.recipient_name.as_str()), ("v", "Awa Zanzibarine"));
    let other = client.create_recipient(org.id, &karim()).await.unwrap().body.id;
    let of_other = CreateBlockedPair { recipient_id: other, ..ask.clone() };
    client.create_blocked_pair(org.id, &of_other).await.unwrap();
    let looks = async || client.list_recipient_readers(org.id, other, &PageQuery::default()).await.unwrap().items.len();
    let before = looks().await;
    let of_one = BlockedPairQuery { recipient_id: Some(id), ..BlockedPairQuery::default() };
    let found = client.list_blocked_pairs(org.id, &of_one).await.unwrap().items;
    assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [pair.id]);
    assert_eq!(looks().await, before, "a household that was not asked about was not looked at");
    let again = client.create_blocked_pair(org.id, &ask).await;
    assert_eq!(again.as_ref().unwrap_err().code(), "conflict");
    assert_eq!(fields(again), field("/volunteer_id", "duplicate"));
    let stranger = CreateBlockedPair { volunteer_id: MembershipId(Uuid::new_v4()), ..ask };
    assert_eq!(fields(client.create_blocked_pair(org.id, &stranger).await), field("/volunteer_id", "person_unknown"));
    client.delete_blocked_pair(org.id, pair.id).await.unwrap();
    assert_eq!(code(client.delete_blocked_pair(org.id, pair.id).await), "not_found");
    assert!(client.list_blocked_pairs(org.id, &of_one).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn a_diet_is_kept_by_the_households_word_and_not_without() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let client = &org.admin.client;
    let halal = |diet_basis| CreateRecipient { diet: vec![Diet::Halal], diet_basis, ..awa() };
    assert_eq!(
        fields(client.create_recipient(org.id, &halal(None)).await),
        field("/diet_basis", "diet_basis_required")
    );
    let tomorrow = Some(DietBasis { kind: DietBasisKind::Consent, on: NaiveDate::from_ymd_opt(2199, 1, 1) });
    assert_eq!(
        fields(client.create_recipient(org.id, &halal(tomorrow)).await),
        field("/diet_basis/on", "date_invalid")
    );
    let made = client.create_recipient(org.id, &halal(Some(asked()))).await.unwrap().body;
    let basis = made.diet_basis.expect("the word");
    assert!(basis.kind == DietBasisKind::Request && basis.on.is_some(), "since today when no day is said");
    let more = PatchRecipient { avoid: Some(vec![Allergen::Nuts]), ..PatchRecipient::default() };
    client.patch_recipient(org.id, made.id, "*", &more).await.unwrap();
    let unsaid = PatchRecipient { diet_basis: Patch::Null, ..PatchRecipient::default() };
    let refused = client.patch_recipient(org.id, made.id, "*", &unsaid).await;
    assert_eq!(fields(refused), field("/diet_basis", "diet_basis_required"));
    let nothing = PatchRecipient { diet: Some(vec![]), avoid: Some(vec![]), ..PatchRecipient::default() };
    let after = client.patch_recipient(org.id, made.id, "*", &nothing).await.unwrap().body;
    assert_eq!(after.diet_basis, None, "the word is kept no longer than what it is for");
}
