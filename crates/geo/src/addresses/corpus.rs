//! Addresses written as people write them, made from those of an index: what finding them is measured on.

use super::{
    draft::letters,
    find::Level,
    index::{Index, Lists},
    words::is_kind,
};
use crate::{
    number::{ix, narrow},
    place::Point,
};

/// How an address was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Writing {
    /// As the map has it.
    Plain,
    /// Lower case, without accents or hyphens.
    Bare,
    /// The kind of street shortened.
    Short,
    /// One letter put in, left out, changed, or two swapped.
    Slip,
    /// The town first.
    Turned,
    /// With what matters at the door.
    Door,
    /// With another town's postcode.
    Postcode,
}

/// All of them.
pub const WRITINGS: [Writing; 7] =
    [Writing::Plain, Writing::Bare, Writing::Short, Writing::Slip, Writing::Turned, Writing::Door, Writing::Postcode];

/// An address as somebody wrote it, and where it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    pub text: String,
    pub writing: Writing,
    /// The level that the data allows.
    pub level: Level,
    pub place: Point,
    /// The street that is meant.
    pub street: String,
}

const SHORTENED: &[(&str, &str)] = &[
    ("avenue", "av."),
    ("boulevard", "bd"),
    ("rue", "r."),
    ("place", "pl"),
    ("chemin", "ch."),
    ("route", "rte"),
    ("impasse", "imp"),
    ("passage", "pass."),
    ("quai", "q."),
    ("square", "sq"),
    ("carrer", "c/"),
    ("avinguda", "av."),
    ("carretera", "ctra."),
    ("placa", "pl."),
    ("saint", "st"),
    ("sainte", "ste"),
    ("general", "gal"),
    ("president", "pdt"),
    ("docteur", "dr"),
];

/// Chance that is the same on every machine (Steele, Lea and Flood's `SplitMix`).
struct Chance(u64);

impl Chance {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed >> 1).unwrap_or(0) % below.max(1)
    }
}

impl Index {
    /// Makes addresses of the streets and houses of this index; the same seed makes the same ones. Streets whose name
    /// is borne by another of the same town are left out.
    pub fn corpus(&self, count: usize, seed: u64) -> Vec<Written> {
        let Ok(lists) = self.lists() else { return Vec::new() };
        let streets: Vec<u32> = (0..narrow(lists.street_towns.len()))
            .filter(|street| !lists.is_place(*street) && tells(&lists, *street))
            .collect();
        let mut chance = Chance(seed);
        let mut made = Vec::with_capacity(count);
        while made.len() < count && !streets.is_empty() {
            let Some(street) = streets.get(chance.next(streets.len())) else { break };
            let writing = WRITINGS.get(made.len() % WRITINGS.len()).copied().unwrap_or(Writing::Plain);
            made.extend(write(&lists, *street, writing, &mut chance));
        }
        made
    }
}

/// Whether a name has a word that tells which street it is: "Place" alone has none.
fn tells(lists: &Lists, street: u32) -> bool {
    let name = lists.street_names(street).next().unwrap_or_default();
    super::words::words(name).iter().any(|word| word.len() > 3 && !is_kind(word))
}

fn write(lists: &Lists, street: u32, writing: Writing, chance: &mut Chance) -> Option<Written> {
    let name = lists.street_names(street).next()?.to_owned();
    let town = lists.town_names(lists.town_of(street)).next()?.to_owned();
    let mut postcode = lists.street_postcode(street).to_owned();
    if writing == Writing::Postcode && postcode.len() == 5 {
        postcode = format!("{}{:03}", postcode.get(..2).unwrap_or("06"), chance.next(900) + 100);
    }
    let houses: Vec<_> = lists.houses_of(street).iter().filter(|house| house.number > 0).collect();
    let (level, place, number) = match houses.get(chance.next(houses.len())) {
        // One number in two places is no address.
        Some(house)
            if houses.iter().any(|other| other.number == house.number && other.place.metres_to(house.place) > 80.0) =>
        {
            return None;
        }
        Some(house) => (Level::House, house.place, [house.number.to_string(), letters(house.suffix)].concat()),
        None => {
            let middle = lists.street_places.get(ix(street)).copied()?;
            (Level::Street, middle, (chance.next(40) + 1).to_string())
        }
    };
    let mut said = name.clone();
    let mut town_said = town;
    match writing {
        Writing::Plain | Writing::Turned | Writing::Door | Writing::Postcode => {}
        Writing::Bare => {
            said = cabas_kernel::fold::fold(&said);
            town_said = cabas_kernel::fold::fold(&town_said);
        }
        Writing::Short => said = shortened(&said),
        Writing::Slip => said = slipped(&said, chance)?,
    }
    let end = [postcode.as_str(), " ", &town_said].concat();
    let end = end.trim();
    let text = match writing {
        Writing::Turned => format!("{end}, {number} {said}"),
        Writing::Door => format!("{number} {said}, bât. {}, {}e étage, {end}", chance.next(9) + 1, chance.next(8) + 1),
        _ => format!("{number} {said}, {end}"),
    };
    Some(Written { text, writing, level, place, street: name })
}

fn shortened(name: &str) -> String {
    let short = |word: &str| {
        let folded = cabas_kernel::fold::fold(word);
        SHORTENED
            .iter()
            .find(|(full, _)| *full == folded)
            .map_or_else(|| word.to_owned(), |(_, short)| (*short).to_owned())
    };
    name.split(' ').map(short).collect::<Vec<_>>().join(" ")
}

/// One slip of the pen in a word of five letters or more. `None` where there is no such word.
fn slipped(name: &str, chance: &mut Chance) -> Option<String> {
    let mut words: Vec<String> = name.split(' ').map(str::to_owned).collect();
    let long: Vec<usize> = words
        .iter()
        .enumerate()
        .filter(|(_, word)| {
            word.chars().count() >= 5
                && word.chars().all(char::is_alphabetic)
                && !is_kind(&cabas_kernel::fold::fold(word))
        })
        .map(|(at, _)| at)
        .collect();
    let word = words.get_mut(*long.get(chance.next(long.len()))?)?;
    let mut letters: Vec<char> = word.chars().collect();
    // The first letter is hardly ever the wrong one.
    let at = 1 + chance.next(letters.len() - 2);
    let other = char::from(b'a' + u8::try_from(chance.next(26)).unwrap_or(0));
    match chance.next(4) {
        0 => letters.insert(at, other),
        1 => drop(letters.remove(at)),
        2 => letters.swap(at, at + 1),
        _ => {
            if let Some(letter) = letters.get_mut(at) {
                *letter = other;
            }
        }
    }
    *word = letters.into_iter().collect();
    Some(words.join(" "))
}
