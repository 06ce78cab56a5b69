//! What an extract says of streets: ways, their points, what bars them.

use super::pace::{self, Traits};
use crate::{
    extract::{Extract, ExtractError, Holds, Read, Tags},
    number::{ix, narrow},
    place::Point,
};
use osmpbf::PrimitiveBlock;
use std::collections::HashMap;

/// No name, no number.
pub(crate) const NONE: u32 = u32::MAX;

/// A way: what it is, its name by number, the points it goes through by number.
#[derive(Debug)]
pub(crate) struct Way {
    pub(crate) traits: Traits,
    pub(crate) name: u32,
    pub(crate) points: Vec<u32>,
}

/// The streets of an extract.
#[derive(Debug, Default)]
pub(crate) struct Streets {
    pub(crate) ways: Vec<Way>,
    /// Where each point is; `None` where the extract was cut, so that it does not say.
    pub(crate) places: Vec<Option<Point>>,
    /// How many ways go through each point, an end counted twice.
    pub(crate) uses: Vec<u8>,
    /// Which ways of travelling each point stops.
    pub(crate) stops: HashMap<u32, u8>,
    pub(crate) names: Vec<Box<str>>,
    /// How many objects were looked at.
    pub(crate) objects: u64,
}

/// A way as a block says it: points by the extract's numbers.
struct Raw {
    traits: Traits,
    name: Option<Box<str>>,
    nodes: Vec<i64>,
}

impl Streets {
    /// Reads ways, then the points they go through.
    pub(crate) fn read(extract: &mut Extract, tell: &mut dyn FnMut(Read)) -> Result<Self, ExtractError> {
        let mut raw = Vec::new();
        let mut objects = extract.read(Holds::WAYS, ways, |some: Vec<Raw>| raw.extend(some), tell)?;
        let mut known: Vec<i64> = raw.iter().flat_map(|way| way.nodes.iter().copied()).collect();
        known.sort_unstable();
        known.dedup();
        let mut streets = Self { places: vec![None; known.len()], uses: vec![0; known.len()], ..Self::default() };
        streets.number(raw, &known);
        let points = |block: &PrimitiveBlock| points(block, &known);
        objects += extract.read(
            Holds::NODES,
            points,
            |some| {
                for (number, point, stopped) in some {
                    if let Some(place) = streets.places.get_mut(ix(number)) {
                        *place = Some(point);
                    }
                    if stopped != 0 {
                        streets.stops.insert(number, stopped);
                    }
                }
            },
            tell,
        )?;
        streets.objects = objects;
        Ok(streets)
    }

    /// Gives names and points their numbers, and counts how often each point is used.
    fn number(&mut self, raw: Vec<Raw>, known: &[i64]) {
        let mut numbers: HashMap<Box<str>, u32> = HashMap::new();
        for way in raw {
            let name = way.name.map_or(NONE, |name| {
                *numbers.entry(name).or_insert_with_key(|name| {
                    self.names.push(name.clone());
                    narrow(self.names.len() - 1)
                })
            });
            let points: Vec<u32> =
                way.nodes.iter().filter_map(|node| known.binary_search(node).ok().map(narrow)).collect();
            for (at, point) in points.iter().enumerate() {
                let end = at == 0 || at + 1 == points.len();
                if let Some(uses) = self.uses.get_mut(ix(*point)) {
                    *uses = uses.saturating_add(if end { 2 } else { 1 });
                }
            }
            self.ways.push(Way { traits: way.traits, name, points });
        }
    }
}

fn ways(block: &PrimitiveBlock) -> Vec<Raw> {
    let mut found = Vec::new();
    for way in block.groups().flat_map(|group| group.ways()) {
        let tags = Tags::from(way.tags());
        let Some(traits) = pace::traits(&tags) else { continue };
        let name = tags.first(&["name", "ref"]).map(Into::into);
        let mut nodes: Vec<i64> = way.refs().collect();
        nodes.dedup();
        if nodes.len() > 1 {
            found.push(Raw { traits, name, nodes });
        }
    }
    found
}

fn points(block: &PrimitiveBlock, known: &[i64]) -> Vec<(u32, Point, u8)> {
    let mut found = Vec::new();
    let mut see = |id: i64, lat: i32, lon: i32, tags: &mut dyn FnMut() -> u8| {
        if let Ok(number) = known.binary_search(&id) {
            found.push((narrow(number), Point::from_stored(lat, lon), tags()));
        }
    };
    for group in block.groups() {
        for node in group.dense_nodes() {
            let stops = &mut || pace::stopped_by(&Tags::from(node.tags()));
            see(node.id(), node.decimicro_lat(), node.decimicro_lon(), stops);
        }
        for node in group.nodes() {
            let stops = &mut || pace::stopped_by(&Tags::from(node.tags()));
            see(node.id(), node.decimicro_lat(), node.decimicro_lon(), stops);
        }
    }
    found
}
