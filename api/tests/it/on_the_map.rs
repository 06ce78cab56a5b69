//! Addresses get their position from the region's files: when somebody writes one, and from sheets.

use crate::{
    imports::settled,
    support::{code, field, fields},
    town::{Town, day, delivery},
};
use cabas_client::SheetOptions;
use cabas_kernel::{Role, words::address::GeoState};
use cabas_model::{
    Patch,
    address::{Address, FindAddress, PlaceDoubt, PlaceLevel},
    deliveries::Outcome,
    imports::{ImportDetails, ImportKind, ImportMode},
    me::CompleteStop,
    recipients::{CreateRecipient, PatchRecipient, RecipientQuery},
};
use cabas_testkit::{Organisation, TestApp};
use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// Monaco, built once for all tests of this process.
fn region() -> &'static Path {
    static REGION: OnceLock<PathBuf> = OnceLock::new();
    REGION.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("cabas-region-{}", std::process::id()));
        let extract = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/osm/monaco.osm.pbf");
        let built = Command::new(env!("CARGO_BIN_EXE_cabas"))
            .args(["geo", "--region-dir"])
            .arg(&folder)
            .arg("import")
            .arg(extract)
            .output()
            .expect("the program runs");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        folder
    })
}

async fn town() -> (TestApp, Organisation) {
    let app = TestApp::with(&[("CABAS_REGION_DIR", region().to_str().expect("a path"))]).await;
    let organisation = app.organisation("Les Halles").await;
    (app, organisation)
}

fn at(street: &str) -> Address {
    Address { street: street.into(), postal_code: "98000".into(), city: "Monaco".into(), ..Address::default() }
}

fn household(address: Address) -> CreateRecipient {
    CreateRecipient { display_name: "Awa Diallo".into(), household_size: 2, address, ..CreateRecipient::default() }
}

async fn placed(org: &Organisation, address: Address) -> Address {
    org.admin.client.create_recipient(org.id, &household(address)).await.expect("a household").body.address
}

fn is_in_monaco(address: &Address) -> bool {
    address.lat.is_some_and(|lat| (43.72..43.76).contains(&lat))
        && address.lon.is_some_and(|lon| (7.40..7.45).contains(&lon))
}

#[tokio::test]
async fn a_written_address_is_put_on_the_map_as_surely_as_the_region_is_known() {
    let (_app, org) = town().await;
    let street = placed(&org, at("12 r. Grimladi, bât. C")).await;
    assert_eq!(street.geo_state, GeoState::Approximate, "the street is known, its doors are not");
    assert!(is_in_monaco(&street));
    assert_eq!(street.street, "12 r. Grimladi, bât. C", "what was written stays");
    let nowhere = placed(&org, at("12 rue des Cocotiers bleus")).await;
    assert!(matches!(nowhere.geo_state, GeoState::ToConfirm | GeoState::NotFound), "{:?}", nowhere.geo_state);
    assert_eq!((nowhere.lat, nowhere.lon), (None, None));
    let pin = placed(&org, Address { lat: Some(43.7), lon: Some(7.4), ..at("rue Grimaldi") }).await;
    assert_eq!((pin.geo_state, pin.lat), (GeoState::Located, Some(43.7)), "a pin set by hand is the place");
}

#[tokio::test]
async fn an_address_that_changes_is_looked_for_again_and_no_other_change_moves_it() {
    let (_app, org) = town().await;
    let client = &org.admin.client;
    let made = client.create_recipient(org.id, &household(at("rue Grimaldi"))).await.expect("a household");
    let before = made.body.address.clone();
    let renamed = PatchRecipient { display_name: Some("Awa Sow".into()), ..PatchRecipient::default() };
    let renamed = client.patch_recipient(org.id, made.body.id, &made.etag, &renamed).await.expect("renamed");
    assert_eq!((renamed.body.address.lat, renamed.body.address.geo_state), (before.lat, before.geo_state));
    let moved = PatchRecipient {
        address: Some(Address { lat: before.lat, lon: before.lon, ..at("boulevard des Moulins") }),
        ..PatchRecipient::default()
    };
    let moved = client.patch_recipient(org.id, made.body.id, &renamed.etag, &moved).await.expect("moved");
    assert_eq!(moved.body.address.geo_state, GeoState::Approximate);
    assert!(moved.body.address.lat != before.lat && is_in_monaco(&moved.body.address));
    let pinned = PatchRecipient {
        address: Some(Address { lat: Some(43.741), lon: Some(7.427), ..at("boulevard des Moulins") }),
        delivery_note: Patch::Value("Sonner".into()),
        ..PatchRecipient::default()
    };
    let pinned = client.patch_recipient(org.id, made.body.id, &moved.etag, &pinned).await.expect("pinned");
    assert_eq!((pinned.body.address.geo_state, pinned.body.address.lat), (GeoState::Located, Some(43.741)));
}

async fn bring(org: &Organisation, kind: ImportKind, text: &str) -> ImportDetails {
    let client = &org.admin.client;
    let options = SheetOptions { mode: ImportMode::Apply, ..SheetOptions::dry_run(kind) };
    let id = client.create_import(org.id, "liste.csv", text.as_bytes().to_vec(), &options).await.expect("brought").id;
    settled(client, org.id, id).await
}

#[tokio::test]
async fn the_households_of_a_sheet_are_put_on_the_map() {
    let (_app, org) = town().await;
    let sheet = "nom;adresse;code postal;ville\n\
                 Diallo;bd des Moulins;98000;Monaco\n\
                 Martin;av princesse Grâce;98000;MONACO\n\
                 Kovalenko;99 rue de nulle part;98000;Monaco\n";
    let import = bring(&org, ImportKind::Recipients, sheet).await;
    assert_eq!((import.counts.created, import.counts.rejected), (3, 0), "{:?}", import.counts);
    let query = RecipientQuery { limit: Some(100), ..RecipientQuery::default() };
    let households = org.admin.client.list_recipients(org.id, &query).await.expect("a list").items;
    for summary in households {
        let found = matches!(summary.geo_state, GeoState::Located | GeoState::Approximate);
        assert_eq!(found, summary.display_name != "Kovalenko", "{}: {:?}", summary.display_name, summary.geo_state);
    }
    let again = bring(&org, ImportKind::Recipients, sheet).await;
    assert_eq!(again.counts.unchanged, 3, "a position is no difference: {:?}", again.counts);
}

#[tokio::test]
async fn a_region_that_cannot_be_read_is_left_aside() {
    let folder = std::env::temp_dir().join(format!("cabas-broken-region-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("addresses"), b"not a file of ours").expect("written");
    let app = TestApp::with(&[("CABAS_REGION_DIR", folder.to_str().expect("a path"))]).await;
    let org = app.organisation("Les Halles").await;
    let address = placed(&org, at("rue Grimaldi")).await;
    assert_eq!((address.geo_state, address.lat), (GeoState::ToConfirm, None));
    let _ = std::fs::remove_dir_all(folder);
}

async fn found(org: &Organisation, text: &str, begins: bool) -> Vec<(String, PlaceLevel, u8)> {
    let ask = FindAddress { text: text.into(), begins };
    let answer = org.admin.client.find_address(org.id, &ask).await.expect("an answer");
    assert!(answer.known);
    answer.found.into_iter().map(|one| (one.street.unwrap_or_default(), one.level, one.sure)).collect()
}

#[tokio::test]
async fn an_address_is_looked_for_while_it_is_written() {
    let (app, org) = town().await;
    let offers = found(&org, "rue grim", true).await;
    assert_eq!(offers.first().map(|offer| offer.0.as_str()), Some("Rue Grimaldi"), "{offers:?}");
    let sure = found(&org, "bd des Moulins, 98000 Monaco", false).await;
    assert!(sure.first().is_some_and(|one| one.0 == "Boulevard des Moulins" && one.2 >= 75), "{sure:?}");
    let ask = FindAddress { text: "bât. C, 12 rue Grimaldy, Monaco".into(), begins: false };
    let answer = org.admin.client.find_address(org.id, &ask).await.expect("an answer");
    assert_eq!(answer.complement.as_deref(), Some("bat c"));
    let first = answer.found.first().expect("a street");
    assert_eq!((first.city.as_str(), first.level), ("Monaco", PlaceLevel::Street));
    assert!(first.doubts.contains(&PlaceDoubt::NumberUnknown) && first.doubts.contains(&PlaceDoubt::NameDiffers));
    let empty = FindAddress { text: " ".into(), begins: false };
    assert_eq!(fields(org.admin.client.find_address(org.id, &empty).await), field("/text", "required"));
    let carrier = app.member(org.id, "bakary@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    assert_eq!(code(carrier.client.find_address(org.id, &ask).await), "forbidden");
}

#[tokio::test]
async fn the_stops_of_a_household_follow_it_until_they_are_closed() {
    let app = TestApp::with(&[("CABAS_REGION_DIR", region().to_str().expect("a path"))]).await;
    let town = Town::at(app).await;
    let client = town.client();
    let kovalenko = town.household("Kovalenko").await;
    let made = async || client.create_delivery(town.org.id, &delivery(kovalenko)).await.expect("a delivery");
    let (closed, open) = (made().await, made().await);
    let brought = CompleteStop { outcome: Some(Outcome::Delivered), ..CompleteStop::default() };
    client.complete_delivery(town.org.id, closed.id, &brought).await.expect("brought");
    let before = client.read_recipient(town.org.id, kovalenko).await.expect("the household");
    assert!(matches!(before.body.address.geo_state, GeoState::ToConfirm | GeoState::NotFound));
    let moved = PatchRecipient { address: Some(at("boulevard des Moulins")), ..PatchRecipient::default() };
    client.patch_recipient(town.org.id, kovalenko, &before.etag, &moved).await.expect("moved");
    let board = client.read_day(town.org.id, day(24)).await.expect("the board");
    let state = |delivery| board.stops.iter().find(|stop| stop.delivery_id == delivery).map(|stop| stop.geo_state);
    assert_eq!(state(open.id), Some(GeoState::Approximate));
    assert_eq!(state(closed.id), Some(before.body.address.geo_state), "as it was on its day");
}
