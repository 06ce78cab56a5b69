//! The file of addresses, written.

use super::{
    draft::{Draft, House, Street},
    gather::gather,
    index::{LAYOUT, names},
    words::{is_join, words},
};
use crate::{
    bundle::{BundleError, Writer},
    extract::{Extract, Read},
    number::{ix, narrow},
    place::Point,
    roads::RoadsError,
};
use geo_index::rtree::{RTreeBuilder, sort::HilbertSort};
use std::{collections::BTreeMap, path::Path};

/// What was gathered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gathered {
    pub towns: usize,
    pub streets: usize,
    /// Buildings, schools, hamlets with a name.
    pub places: usize,
    pub houses: usize,
}

/// Separates the names of one thing.
pub(super) const OTHER: char = '\u{1f}';

/// Reads the addresses of an extract and writes them.
///
/// # Errors
/// [`RoadsError::Extract`] when the extract cannot be read, [`RoadsError::Bundle`] when the file cannot be written.
pub fn import_addresses(extract: &mut Extract, to: &Path, tell: &mut dyn FnMut(Read)) -> Result<Gathered, RoadsError> {
    let draft = gather(extract, tell)?;
    Ok(write(draft, to)?)
}

/// Texts, each once after another.
#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    first: Vec<u32>,
}

impl Texts {
    fn add(&mut self, text: &str) {
        if self.first.is_empty() {
            self.first.push(0);
        }
        self.bytes.extend(text.bytes());
        self.first.push(narrow(self.bytes.len()));
    }
}

pub(super) fn write(mut draft: Draft, to: &Path) -> Result<Gathered, BundleError> {
    // Streets of a town lie together, in the order of their names: a town is a stretch of the list.
    draft.streets.sort_by(|a, b| (a.town, &a.names, a.is_place).cmp(&(b.town, &b.names, b.is_place)));
    for street in &mut draft.streets {
        street.houses.sort_unstable();
    }
    let mut file = Writer::create(to, LAYOUT)?;
    towns(&draft, &mut file)?;
    streets(&draft, &mut file)?;
    dictionary(draft.streets.iter().map(|street| street.names.as_slice()), &names::STREET_WORDS, &mut file)?;
    dictionary(draft.towns.iter().map(|town| town.names.as_slice()), &names::TOWN_WORDS, &mut file)?;
    postcodes(&draft, &mut file)?;
    tree(&draft, &mut file)?;
    file.finish()?;
    let places = draft.streets.iter().filter(|street| street.is_place).count();
    Ok(Gathered {
        towns: draft.towns.len(),
        streets: draft.streets.len() - places,
        places,
        houses: draft.streets.iter().filter(|street| !street.is_place).map(|street| street.houses.len()).sum(),
    })
}

fn towns(draft: &Draft, file: &mut Writer) -> Result<(), BundleError> {
    let mut texts = Texts::default();
    for town in &draft.towns {
        texts.add(&town.names.join(&OTHER.to_string()));
        texts.add(&town.postcodes.join(" "));
        texts.add(&town.code);
    }
    let first: Vec<u32> = (0..=draft.towns.len())
        .map(|town| narrow(draft.streets.partition_point(|street| street.town < town)))
        .collect();
    file.put(names::TOWN_TEXT_FIRST, &texts.first)?;
    file.put(names::TOWN_TEXT, &texts.bytes)?;
    file.put(names::TOWN_PLACES, &draft.towns.iter().map(|town| town.place).collect::<Vec<_>>())?;
    file.put(names::TOWN_FIRST, &first)
}

/// The postcode of a street: its own, else its town's only one.
fn postcode<'a>(draft: &'a Draft, street: &'a Street) -> &'a str {
    let town = || match draft.towns.get(street.town).map(|town| town.postcodes.as_slice()) {
        Some([only]) => only.as_str(),
        _ => "",
    };
    if street.postcode.is_empty() { town() } else { &street.postcode }
}

fn streets(draft: &Draft, file: &mut Writer) -> Result<(), BundleError> {
    let mut texts = Texts::default();
    let (mut houses, mut house_first): (Vec<House>, _) = (Vec::new(), vec![0_u32]);
    let (mut points, mut line_first, mut first_line) = (Vec::new(), vec![0_u32], vec![0_u32]);
    for street in &draft.streets {
        texts.add(&street.names.join(&OTHER.to_string()));
        texts.add(postcode(draft, street));
        houses.extend_from_slice(&street.houses);
        house_first.push(narrow(houses.len()));
        for line in &street.lines {
            points.extend_from_slice(line);
            line_first.push(narrow(points.len()));
        }
        first_line.push(narrow(line_first.len() - 1));
    }
    let all = &draft.streets;
    file.put(names::STREET_TEXT_FIRST, &texts.first)?;
    file.put(names::STREET_TEXT, &texts.bytes)?;
    file.put(names::STREET_TOWNS, &all.iter().map(|street| narrow(street.town)).collect::<Vec<_>>())?;
    file.put(names::STREET_PLACES, &all.iter().map(Street::middle).collect::<Vec<_>>())?;
    file.put(names::STREET_KINDS, &all.iter().map(|street| u8::from(street.is_place)).collect::<Vec<_>>())?;
    file.put(names::HOUSE_FIRST, &house_first)?;
    file.put(names::HOUSES, &houses)?;
    file.put(names::LINE_OF_STREET, &first_line)?;
    file.put(names::LINE_FIRST, &line_first)?;
    file.put(names::LINES, &points)
}

/// All words of names, and where each is found. Two words that stand together are one, too: some write them so.
fn dictionary<'a>(
    of: impl Iterator<Item = &'a [String]>,
    names: &names::Words,
    file: &mut Writer,
) -> Result<(), BundleError> {
    let mut found: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (at, names) in of.enumerate() {
        for name in names {
            let words: Vec<String> = words(name);
            let telling: Vec<&String> = words.iter().filter(|word| !is_join(word)).collect();
            let pairs = telling.windows(2).map(|pair| pair.iter().map(|word| word.as_str()).collect::<String>());
            for word in words.iter().flat_map(|word| super::words::readings(word)).chain(pairs) {
                let list = found.entry(word).or_default();
                if list.last() != Some(&narrow(at)) {
                    list.push(narrow(at));
                }
            }
        }
    }
    let mut map = fst::MapBuilder::memory();
    let (mut first, mut lists) = (vec![0_u32], Vec::new());
    for (number, (word, list)) in (0_u64..).zip(found) {
        // Words come sorted and each once: they cannot be refused.
        map.insert(word, number).map_err(|_| BundleError::Broken)?;
        lists.extend(list);
        first.push(narrow(lists.len()));
    }
    file.put(names.map, &map.into_inner().map_err(|_| BundleError::Broken)?)?;
    file.put(names.first, &first)?;
    file.put(names.lists, &lists)
}

/// The towns of each postcode.
fn postcodes(draft: &Draft, file: &mut Writer) -> Result<(), BundleError> {
    let mut found: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (at, town) in draft.towns.iter().enumerate() {
        for postcode in &town.postcodes {
            found.entry(words(postcode).join(" ")).or_default().push(narrow(at));
        }
    }
    let mut map = fst::MapBuilder::memory();
    let (mut first, mut lists) = (vec![0_u32], Vec::new());
    for (number, (postcode, list)) in (0_u64..).zip(found) {
        map.insert(postcode, number).map_err(|_| BundleError::Broken)?;
        lists.extend(list);
        first.push(narrow(lists.len()));
    }
    file.put(names::POSTCODES.map, &map.into_inner().map_err(|_| BundleError::Broken)?)?;
    file.put(names::POSTCODES.first, &first)?;
    file.put(names::POSTCODES.lists, &lists)
}

/// What is near a place: houses first, then pieces of streets.
fn tree(draft: &Draft, file: &mut Writer) -> Result<(), BundleError> {
    let mut items: Vec<([u32; 2], Point, Point)> = Vec::new();
    let mut house = 0_u32;
    let mut piece = 0_u32;
    for (at, street) in draft.streets.iter().enumerate() {
        for of in &street.houses {
            items.push(([narrow(at), house], of.place, of.place));
            house += 1;
        }
        for line in &street.lines {
            for pair in line.windows(2) {
                if let (Some(a), Some(b)) = (pair.first(), pair.get(1)) {
                    items.push(([narrow(at), HOUSE_BIT | piece], *a, *b));
                }
                piece += 1;
            }
            // Between the last point of a line and the first of the next one there is no piece.
            piece += u32::from(!line.is_empty());
        }
    }
    let mut tree = RTreeBuilder::<i32>::new(narrow(items.len()));
    for (_, a, b) in &items {
        let ((south, west), (north, east)) = (a.stored(), b.stored());
        tree.add(west.min(east), south.min(north), west.max(east), south.max(north));
    }
    let tree = if items.is_empty() { Vec::new() } else { tree.finish::<HilbertSort>().into_inner() };
    file.put(names::TREE, &tree)?;
    file.put(names::NEAR, &items.into_iter().map(|(item, ..)| item).collect::<Vec<_>>())
}

/// What tells a piece of a street from a house among the things near a place.
pub(super) const HOUSE_BIT: u32 = 1 << 31;

/// The number of a piece: of the point that it begins at.
pub(super) fn piece(item: u32) -> Option<usize> {
    (item & HOUSE_BIT != 0).then(|| ix(item & !HOUSE_BIT))
}
