//! Streets of real towns, held against a plain search over the same streets.

use super::{
    build::build,
    hierarchy::{Cost, NEVER, cost},
    network::{Lists, Network, number},
    pace::MODES,
    snap::Snap,
};
use crate::{
    Extract,
    number::{ix, narrow},
    place::Point,
    router::metres,
};
use cabas_kernel::words::rounds::TravelMode;
use std::{cmp::Reverse, collections::BinaryHeap, path::PathBuf, sync::OnceLock};

fn extract(name: &str) -> Extract {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../testdata/osm").join(name);
    Extract::open(&path).unwrap()
}

fn monaco() -> &'static Network {
    static NETWORK: OnceLock<Network> = OnceLock::new();
    NETWORK.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roads");
        let built = build(&mut extract("monaco.osm.pbf"), &path, &mut |_| {}).unwrap();
        assert!(built.corners > 3_000 && built.stretches > built.corners, "{built:?}");
        Network::open(&path).unwrap()
    })
}

/// Places near streets, the same at every run.
fn places(lists: &Lists, count: usize, seed: u64) -> Vec<Point> {
    let mut chance = fastrand::Rng::with_seed(seed);
    (0..count)
        .map(|_| {
            let (lat, lon) = lists.corners[chance.usize(..lists.corners.len())].stored();
            Point::from_stored(lat + chance.i32(-2_000..2_000), lon + chance.i32(-2_000..2_000))
        })
        .collect()
}

/// Dijkstra from the ends of a place's street, stretch by stretch.
fn plain(lists: &Lists, from: Snap, mode: usize) -> Vec<Cost> {
    let mut costs = vec![NEVER; lists.corners.len()];
    let mut next = BinaryHeap::new();
    for (corner, cost) in lists.exits(from, mode) {
        next.push(Reverse((cost, corner)));
    }
    while let Some(Reverse((here, corner))) = next.pop() {
        if here >= costs[ix(corner)] {
            continue;
        }
        costs[ix(corner)] = here;
        for stretch in lists.touching(corner) {
            let [first, last] = lists.ends(*stretch);
            let [along, back] = lists.times(*stretch, mode).map(|time| cost(time, lists.decimetres(*stretch)));
            for (at, to, cost) in [(first, last, along), (last, first, back)] {
                if at == corner && cost < NEVER {
                    next.push(Reverse((here + cost, to)));
                }
            }
        }
    }
    costs
}

#[test]
fn every_cell_is_the_quickest_way_that_a_plain_search_finds() {
    let network = monaco();
    let lists = network.lists();
    for mode in MODES {
        let places = places(&lists, 200, 7);
        let snaps: Vec<Option<Snap>> = places.iter().map(|place| network.snap(mode, *place)).collect();
        let matrix = network.matrix(mode, &snaps, &snaps);
        let mut ways = 0;
        for (row, from) in matrix.chunks(places.len()).zip(&snaps) {
            let Some(from) = from else { continue };
            let plain = plain(&lists, *from, number(mode));
            for (cell, to) in row.iter().zip(&snaps) {
                let Some(to) = to else { continue };
                let round = lists.entries(*to, number(mode)).map(|(corner, cost)| plain[ix(corner)] + cost);
                let wanted = round.into_iter().min().unwrap().min(lists.within(*from, *to, number(mode)));
                assert_eq!(*cell, wanted.min(NEVER), "{mode} {from:?} {to:?}");
                ways += usize::from(*cell < NEVER);
            }
        }
        assert!(ways > 35_000, "{mode}: only {ways} ways");
    }
}

#[test]
fn a_way_is_as_long_and_as_quick_as_its_cell_and_its_line_holds_together() {
    let network = monaco();
    let places = places(&network.lists(), 40, 11);
    for mode in MODES {
        let table = network.table(mode, &places);
        let mut legs = 0;
        for (from, start) in places.iter().enumerate() {
            for (to, end) in places.iter().enumerate() {
                let leg = network.leg(mode, *start, *end);
                assert_eq!(
                    leg.as_ref().map(|leg| (leg.seconds, leg.metres)),
                    table.cell(from, to),
                    "{mode} {from} {to}"
                );
                let Some(leg) = leg else { continue };
                legs += 1;
                let drawn: f64 = leg.line.windows(2).map(|pair| pair[0].metres_to(pair[1])).sum();
                let gap = (drawn - f64::from(leg.metres)).abs();
                assert!(gap < 3.0 + f64::from(leg.metres) / 100.0, "{mode} {from} {to}: {drawn} drawn, {}", leg.metres);
                let told: u32 = leg.steps.iter().map(|step| step.metres).sum();
                assert!(
                    told.abs_diff(leg.metres) <= 2 + leg.metres / 20,
                    "{mode} {from} {to}: {told} told, {}",
                    leg.metres
                );
                assert!(leg.line.iter().all(|point| point.lat() > 43.7 && point.lat() < 43.8), "within the town");
            }
        }
        assert!(legs > 1_000, "{mode}: only {legs} ways");
    }
}

#[test]
fn the_streets_of_a_way_are_told_in_their_order() {
    let at = |lat: f64, lon: f64| Point::from_degrees(lat, lon).unwrap();
    // From the market of La Condamine to the station, on foot.
    let leg = monaco().leg(TravelMode::Foot, at(43.7327, 7.4185), at(43.7386, 7.4192)).unwrap();
    assert!((500..2_000).contains(&leg.metres), "{}", leg.metres);
    assert!(leg.steps.iter().filter(|step| step.street.is_some()).count() >= 2, "{:?}", leg.steps);
    let pace = f64::from(leg.seconds) / f64::from(leg.metres);
    assert!((0.6..1.8).contains(&pace), "{pace} seconds per metre");
}

#[test]
fn streets_are_not_symmetric() {
    let network = monaco();
    let table = network.table(TravelMode::Car, &places(&network.lists(), 20, 3));
    let pairs = (0..20).flat_map(|from| (0..from).map(move |to| (from, to)));
    let differ = pairs.filter(|(from, to)| table.cell(*from, *to) != table.cell(*to, *from)).count();
    assert!(differ > 100, "{differ} of 190");
}

#[test]
fn who_may_not_pass_goes_round() {
    let network = monaco();
    let places = places(&network.lists(), 30, 5);
    let tables = MODES.map(|mode| network.table(mode, &places));
    let mut longer = 0;
    for from in 0..30 {
        for to in 0..30 {
            let [foot, bike, cargo, _] = &tables;
            // A bicycle can be pushed wherever one walks, a cargo bicycle is never lighter than a bicycle.
            let (Some(_), Some(bike)) = (foot.cell(from, to), bike.cell(from, to)) else { continue };
            longer += usize::from(cargo.cell(from, to).is_none_or(|cargo| cargo.0 > bike.0));
        }
    }
    assert!(longer > 500, "stairs cost a cargo bicycle something: {longer}");
}

#[test]
fn a_place_in_the_sea_is_on_no_street() {
    let network = monaco();
    let sea = Point::from_degrees(43.70, 7.50).unwrap();
    let port = Point::from_degrees(43.7347, 7.4206).unwrap();
    assert_eq!(network.snap(TravelMode::Foot, sea), None);
    let table = network.table(TravelMode::Foot, &[port, sea]);
    assert!(table.is_off(1) && !table.is_off(0));
    assert_eq!((table.cell(0, 1), table.cell(1, 0)), (None, None));
    assert_eq!(table.cell(0, 0), Some((0, 0)));
    assert_eq!(table.cell(0, 2), None, "no such place");
    assert!(network.leg(TravelMode::Foot, port, sea).is_none());
}

#[test]
fn a_snap_is_on_the_nearest_open_street() {
    let network = monaco();
    let lists = network.lists();
    for mode in MODES {
        for place in places(&lists, 200, 13) {
            let Some(snap) = network.snap(mode, place) else { continue };
            assert!((snap.place.metres_to(place) - snap.away).abs() < 0.5, "{snap:?}");
            let nearest = (0..narrow(lists.ends.len()))
                .filter(|stretch| {
                    lists.is_open(*stretch, number(mode)) && lists.kind(*stretch) & super::pace::NOBODY == 0
                })
                .flat_map(|stretch| lists.line(stretch).collect::<Vec<_>>())
                .map(|corner| corner.metres_to(place))
                .fold(f64::INFINITY, f64::min);
            assert!(snap.away <= nearest + 0.1, "{mode}: {} m, but a point of a street at {nearest} m", snap.away);
        }
    }
}

#[test]
fn building_twice_gives_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let [first, second] = ["a", "b"].map(|name| {
        let path = folder.path().join(name);
        build(&mut extract("helsinki.osm.pbf"), &path, &mut |_| {}).unwrap();
        std::fs::read(path).unwrap()
    });
    assert!(first == second, "{} and {} bytes", first.len(), second.len());
}

#[test]
fn costs_say_metres_too() {
    assert_eq!(metres(cost(61_000, 1_234)), 123);
    assert_eq!(cost(u32::MAX, 5), NEVER);
}
