//! The addresses of a region, open: a file read where it lies.

use super::{draft::House, write::OTHER};
use crate::{
    bundle::{Bundle, BundleError},
    number::ix,
    place::Point,
};
use std::path::Path;

/// Raised whenever what is written changes.
pub(super) const LAYOUT: u32 = 1;

/// The lists of the file.
pub(super) mod names {
    pub(crate) const TOWN_TEXT_FIRST: &str = "town.text.first";
    pub(crate) const TOWN_TEXT: &str = "town.text";
    pub(crate) const TOWN_PLACES: &str = "town.places";
    pub(crate) const TOWN_FIRST: &str = "town.first";
    pub(crate) const STREET_TEXT_FIRST: &str = "street.text.first";
    pub(crate) const STREET_TEXT: &str = "street.text";
    pub(crate) const STREET_TOWNS: &str = "street.towns";
    pub(crate) const STREET_PLACES: &str = "street.places";
    pub(crate) const STREET_KINDS: &str = "street.kinds";
    pub(crate) const HOUSE_FIRST: &str = "house.first";
    pub(crate) const HOUSES: &str = "houses";
    pub(crate) const LINE_OF_STREET: &str = "line.of";
    pub(crate) const LINE_FIRST: &str = "line.first";
    pub(crate) const LINES: &str = "lines";
    pub(crate) const TREE: &str = "tree";
    pub(crate) const NEAR: &str = "near";

    /// A dictionary: words, and what each is found in.
    pub(crate) struct Words {
        pub(crate) map: &'static str,
        pub(crate) first: &'static str,
        pub(crate) lists: &'static str,
    }

    pub(crate) const STREET_WORDS: Words =
        Words { map: "street.words", first: "street.words.first", lists: "street.words.lists" };
    pub(crate) const TOWN_WORDS: Words =
        Words { map: "town.words", first: "town.words.first", lists: "town.words.lists" };
    pub(crate) const POSTCODES: Words = Words { map: "postcodes", first: "postcodes.first", lists: "postcodes.lists" };
}

/// The addresses of a region.
pub struct Index {
    bundle: Bundle,
}

/// A dictionary where it lies.
pub(super) struct Words<'a> {
    pub(super) map: fst::Map<&'a [u8]>,
    first: &'a [u32],
    lists: &'a [u32],
}

impl<'a> Words<'a> {
    /// In what a word is found, by the word's number.
    pub(super) fn of(&self, number: u64) -> &'a [u32] {
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        slice(self.first, self.lists, at)
    }
}

/// All lists of the file, where they lie.
pub(super) struct Lists<'a> {
    town_text_first: &'a [u32],
    town_text: &'a [u8],
    pub(super) town_places: &'a [Point],
    town_first: &'a [u32],
    street_text_first: &'a [u32],
    street_text: &'a [u8],
    pub(super) street_towns: &'a [u32],
    pub(super) street_places: &'a [Point],
    street_kinds: &'a [u8],
    house_first: &'a [u32],
    pub(super) houses: &'a [House],
    line_of: &'a [u32],
    line_first: &'a [u32],
    pub(super) points: &'a [Point],
    pub(super) tree: &'a [u8],
    pub(super) near: &'a [[u32; 2]],
    pub(super) street_words: Words<'a>,
    pub(super) town_words: Words<'a>,
    pub(super) postcodes: Words<'a>,
}

impl Index {
    /// Opens a file of addresses.
    ///
    /// # Errors
    /// [`BundleError`] when it is not one, or of another version.
    pub fn open(path: &Path) -> Result<Self, BundleError> {
        let index = Self { bundle: Bundle::open(path, LAYOUT)? };
        index.lists()?;
        Ok(index)
    }

    /// How many streets and places it knows, and how many houses.
    pub fn size(&self) -> (usize, usize) {
        self.lists().map_or((0, 0), |lists| (lists.street_towns.len(), lists.houses.len()))
    }

    /// All lists. They were there when the file was opened.
    pub(super) fn lists(&self) -> Result<Lists<'_>, BundleError> {
        let bundle = &self.bundle;
        Ok(Lists {
            town_text_first: bundle.list(names::TOWN_TEXT_FIRST)?,
            town_text: bundle.list(names::TOWN_TEXT)?,
            town_places: bundle.list(names::TOWN_PLACES)?,
            town_first: bundle.list(names::TOWN_FIRST)?,
            street_text_first: bundle.list(names::STREET_TEXT_FIRST)?,
            street_text: bundle.list(names::STREET_TEXT)?,
            street_towns: bundle.list(names::STREET_TOWNS)?,
            street_places: bundle.list(names::STREET_PLACES)?,
            street_kinds: bundle.list(names::STREET_KINDS)?,
            house_first: bundle.list(names::HOUSE_FIRST)?,
            houses: bundle.list(names::HOUSES)?,
            line_of: bundle.list(names::LINE_OF_STREET)?,
            line_first: bundle.list(names::LINE_FIRST)?,
            points: bundle.list(names::LINES)?,
            tree: bundle.list(names::TREE)?,
            near: bundle.list(names::NEAR)?,
            street_words: self.words(&names::STREET_WORDS)?,
            town_words: self.words(&names::TOWN_WORDS)?,
            postcodes: self.words(&names::POSTCODES)?,
        })
    }

    fn words(&self, names: &names::Words) -> Result<Words<'_>, BundleError> {
        let map = fst::Map::new(self.bundle.list::<u8>(names.map)?).map_err(|_| BundleError::Missing(names.map))?;
        Ok(Words { map, first: self.bundle.list(names.first)?, lists: self.bundle.list(names.lists)? })
    }
}

fn slice<'a, T>(first: &[u32], list: &'a [T], at: usize) -> &'a [T] {
    let (Some(from), Some(to)) = (first.get(at), first.get(at.saturating_add(1))) else { return &[] };
    list.get(ix(*from)..ix(*to)).unwrap_or_default()
}

fn text<'a>(first: &[u32], bytes: &'a [u8], at: usize) -> &'a str {
    std::str::from_utf8(slice(first, bytes, at)).unwrap_or_default()
}

impl<'a> Lists<'a> {
    /// The names of a town, the first one first.
    pub(super) fn town_names(&self, town: u32) -> impl Iterator<Item = &'a str> + use<'a> {
        text(self.town_text_first, self.town_text, ix(town) * 3).split(OTHER)
    }

    pub(super) fn town_postcodes(&self, town: u32) -> impl Iterator<Item = &'a str> + use<'a> {
        text(self.town_text_first, self.town_text, ix(town) * 3 + 1).split(' ').filter(|postcode| !postcode.is_empty())
    }

    /// The country's code for a town; empty where none is known.
    pub(super) fn town_code(&self, town: u32) -> &'a str {
        text(self.town_text_first, self.town_text, ix(town) * 3 + 2)
    }

    /// The streets of a town: the first, and the first that is not of it any more.
    pub(super) fn streets_of(&self, town: u32) -> std::ops::Range<u32> {
        let at = |at: usize| self.town_first.get(at).copied().unwrap_or(0);
        at(ix(town))..at(ix(town) + 1)
    }

    /// The names of a street, the first one first.
    pub(super) fn street_names(&self, street: u32) -> impl Iterator<Item = &'a str> + use<'a> {
        text(self.street_text_first, self.street_text, ix(street) * 2).split(OTHER)
    }

    pub(super) fn street_postcode(&self, street: u32) -> &'a str {
        text(self.street_text_first, self.street_text, ix(street) * 2 + 1)
    }

    pub(super) fn is_place(&self, street: u32) -> bool {
        self.street_kinds.get(ix(street)).is_some_and(|kind| *kind != 0)
    }

    pub(super) fn town_of(&self, street: u32) -> u32 {
        self.street_towns.get(ix(street)).copied().unwrap_or(u32::MAX)
    }

    /// The houses of a street, by number.
    pub(super) fn houses_of(&self, street: u32) -> &'a [House] {
        slice(self.house_first, self.houses, ix(street))
    }

    /// The lines of a street.
    pub(super) fn lines_of(&self, street: u32) -> impl Iterator<Item = &'a [Point]> + use<'a> {
        let (first, points) = (self.line_first, self.points);
        let at = |at: usize| self.line_of.get(at).copied().map_or(0, ix);
        (at(ix(street))..at(ix(street) + 1)).map(move |line| slice(first, points, line))
    }
}
