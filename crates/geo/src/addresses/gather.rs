//! Addresses of an extract: named streets, house numbers, towns by their borders, places with a name.

use super::{
    areas::{Area, Centre, Towns},
    draft::{Draft, House, Town, mean, number, suffix},
};
use crate::{
    extract::{Extract, ExtractError, Holds, Read, Tags},
    place::Point,
};
use osmpbf::{Element, PrimitiveBlock, RelMemberType};
use std::collections::HashMap;

/// What is said of one object that counts here.
#[derive(Debug, Default)]
struct Said {
    names: Vec<String>,
    kind: Kind,
    number: Option<String>,
    street: Option<String>,
    city: Option<String>,
    postcode: Option<String>,
    code: String,
    level: u8,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    House,
    Street,
    /// A building, a school, a park.
    Place,
    /// A settlement by a point; how far its name reaches.
    Town(u16),
    /// A part of a town.
    Quarter,
}

struct Way {
    id: i64,
    said: Option<Said>,
    nodes: Vec<i64>,
}

struct Relation {
    borders: Vec<i64>,
    houses: Vec<(i64, bool)>,
    said: Said,
}

/// What has a name of its own besides streets and towns, and is looked for by it.
const PLACES: &[&str] = &[
    "amenity",
    "building",
    "leisure",
    "tourism",
    "historic",
    "office",
    "healthcare",
    "shop",
    "railway",
    "public_transport",
];

/// Reads the addresses of an extract.
pub(super) fn gather(extract: &mut Extract, tell: &mut dyn FnMut(Read)) -> Result<Draft, ExtractError> {
    let mut relations = Vec::new();
    extract.read(Holds::RELATIONS, relations_of, |some: Vec<Relation>| relations.extend(some), tell)?;
    let mut wanted: Vec<i64> = relations.iter().flat_map(wanted_ways).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut ways = Vec::new();
    extract.read(Holds::WAYS, |block| ways_of(block, &wanted), |some: Vec<Way>| ways.extend(some), tell)?;
    let mut corners: Vec<i64> = ways.iter().flat_map(|way| way.nodes.iter().copied()).collect();
    corners.extend(relations.iter().flat_map(|relation| &relation.houses).filter(|(_, way)| !way).map(|(id, _)| id));
    corners.sort_unstable();
    corners.dedup();
    let mut points: Vec<Option<Point>> = vec![None; corners.len()];
    let mut alone = Vec::new();
    let nodes = |block: &PrimitiveBlock| nodes_of(block, &corners);
    extract.read(
        Holds::NODES,
        nodes,
        |(some, said)| {
            for (at, point) in some {
                if let Some(place) = points.get_mut(at) {
                    *place = Some(point);
                }
            }
            alone.extend(said);
        },
        tell,
    )?;
    let place = |id: &i64| corners.binary_search(id).ok().and_then(|at| points.get(at).copied().flatten());
    Ok(Gathering::of(&relations, ways, alone, &place).draft)
}

fn wanted_ways(relation: &Relation) -> impl Iterator<Item = i64> {
    let houses = relation.houses.iter().filter(|(_, way)| *way).map(|(id, _)| *id);
    relation.borders.iter().copied().chain(houses)
}

fn said(tags: &Tags) -> Option<Said> {
    let mut said = Said {
        names: names(tags),
        number: tags.get("addr:housenumber").map(str::to_owned),
        street: tags.first(&["addr:street", "addr:place"]).map(str::to_owned),
        city: tags.get("addr:city").map(str::to_owned),
        postcode: tags.first(&["addr:postcode", "postal_code"]).map(str::to_owned),
        code: code(tags),
        ..Said::default()
    };
    let named = !said.names.is_empty();
    said.kind = match tags.get("place") {
        Some("city") if named => Kind::Town(60),
        Some("town") if named => Kind::Town(30),
        Some("village") if named => Kind::Town(12),
        Some("suburb" | "quarter" | "borough" | "neighbourhood") if named => Kind::Quarter,
        Some("hamlet" | "locality" | "isolated_dwelling" | "farm" | "square" | "allotments") if named => Kind::Place,
        _ if named
            && tags.get("highway").is_some_and(|class| {
                !matches!(
                    class,
                    "bus_stop" | "platform" | "services" | "rest_area" | "traffic_signals" | "crossing" | "elevator"
                )
            }) =>
        {
            Kind::Street
        }
        _ if named && (PLACES.iter().any(|key| tags.get(key).is_some()) || tags.is("landuse", "residential")) => {
            Kind::Place
        }
        _ if said.number.is_some() => Kind::House,
        _ => return None,
    };
    Some(said)
}

/// What a country numbers its towns by.
fn code(tags: &Tags) -> String {
    let keys = ["ref:INSEE", "de:amtlicher_gemeindeschluessel", "ref:ISTAT", "ine:municipio"];
    tags.first(&keys).unwrap_or_default().to_owned()
}

/// The name, and the others that people use.
fn names(tags: &Tags) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for key in [
        "name",
        "name:fr",
        "alt_name",
        "old_name",
        "official_name",
        "short_name",
        "loc_name",
        "int_name",
        "name:ca",
        "name:sv",
        "name:en",
    ] {
        let Some(value) = tags.get(key) else { continue };
        for name in value.split(';').map(str::trim).filter(|name| !name.is_empty()) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    // Only other names: it is known as none.
    if tags.get("name").is_none() { Vec::new() } else { names }
}

fn relations_of(block: &PrimitiveBlock) -> Vec<Relation> {
    let mut found = Vec::new();
    for relation in block.groups().flat_map(|group| group.relations()) {
        let tags = Tags::from(relation.tags());
        let border = tags.is("boundary", "administrative");
        let level = tags.get("admin_level").and_then(|level| level.parse().ok()).unwrap_or(0);
        let street = tags.is_any("type", &["associatedStreet", "street"]);
        let names = names(&tags);
        if names.is_empty() || !(border && (7..=10).contains(&level) || street) {
            continue;
        }
        let mut made = Relation { borders: Vec::new(), houses: Vec::new(), said: said(&tags).unwrap_or_default() };
        made.said = Said { names, level, kind: if street { Kind::Street } else { Kind::Town(0) }, ..made.said };
        made.said.code = code(&tags);
        made.said.postcode = tags.first(&["postal_code", "addr:postcode"]).map(str::to_owned);
        for member in relation.members() {
            let role = member.role().unwrap_or("");
            match member.member_type {
                RelMemberType::Way if border && matches!(role, "outer" | "inner" | "") => {
                    made.borders.push(member.member_id);
                }
                RelMemberType::Way if street && role == "house" => made.houses.push((member.member_id, true)),
                RelMemberType::Node if street && role == "house" => made.houses.push((member.member_id, false)),
                _ => {}
            }
        }
        found.push(made);
    }
    found
}

fn ways_of(block: &PrimitiveBlock, wanted: &[i64]) -> Vec<Way> {
    let mut found = Vec::new();
    for way in block.groups().flat_map(|group| group.ways()) {
        let said = said(&Tags::from(way.tags()));
        if said.is_some() || wanted.binary_search(&way.id()).is_ok() {
            found.push(Way { id: way.id(), said, nodes: way.refs().collect() });
        }
    }
    found
}

type Nodes = (Vec<(usize, Point)>, Vec<(i64, Point, Said)>);

fn nodes_of(block: &PrimitiveBlock, corners: &[i64]) -> Nodes {
    let mut found = Nodes::default();
    let mut see = |id: i64, place: Point, tags: Tags| {
        if let Ok(at) = corners.binary_search(&id) {
            found.0.push((at, place));
        }
        if let Some(said) = said(&tags) {
            found.1.push((id, place, said));
        }
    };
    for element in block.elements() {
        match element {
            Element::DenseNode(node) => {
                see(node.id(), Point::from_stored(node.decimicro_lat(), node.decimicro_lon()), node.tags().into());
            }
            Element::Node(node) => {
                see(node.id(), Point::from_stored(node.decimicro_lat(), node.decimicro_lon()), node.tags().into());
            }
            Element::Way(_) | Element::Relation(_) => {}
        }
    }
    found
}

/// Puts streets, houses and places into their towns.
#[derive(Default)]
struct Gathering {
    draft: Draft,
    towns: Towns,
    /// Which street a house is of, where a relation says so: by its way or node.
    of_relation: HashMap<(i64, bool), String>,
}

impl Gathering {
    fn of(
        relations: &[Relation],
        ways: Vec<Way>,
        alone: Vec<(i64, Point, Said)>,
        place: &dyn Fn(&i64) -> Option<Point>,
    ) -> Self {
        let mut gathering = Self::default();
        let lines: HashMap<i64, Vec<Point>> =
            ways.iter().map(|way| (way.id, way.nodes.iter().filter_map(place).collect::<Vec<_>>())).collect();
        let whole =
            |way: &i64| ways.iter().any(|known| known.id == *way && known.nodes.iter().all(|id| place(id).is_some()));
        gathering.borders(relations, &lines, &whole);
        gathering.settlements(&alone);
        for relation in relations.iter().filter(|relation| relation.said.kind == Kind::Street) {
            for house in &relation.houses {
                let name = relation.said.names.first().cloned().unwrap_or_default();
                gathering.of_relation.insert(*house, name);
            }
        }
        // Streets first, so that houses and places find them.
        for way in ways.iter().filter(|way| way.said.as_ref().is_some_and(|said| said.kind == Kind::Street)) {
            gathering.street(way, lines.get(&way.id).map(Vec::as_slice).unwrap_or_default());
        }
        for way in ways {
            let line = lines.get(&way.id).map(Vec::as_slice).unwrap_or_default();
            if let Some(said) = way.said.filter(|_| !line.is_empty()) {
                gathering.point((way.id, true), mean(line), said);
            }
        }
        for (id, place, said) in alone {
            gathering.point((id, false), place, said);
        }
        gathering.settle();
        gathering
    }

    /// Towns by border: those of the level that municipalities have here, where the borders are whole.
    fn borders(&mut self, relations: &[Relation], lines: &HashMap<i64, Vec<Point>>, whole: &dyn Fn(&i64) -> bool) {
        for relation in relations.iter().filter(|relation| relation.said.level > 0) {
            if !relation.borders.iter().all(whole) {
                continue;
            }
            let borders = relation.borders.iter().filter_map(|way| lines.get(way).cloned()).collect();
            let area = Area::of(self.draft.towns.len(), relation.said.level, borders);
            if !area.is_closed() {
                continue;
            }
            let points: Vec<Point> = area.borders.iter().flatten().copied().collect();
            self.draft.towns.push(Town {
                names: relation.said.names.clone(),
                place: mean(&points),
                postcodes: relation.said.postcode.iter().cloned().collect(),
                code: relation.said.code.clone(),
            });
            self.towns.areas.push(area);
        }
        self.keep_municipalities();
    }

    /// Above level 8 are parts of towns: their names become the towns'. Below it is a town only where there is none of 8
    /// in it.
    fn keep_municipalities(&mut self) {
        let areas = std::mem::take(&mut self.towns.areas);
        let (parts, towns): (Vec<Area>, Vec<Area>) = areas.into_iter().partition(|area| area.level > 8);
        self.towns.areas = towns;
        for part in parts {
            let Some(place) = self.draft.towns.get(part.town).map(|town| town.place) else { continue };
            let names = self.draft.towns.get(part.town).map(|town| town.names.clone()).unwrap_or_default();
            if let Some(town) = self.towns.of(place).and_then(|town| self.draft.towns.get_mut(town)) {
                town.names.extend(names);
            }
        }
    }

    /// Settlements by a point: the middle of a town with borders, else a town of their own.
    fn settlements(&mut self, alone: &[(i64, Point, Said)]) {
        for (_, place, said) in alone {
            let Kind::Town(reach) = said.kind else { continue };
            let within = self.towns.areas.iter().filter(|area| area.holds(*place)).max_by_key(|area| area.level);
            let known = within.and_then(|area| self.draft.towns.get_mut(area.town));
            if let Some(town) = known {
                if town.names.iter().any(|name| said.names.contains(name)) {
                    town.place = *place;
                }
                add(&mut town.names, &said.names);
                continue;
            }
            self.towns.centres.push(Centre { town: self.draft.towns.len(), place: *place, reach: f64::from(reach) });
            self.draft.towns.push(Town {
                names: said.names.clone(),
                place: *place,
                postcodes: said.postcode.iter().cloned().collect(),
                code: said.code.clone(),
            });
        }
        for (_, place, said) in alone.iter().filter(|(_, _, said)| said.kind == Kind::Quarter) {
            if let Some(town) = self.towns.of(*place).and_then(|town| self.draft.towns.get_mut(town)) {
                add(&mut town.names, &said.names);
            }
        }
    }

    fn town(&mut self, place: Point) -> usize {
        if let Some(town) = self.towns.of(place) {
            return town;
        }
        // A region without any town: one without a name.
        self.towns.centres.push(Centre { town: self.draft.towns.len(), place, reach: 1.0 });
        self.draft.towns.push(Town { place, ..Town::default() });
        self.draft.towns.len() - 1
    }

    fn street(&mut self, way: &Way, line: &[Point]) {
        let (Some(said), Some(middle)) = (&way.said, line.get(line.len() / 2)) else { return };
        let Some(name) = said.names.first() else { return };
        let town = self.town(*middle);
        let street = self.draft.street(town, name, false);
        self.draft.with(street, |street| {
            add(&mut street.names, &said.names);
            street.lines.push(line.to_vec());
        });
    }

    fn point(&mut self, id: (i64, bool), place: Point, said: Said) {
        let town = self.town(place);
        if said.kind == Kind::Place
            && let Some(name) = said.names.first()
        {
            let street = self.draft.street(town, name, true);
            self.draft.with(street, |street| {
                add(&mut street.names, &said.names);
                street.houses.push(House { number: 0, suffix: 0, place });
            });
        }
        let street = said.street.or_else(|| self.of_relation.get(&id).cloned());
        let (Some(street), Some(text)) = (street, said.number) else { return };
        let Some(number) = number(&text) else { return };
        let town = self.town_of_house(town, &street, said.city.as_deref());
        let street = self.draft.street(town, &street, false);
        let house = House { number: number.value, suffix: suffix(&number.suffix), place };
        let postcode = said.postcode.unwrap_or_default();
        self.draft.with(street, |street| {
            street.houses.push(house);
            if street.postcode.is_empty() {
                street.postcode.clone_from(&postcode);
            }
        });
        if !postcode.is_empty()
            && let Some(town) = self.draft.towns.get_mut(town)
            && !town.postcodes.contains(&postcode)
        {
            town.postcodes.push(postcode);
        }
    }

    /// The town that a house says it is of, where that town has its street; else the one it stands in.
    fn town_of_house(&self, stands: usize, street: &str, city: Option<&str>) -> usize {
        let Some(city) = city.filter(|_| !self.draft.has(stands, street)) else { return stands };
        let named = self.draft.towns.iter().position(|town| town.names.iter().any(|name| name == city));
        named.filter(|town| self.draft.has(*town, street)).unwrap_or(stands)
    }

    /// Each door once, in the order of its numbers.
    fn settle(&mut self) {
        for street in &mut self.draft.streets {
            street.houses.sort_unstable();
            street.houses.dedup();
        }
    }
}

fn add(names: &mut Vec<String>, more: &[String]) {
    for name in more {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
}
