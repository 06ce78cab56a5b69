//! How fast one goes where: what the tags of a way say, for each way of travelling.
//!
//! A pace is milliseconds per metre, one for each direction of the way; 0 where one may not go. Speeds are those of
//! laden volunteers in town, not of cars on an empty road.

use crate::{extract::Tags, number::natural};
use cabas_kernel::words::rounds::TravelMode;

/// Milliseconds per metre along the way and against it; 0 where one may not go.
pub(crate) type Pace = [u16; 2];

/// The ways of travelling, in the order in which their paces are kept.
pub(crate) const MODES: [TravelMode; 4] = [TravelMode::Foot, TravelMode::Bike, TravelMode::CargoBike, TravelMode::Car];

/// What is known of a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Traits {
    pub(crate) paces: [Pace; 4],
    pub(crate) kind: u8,
}

/// Of a street's kind: nobody lives along it (a motorway, a tunnel), so that no address is put on it.
pub(crate) const NOBODY: u8 = 1;
/// Of a street's kind: stairs.
pub(crate) const STAIRS: u8 = 2;

/// Reads the tags of a way. `None` where nobody may go.
pub(crate) fn traits(tags: &Tags) -> Option<Traits> {
    let class = tags.get("highway")?;
    if tags.is("area", "yes") && class != "pedestrian" || tags.is_any("access", &["no"]) && tags.get("foot").is_none() {
        return None;
    }
    let slope = slope(tags);
    let paces = [
        walk(tags, class, slope),
        ride(tags, class, slope, &BIKE),
        ride(tags, class, slope, &CARGO_BIKE),
        drive(tags, class),
    ];
    let mut kind = 0;
    if matches!(class, "motorway" | "motorway_link" | "trunk_link")
        || tags.is_any("tunnel", &["yes", "avalanche_protector"])
    {
        kind |= NOBODY;
    }
    if class == "steps" {
        kind |= STAIRS;
    }
    paces.iter().any(|pace| *pace != [0, 0]).then_some(Traits { paces, kind })
}

/// Milliseconds per metre at a speed in km/h.
fn at(kmh: f64) -> u16 {
    if kmh <= 0.0 { 0 } else { u16::try_from(natural(3_600.0 / kmh).max(1)).unwrap_or(u16::MAX) }
}

/// How much a way rises along its direction, where it is said: 0.08 for 8 %.
fn slope(tags: &Tags) -> f64 {
    let Some(text) = tags.get("incline") else { return 0.0 };
    match text.trim() {
        "up" => 0.05,
        "down" => -0.05,
        text => {
            let (number, per) =
                text.strip_suffix('%').map_or((text.strip_suffix('°'), true), |percent| (Some(percent), false));
            let Some(value) = number.and_then(|number| number.trim().parse::<f64>().ok()) else { return 0.0 };
            let slope = if per { value.to_radians().tan() } else { value / 100.0 };
            if slope.is_finite() { slope.clamp(-0.4, 0.4) } else { 0.0 }
        }
    }
}

/// What is allowed by the most particular of some keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    /// By what the way is.
    Unsaid,
    Yes,
    /// Only for what stands there: allowed, and slower, so that nobody goes through.
    ToThere,
    /// On foot, pushing.
    Pushed,
    No,
}

fn access(tags: &Tags, keys: &[&str]) -> Access {
    match tags.first(keys) {
        None | Some("unknown" | "variable") => Access::Unsaid,
        Some("yes" | "designated" | "permissive" | "official" | "use_sidepath" | "optional_sidepath") => Access::Yes,
        Some("destination" | "delivery" | "customers" | "residents") => Access::ToThere,
        Some("dismount") => Access::Pushed,
        Some(_) => Access::No,
    }
}

/// Both directions at one speed, slowed by the rise; `rise` says how much of the speed ten per cent of it take.
fn both(kmh: f64, slope: f64, rise: f64) -> [f64; 2] {
    // Downhill one brakes: nothing is won beyond a gentle slope.
    let along = |slope: f64| kmh / (1.0 + rise * 10.0 * slope.max(-0.02));
    [along(slope), along(-slope)]
}

const WALK: f64 = 4.5;

fn walk(tags: &Tags, class: &str, slope: f64) -> Pace {
    let allowed = access(tags, &["foot", "access"]);
    let usual = match class {
        "steps" => 0.55,
        "track" | "bridleway" => 0.9,
        "footway" | "path" | "pedestrian" | "living_street" | "residential" | "unclassified" | "service"
        | "tertiary" | "tertiary_link" | "secondary" | "secondary_link" | "primary" | "primary_link" | "road"
        | "corridor" | "platform" | "elevator" => 1.0,
        "cycleway" | "trunk" | "trunk_link" | "busway"
            if allowed == Access::Yes || tags.get("sidewalk").is_some_and(|s| s != "no") =>
        {
            1.0
        }
        "cycleway" if allowed == Access::Unsaid => 1.0,
        _ => return [0, 0],
    };
    if allowed == Access::No || tags.is("indoor", "room") {
        return [0, 0];
    }
    let rise = if class == "steps" { 0.0 } else { 0.5 };
    let mut pace = both(WALK * usual, slope, rise).map(at);
    // Escalators, and the rare path that is walked one way.
    if tags.is_any("conveying", &["forward"]) || tags.is("oneway:foot", "yes") {
        pace[1] = 0;
    } else if tags.is_any("conveying", &["backward"]) || tags.is("oneway:foot", "-1") {
        pace[0] = 0;
    }
    pace
}

/// What a kind of bicycle can do.
struct Cycle {
    /// km/h on a good street.
    speed: f64,
    /// How much of the speed ten per cent of rise take.
    rise: f64,
    /// Where the ground is bad.
    rough: f64,
    /// Carried over stairs, pushed where there is room for one on foot.
    light: bool,
}

const BIKE: Cycle = Cycle { speed: 15.0, rise: 1.2, rough: 0.6, light: true };
const CARGO_BIKE: Cycle = Cycle { speed: 14.0, rise: 1.5, rough: 0.45, light: false };

fn ride(tags: &Tags, class: &str, slope: f64, cycle: &Cycle) -> Pace {
    let allowed = access(tags, &["bicycle", "vehicle", "access"]);
    let said = matches!(allowed, Access::Yes | Access::ToThere);
    let usual = match class {
        "cycleway" | "residential" | "unclassified" | "tertiary" | "tertiary_link" | "road" | "living_street" => 1.0,
        "secondary" | "secondary_link" | "service" => 0.95,
        // Fast among cars, or on the ground of a field: nothing one wants with food on the back.
        "primary" | "primary_link" | "track" => 0.8,
        "trunk" | "trunk_link" if said => 0.6,
        "path" | "bridleway" | "busway" if said => 0.85,
        "path" if cycle.light && tags.get("foot").is_none() => 0.7,
        "footway" | "pedestrian" if said => 0.7,
        _ => 0.0,
    };
    let forbidden = matches!(allowed, Access::No | Access::Pushed) || tags.is("motorroad", "yes");
    let pushed = pushed(tags, class, slope, cycle);
    if usual == 0.0 || forbidden {
        return pushed;
    }
    let there = if allowed == Access::ToThere { 0.8 } else { 1.0 };
    let speeds = both(cycle.speed * usual * ground(tags, cycle) * there, slope, cycle.rise);
    let open = match one_way(tags, class, &["oneway:bicycle", "oneway"]) {
        OneWay::No => [true, true],
        OneWay::Along => [true, contraflow(tags)],
        OneWay::Against => [contraflow(tags), true],
    };
    let mut pace = pushed;
    for ((pace, speed), open) in pace.iter_mut().zip(speeds).zip(open) {
        if open {
            *pace = at(speed.min(25.0));
        }
    }
    pace
}

/// Off the saddle: wherever one may walk, against a one-way street too. A cargo bicycle takes no stairs.
fn pushed(tags: &Tags, class: &str, slope: f64, cycle: &Cycle) -> Pace {
    let on_foot = walk(tags, class, slope);
    match class {
        "steps" if !cycle.light => [0, 0],
        "steps" => on_foot.map(|pace| pace.saturating_mul(3)),
        "corridor" | "platform" | "elevator" => [0, 0],
        _ => on_foot.map(|pace| pace.saturating_mul(5) / 4),
    }
}

/// How much of the speed is left on this ground.
fn ground(tags: &Tags, cycle: &Cycle) -> f64 {
    let bad = tags.is_any(
        "surface",
        &["cobblestone", "gravel", "ground", "dirt", "earth", "grass", "sand", "mud", "pebblestone", "unpaved", "rock"],
    ) || tags.is_any("smoothness", &["bad", "very_bad", "horrible", "very_horrible"])
        || tags.is_any("tracktype", &["grade3", "grade4", "grade5"]);
    let so_so = tags
        .is_any("surface", &["sett", "unhewn_cobblestone", "fine_gravel", "compacted", "paving_stones:lanes"])
        || tags.is_any("tracktype", &["grade2"]);
    if bad {
        cycle.rough
    } else if so_so {
        f64::midpoint(1.0, cycle.rough)
    } else {
        1.0
    }
}

/// A one-way street that bicycles may take both ways.
fn contraflow(tags: &Tags) -> bool {
    ["cycleway", "cycleway:left", "cycleway:right", "cycleway:both"]
        .iter()
        .any(|key| tags.get(key).is_some_and(|value| value.starts_with("opposite")))
        || ["cycleway:left:oneway", "cycleway:right:oneway"].iter().any(|key| tags.is_any(key, &["no", "-1"]))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OneWay {
    No,
    Along,
    Against,
}

fn one_way(tags: &Tags, class: &str, keys: &[&str]) -> OneWay {
    match tags.first(keys) {
        Some("yes" | "true" | "1") => OneWay::Along,
        Some("-1" | "reverse") => OneWay::Against,
        Some("no" | "false" | "0") => OneWay::No,
        _ if tags.is_any("junction", &["roundabout", "circular"]) || class == "motorway" => OneWay::Along,
        _ => OneWay::No,
    }
}

fn drive(tags: &Tags, class: &str) -> Pace {
    let allowed = access(tags, &["motorcar", "motor_vehicle", "vehicle", "access"]);
    let usual = match class {
        "motorway" => 95.0,
        "motorway_link" | "trunk_link" => 45.0,
        "trunk" => 70.0,
        "primary" => 38.0,
        "primary_link" | "secondary" => 34.0,
        "secondary_link" | "tertiary" => 30.0,
        "tertiary_link" | "unclassified" => 26.0,
        "residential" | "road" => 22.0,
        "service" | "living_street" => 12.0,
        "track" | "pedestrian" if matches!(allowed, Access::Yes | Access::ToThere) => 10.0,
        _ => return [0, 0],
    };
    let factor = match allowed {
        Access::No | Access::Pushed => return [0, 0],
        Access::ToThere => 0.4,
        Access::Yes | Access::Unsaid => 1.0,
    };
    // What a sign allows is hardly ever what one drives: lights, crossings, others.
    let speed = tags.get("maxspeed").and_then(limit).map_or(usual, |limit| (limit * 0.75).min(usual * 1.25));
    let there = at(speed * factor);
    match one_way(tags, class, &["oneway:motor_vehicle", "oneway"]) {
        OneWay::No => [there, there],
        OneWay::Along => [there, 0],
        OneWay::Against => [0, there],
    }
}

/// km/h of a `maxspeed`: a number, miles per hour, or a country's word for a kind of place.
fn limit(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Some(miles) = text.strip_suffix("mph") {
        return miles.trim().parse().ok().map(|miles: f64| miles * 1.609);
    }
    let kind = text.rsplit(':').next().unwrap_or(text);
    match kind {
        "walk" => Some(6.0),
        "urban" => Some(50.0),
        "rural" => Some(80.0),
        "motorway" => Some(130.0),
        "living_street" => Some(20.0),
        zone => zone.trim_start_matches("zone").parse().ok(),
    }
    .filter(|limit: &f64| (3.0..=140.0).contains(limit))
}

/// Which ways of travelling a barrier stops, by what is said of its node: one bit for each of [`MODES`].
pub(crate) fn stopped_by(tags: &Tags) -> u8 {
    const FOOT: u8 = 1;
    const BIKE: u8 = 2;
    const CARGO: u8 = 4;
    const CAR: u8 = 8;
    let usual = match tags.get("barrier") {
        None => return 0,
        Some("bollard" | "block" | "jersey_barrier" | "planter" | "chain" | "log" | "bus_trap" | "sump_buster") => CAR,
        Some("cycle_barrier" | "motorcycle_barrier" | "swing_gate:narrow") => CAR | CARGO,
        Some("stile" | "turnstile" | "kissing_gate" | "full-height_turnstile" | "hampshire_gate") => CAR | CARGO | BIKE,
        Some("wall" | "fence" | "hedge" | "retaining_wall" | "ditch" | "debris") => CAR | CARGO | BIKE | FOOT,
        Some(_) => 0,
    };
    let ask = |keys: &[&str], bits: u8, stopped: u8| match access(tags, keys) {
        Access::No => stopped | bits,
        Access::Yes | Access::ToThere => stopped & !bits,
        Access::Unsaid | Access::Pushed => stopped,
    };
    let stopped = ask(&["motorcar", "motor_vehicle", "vehicle", "access"], CAR, usual);
    let stopped = ask(&["bicycle", "access"], BIKE | CARGO, stopped);
    ask(&["foot", "access"], FOOT, stopped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paces(tags: &[(&'static str, &'static str)]) -> [Pace; 4] {
        traits(&tags.iter().copied().collect()).map_or([[0, 0]; 4], |traits| traits.paces)
    }

    /// km/h of one direction.
    fn kmh(pace: u16) -> f64 {
        if pace == 0 { 0.0 } else { 3_600.0 / f64::from(pace) }
    }

    #[test]
    fn a_street_is_walked_ridden_and_driven_both_ways() {
        let [foot, bike, cargo, car] = paces(&[("highway", "residential")]);
        assert_eq!(foot, [800, 800]);
        assert_eq!(bike, [240, 240]);
        assert_eq!(cargo, [257, 257]);
        assert_eq!(car, [164, 164]);
    }

    #[test]
    fn a_one_way_street_is_driven_one_way_and_a_bicycle_is_pushed_back() {
        let [foot, bike, _, car] = paces(&[("highway", "residential"), ("oneway", "yes")]);
        assert_eq!((foot, car), ([800, 800], [164, 0]));
        assert_eq!(bike, [240, 1_000]);
        let [_, bike, _, car] = paces(&[("highway", "residential"), ("oneway", "-1")]);
        assert_eq!((bike, car), ([1_000, 240], [0, 164]));
        let round = paces(&[("highway", "tertiary"), ("junction", "roundabout")]);
        assert_eq!(round[3][1], 0);
    }

    #[test]
    fn contraflow_is_for_bicycles_however_it_is_said() {
        for (key, value) in [
            ("oneway:bicycle", "no"),
            ("cycleway", "opposite"),
            ("cycleway:left", "opposite_lane"),
            ("cycleway:left:oneway", "-1"),
        ] {
            let [_, bike, _, car] = paces(&[("highway", "residential"), ("oneway", "yes"), (key, value)]);
            assert_eq!((bike, car), ([240, 240], [164, 0]), "{key}={value}");
        }
    }

    #[test]
    fn stairs_are_walked_slowly_a_bicycle_carried_and_a_cargo_bicycle_not() {
        let [foot, bike, cargo, car] = paces(&[("highway", "steps")]);
        assert!((kmh(foot[0]) - 2.5).abs() < 0.1);
        assert!(kmh(bike[0]) < 1.0 && bike[0] > 0);
        assert_eq!((cargo, car), ([0, 0], [0, 0]));
        let stairs = traits(&[("highway", "steps")].into_iter().collect()).unwrap();
        assert_eq!(stairs.kind, STAIRS);
    }

    #[test]
    fn motorways_are_for_cars_and_nobody_lives_on_them() {
        let tags: Tags = [("highway", "motorway"), ("maxspeed", "90")].into_iter().collect();
        let motorway = traits(&tags).unwrap();
        assert_eq!(motorway.kind, NOBODY);
        assert_eq!(&motorway.paces[..3], &[[0, 0]; 3]);
        assert!((kmh(motorway.paces[3][0]) - 67.5).abs() < 1.0 && motorway.paces[3][1] == 0);
    }

    #[test]
    fn the_most_particular_word_wins() {
        let no_cars = paces(&[("highway", "residential"), ("motor_vehicle", "no")]);
        assert_eq!((no_cars[0], no_cars[1], no_cars[3]), ([800, 800], [240, 240], [0, 0]));
        let private = paces(&[("highway", "service"), ("access", "private")]);
        assert_eq!(private, [[0, 0]; 4]);
        let walked = paces(&[("highway", "service"), ("access", "private"), ("foot", "yes")]);
        assert_eq!((walked[0], walked[3]), ([800, 800], [0, 0]));
        let square = paces(&[("highway", "pedestrian"), ("bicycle", "yes")]);
        assert!(kmh(square[1][0]) > 10.0 && square[3] == [0, 0]);
        let to_there = paces(&[("highway", "residential"), ("vehicle", "destination")]);
        assert!(kmh(to_there[3][0]) < 9.0 && to_there[3][0] > 0);
    }

    #[test]
    fn what_rises_is_slower_up_than_down() {
        for incline in ["8%", "up", "5°"] {
            let [foot, bike, cargo, _] = paces(&[("highway", "residential"), ("incline", incline)]);
            assert!(foot[0] > foot[1] && bike[0] > bike[1] && cargo[0] > bike[0], "{incline}");
        }
        let [_, down, ..] = paces(&[("highway", "residential"), ("incline", "-8 %")]);
        assert!(down[0] < down[1]);
        let [_, unsaid, ..] = paces(&[("highway", "residential"), ("incline", "steep")]);
        assert_eq!(unsaid, [240, 240]);
    }

    #[test]
    fn bad_ground_slows_bicycles() {
        let [_, good, ..] = paces(&[("highway", "track")]);
        let [_, bad, cargo, _] = paces(&[("highway", "track"), ("surface", "gravel")]);
        assert!(bad[0] > good[0] && cargo[0] > bad[0]);
    }

    #[test]
    fn limits_are_numbers_miles_and_words() {
        assert_eq!(limit("30"), Some(30.0));
        assert!((limit("20 mph").unwrap() - 32.2).abs() < 0.1);
        assert_eq!(limit("FR:urban"), Some(50.0));
        assert_eq!(limit("FR:zone30"), Some(30.0));
        assert_eq!(limit("none"), None);
        assert_eq!(limit("9999"), None);
    }

    #[test]
    fn barriers_stop_who_does_not_fit() {
        let stops = |tags: &[(&'static str, &'static str)]| stopped_by(&tags.iter().copied().collect());
        assert_eq!(stops(&[("highway", "crossing")]), 0);
        assert_eq!(stops(&[("barrier", "bollard")]), 8);
        assert_eq!(stops(&[("barrier", "cycle_barrier")]), 12);
        assert_eq!(stops(&[("barrier", "kissing_gate")]), 14);
        assert_eq!(stops(&[("barrier", "gate")]), 0);
        assert_eq!(stops(&[("barrier", "gate"), ("access", "private")]), 15);
        assert_eq!(stops(&[("barrier", "gate"), ("access", "private"), ("foot", "yes")]), 14);
        assert_eq!(stops(&[("barrier", "bollard"), ("motor_vehicle", "yes")]), 0);
    }
}
