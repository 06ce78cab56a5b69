//! Settings, depots, package kinds, time slots.

use crate::support::code;
use cabas_client::ClientError;
use cabas_kernel::Role;
use cabas_model::{
    PageQuery,
    address::{Address, GeoState},
    organisations::{PatchOrganisation, PutDepot, PutPackageKind, PutTimeSlot, Storage},
};
use cabas_testkit::TestApp;

/// The one field that was refused, and why.
fn field<T: std::fmt::Debug>(result: Result<T, ClientError>) -> (String, String) {
    let error = result.expect_err("a refusal");
    let fault = error.problem().expect("a problem").errors.first().cloned().expect("a field");
    (fault.pointer, fault.code)
}

fn depot(name: &str) -> PutDepot {
    let address = Address { street: "3 quai du Canal".into(), city: "Mirande".into(), ..Default::default() };
    PutDepot { name: name.into(), address, opening_hours: Some("9 h – 12 h".into()), is_default: false }
}

fn kind(slug: &str) -> PutPackageKind {
    PutPackageKind {
        slug: slug.into(),
        name: "Panier".into(),
        weight_g: Some(6500),
        storage: Storage::Fresh,
        active: true,
    }
}

fn slot(start: &str, end: &str) -> PutTimeSlot {
    PutTimeSlot { name: "Matin".into(), start: start.into(), end: end.into() }
}

#[tokio::test]
async fn an_admin_changes_the_settings_of_the_version_they_saw() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let admin = &org.admin.client;
    let seen = admin.read_organisation(org.id).await.unwrap();
    let ask = PatchOrganisation { keep_hours: Some(1), zone: Some("Europe/Brussels".into()), ..Default::default() };
    let changed = admin.patch_organisation(org.id, &seen.etag, &ask).await.unwrap();
    assert_eq!((changed.body.keep_hours, changed.body.zone.as_str()), (1, "Europe/Brussels"));
    assert_eq!(changed.body.reveal_hours, seen.body.reveal_hours);
    assert_ne!(changed.etag, seen.etag);
    assert_eq!(admin.read_organisation(org.id).await.unwrap().etag, changed.etag);
    let stale = admin.patch_organisation(org.id, &seen.etag, &ask).await.unwrap_err();
    assert_eq!((stale.code(), stale.status()), ("version_stale", Some(412)));
    admin.patch_organisation(org.id, "*", &ask).await.unwrap();
    let bare = admin.request("PATCH".parse().unwrap(), &format!("/organisations/{}", org.id)).json(&ask);
    assert_eq!(bare.fetch().await.unwrap().status, 428);
}

#[tokio::test]
async fn hours_are_tightened_only_and_a_zone_is_one_of_the_world() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let patch = async |ask: PatchOrganisation| org.admin.client.patch_organisation(org.id, "*", &ask).await;
    let loose = PatchOrganisation { reveal_hours: Some(13), ..Default::default() };
    assert_eq!(field(patch(loose).await), ("/reveal_hours".into(), "hours_loosened".into()));
    let loose = PatchOrganisation { keep_hours: Some(3), ..Default::default() };
    assert_eq!(field(patch(loose).await), ("/keep_hours".into(), "hours_loosened".into()));
    let nowhere = PatchOrganisation { zone: Some("Europe/Atlantis".into()), ..Default::default() };
    assert_eq!(field(patch(nowhere).await), ("/zone".into(), "zone_unknown".into()));
    let nowhere = PatchOrganisation { country: Some("France".into()), ..Default::default() };
    assert_eq!(field(patch(nowhere).await), ("/country".into(), "choice_unknown".into()));
}

#[tokio::test]
async fn a_depot_lives_from_its_creation_to_its_removal() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await.client;
    let made = maud.create_depot(org.id, &depot("Entrepôt")).await.unwrap();
    assert!(!made.is_default);
    assert_eq!(made.address.geo_state, GeoState::ToConfirm);
    let mut ask = PutDepot { is_default: true, ..depot("Local") };
    (ask.address.lat, ask.address.lon) = (Some(43.5), Some(0.4));
    let put = maud.put_depot(org.id, made.id, &made.etag, &ask).await.unwrap();
    assert_eq!((put.body.name.as_str(), put.body.is_default), ("Local", true));
    assert_eq!(put.body.address.geo_state, GeoState::Located);
    assert_eq!(maud.read_organisation(org.id).await.unwrap().body.default_depot_id, Some(made.id));
    let listed = maud.list_depots(org.id, &PageQuery::default()).await.unwrap().items;
    assert_eq!(listed, std::slice::from_ref(&put.body));
    assert_eq!(code(maud.put_depot(org.id, made.id, &made.etag, &ask).await), "version_stale");
    assert_eq!(code(maud.delete_depot(org.id, made.id, &made.etag).await), "version_stale");
    let path = format!("/organisations/{}/depots/{}", org.id, made.id);
    assert_eq!(maud.request("DELETE".parse().unwrap(), &path).fetch().await.unwrap().status, 428);
    assert_eq!(maud.request("PUT".parse().unwrap(), &path).json(&ask).fetch().await.unwrap().status, 428);
    maud.delete_depot(org.id, made.id, &put.etag).await.unwrap();
    assert!(maud.list_depots(org.id, &PageQuery::default()).await.unwrap().items.is_empty());
    assert_eq!(maud.read_organisation(org.id).await.unwrap().body.default_depot_id, None);
    assert_eq!(code(maud.put_depot(org.id, made.id, "*", &ask).await), "not_found");
    let mut half = depot("Demi");
    half.address.lat = Some(43.5);
    assert_eq!(field(maud.create_depot(org.id, &half).await), ("/address/lon".into(), "latlong_invalid".into()));
}

#[tokio::test]
async fn a_depot_where_an_open_round_loads_stays() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let admin = &org.admin.client;
    let made = admin.create_depot(org.id, &depot("Entrepôt")).await.unwrap();
    let round = uuid::Uuid::from_u128(1);
    let (round, org_id, depot_id) = (app.sql_id(round), app.sql_id(org.id.0), app.sql_id(made.id.0));
    app.sql(&[&format!(
        "INSERT INTO rounds (id, organisation_id, name, day, depot_id, mode, state, self_assign, version, created_at, updated_at) \
         VALUES ({round}, {org_id}, 'R1', '2026-11-24', {depot_id}, 'bike', 'draft', FALSE, 1, 0, 0)"
    )])
    .await;
    let refused = admin.delete_depot(org.id, made.id, &made.etag).await.unwrap_err();
    assert_eq!((refused.code(), refused.status()), ("depot_in_use", Some(409)));
    app.sql(&[&format!("UPDATE rounds SET state = 'closed', closed_at = 1 WHERE id = {round}")]).await;
    admin.delete_depot(org.id, made.id, &made.etag).await.unwrap();
}

#[tokio::test]
async fn a_package_kind_keeps_its_short_name_to_itself() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let admin = &org.admin.client;
    let made = admin.create_package_kind(org.id, &kind("panier")).await.unwrap();
    assert_eq!((made.weight_g, made.storage, made.active), (Some(6500), Storage::Fresh, true));
    assert_eq!(code(admin.create_package_kind(org.id, &kind("panier")).await), "slug_taken");
    let other = admin.create_package_kind(org.id, &kind("colis")).await.unwrap();
    assert_eq!(code(admin.put_package_kind(org.id, other.id, &other.etag, &kind("panier")).await), "slug_taken");
    let off = PutPackageKind { active: false, weight_g: None, ..kind("panier") };
    let put = admin.put_package_kind(org.id, made.id, &made.etag, &off).await.unwrap();
    assert_eq!((put.body.active, put.body.weight_g), (false, None));
    assert_eq!(code(admin.put_package_kind(org.id, made.id, &made.etag, &off).await), "version_stale");
    // Another organisation may use the same word.
    let gare = app.organisation("La Gare").await;
    gare.admin.client.create_package_kind(gare.id, &kind("panier")).await.unwrap();
    assert_eq!(admin.list_package_kinds(org.id, &PageQuery::default()).await.unwrap().items.len(), 2);
}

#[tokio::test]
async fn a_time_slot_ends_after_it_starts() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let admin = &org.admin.client;
    let made = admin.create_time_slot(org.id, &slot("09:00", "11:00")).await.unwrap();
    let refused = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
    assert_eq!(field(admin.create_time_slot(org.id, &slot("11:00", "09:00")).await), refused("/end", "window_order"));
    assert_eq!(field(admin.create_time_slot(org.id, &slot("9:00", "11:00")).await), refused("/start", "time_invalid"));
    assert_eq!(field(admin.create_time_slot(org.id, &slot("09:00", "25:00")).await), refused("/end", "time_invalid"));
    let put = admin.put_time_slot(org.id, made.id, &made.etag, &slot("09:30", "11:00")).await.unwrap();
    assert_eq!(put.body.start, "09:30");
    assert_eq!(code(admin.delete_time_slot(org.id, made.id, &made.etag).await), "version_stale");
    admin.delete_time_slot(org.id, made.id, &put.etag).await.unwrap();
    assert!(admin.list_time_slots(org.id, &PageQuery::default()).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn lists_come_in_pages() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    for n in 0..5 {
        org.admin.client.create_depot(org.id, &depot(&format!("Dépôt {n}"))).await.unwrap();
    }
    let mut names = Vec::new();
    let mut query = PageQuery { limit: Some(2), cursor: None };
    loop {
        let page = org.admin.client.list_depots(org.id, &query).await.unwrap();
        names.extend(page.items.into_iter().map(|d| d.name));
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            break;
        }
    }
    assert_eq!(names, ["Dépôt 0", "Dépôt 1", "Dépôt 2", "Dépôt 3", "Dépôt 4"]);
}

#[tokio::test]
async fn volunteers_plan_nothing_and_dispatchers_do_not_run_the_organisation() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let dispatcher = app.member(org.id, "d@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await.client;
    let volunteer = app.member(org.id, "v@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await.client;
    let made = dispatcher.create_depot(org.id, &depot("Entrepôt")).await.unwrap();
    let ask = PatchOrganisation { keep_hours: Some(0), ..Default::default() };
    assert_eq!(code(dispatcher.patch_organisation(org.id, "*", &ask).await), "forbidden");
    assert_eq!(code(volunteer.patch_organisation(org.id, "*", &ask).await), "forbidden");
    assert_eq!(code(volunteer.list_depots(org.id, &PageQuery::default()).await), "forbidden");
    assert_eq!(code(volunteer.create_depot(org.id, &depot("Non")).await), "forbidden");
    assert_eq!(code(volunteer.delete_depot(org.id, made.id, "*").await), "forbidden");
    assert_eq!(code(volunteer.create_package_kind(org.id, &kind("non")).await), "forbidden");
    assert_eq!(code(volunteer.create_time_slot(org.id, &slot("09:00", "11:00")).await), "forbidden");
    volunteer.read_organisation(org.id).await.unwrap();
}

#[tokio::test]
async fn what_is_another_organisations_is_absent() {
    let app = TestApp::start().await;
    let ours = app.organisation("Les Halles").await;
    let theirs = app.organisation("La Gare").await;
    let (we, they) = (&ours.admin.client, &theirs.admin.client);
    let depot_of_theirs = they.create_depot(theirs.id, &depot("Entrepôt")).await.unwrap();
    let kind_of_theirs = they.create_package_kind(theirs.id, &kind("panier")).await.unwrap();
    let slot_of_theirs = they.create_time_slot(theirs.id, &slot("09:00", "11:00")).await.unwrap();
    for organisation in [ours.id, theirs.id] {
        assert_eq!(code(we.put_depot(organisation, depot_of_theirs.id, "*", &depot("Non")).await), "not_found");
        assert_eq!(code(we.delete_depot(organisation, depot_of_theirs.id, "*").await), "not_found");
        let put = we.put_package_kind(organisation, kind_of_theirs.id, "*", &kind("non")).await;
        assert_eq!(code(put), "not_found");
        assert_eq!(code(we.delete_time_slot(organisation, slot_of_theirs.id, "*").await), "not_found");
    }
    assert!(we.list_depots(ours.id, &PageQuery::default()).await.unwrap().items.is_empty());
    assert_eq!(code(we.list_time_slots(theirs.id, &PageQuery::default()).await), "not_found");
}
