//! The French address file (Base adresse nationale), and its sisters of the towns and of volunteers: one line for each
//! door.

use super::{
    draft::{Draft, House, Town, mean, number, suffix},
    write::{Gathered, write},
};
use crate::{bundle::BundleError, place::Point};
use cabas_kernel::fold::fold;
use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

/// Why a file of addresses cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum BanError {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Bundle(#[from] BundleError),
    /// No line with a number, a street, a town and a position.
    #[error("no column for {0}: this is not a file of addresses")]
    Column(&'static str),
    /// A file of addresses without any.
    #[error("there are no addresses in this file")]
    Empty,
    /// The compressed file ends before its end.
    #[error("broken or cut off after line {0}: fetch it again")]
    Broken(u64),
}

/// A line that is no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BanProblem {
    /// Physical line, the header's is 1.
    pub line: u64,
    /// What is wrong: `position`, `name`, `town`, `number`, `row`.
    pub what: &'static str,
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BanRead {
    pub gathered: Gathered,
    /// Lines after the header.
    pub lines: u64,
    /// How many of them are no address.
    pub wrong: u64,
    /// The first of those.
    pub problems: Vec<BanProblem>,
}

/// How many lines that are no address are named one by one.
const NAMED: usize = 20;
/// How often progress is told.
const LOOK: u64 = 20_000;

/// Where each column is.
struct Columns {
    number: usize,
    suffix: Option<usize>,
    street: usize,
    postcode: Option<usize>,
    code: Option<usize>,
    town: usize,
    lon: usize,
    lat: usize,
    place: Option<usize>,
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Result<Self, BanError> {
        let find = |names: &[&str]| {
            header.iter().position(|column| {
                names.contains(&column.trim_start_matches('\u{feff}').trim().to_lowercase().as_str())
            })
        };
        let must = |names: &[&'static str]| find(names).ok_or(BanError::Column(names.first().copied().unwrap_or("")));
        Ok(Self {
            number: must(&["numero", "number"])?,
            suffix: find(&["rep", "suffixe"]),
            street: must(&["nom_voie", "voie_nom", "voie", "street"])?,
            postcode: find(&["code_postal", "cp", "postcode"]),
            code: find(&["code_insee", "commune_insee"]),
            town: must(&["nom_commune", "commune_nom", "commune", "city"])?,
            lon: must(&["lon", "long", "longitude"])?,
            lat: must(&["lat", "latitude"])?,
            place: find(&["nom_ld", "lieudit_complement_nom"]),
        })
    }
}

/// Reads a file of addresses (`.csv`, `.csv.gz`; `;` or `,`) and writes them. `tell` hears of lines read.
///
/// # Errors
/// [`BanError`] when it is no such file. Lines that are no address are counted and named, the rest is kept.
pub fn import_ban(from: &Path, to: &Path, tell: &mut dyn FnMut(u64)) -> Result<BanRead, BanError> {
    let mut reader = BufReader::new(File::open(from)?);
    let compressed = reader.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let mut text: BufReader<Box<dyn Read>> =
        BufReader::new(if compressed { Box::new(flate2::read::MultiGzDecoder::new(reader)) } else { Box::new(reader) });
    let begins = text.fill_buf().map_err(|_| BanError::Broken(0))?;
    let header = begins.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let parts = |of: u8| header.split(|byte| *byte == of).count();
    let delimiter = if parts(b';') >= parts(b',') { b';' } else { b',' };
    let mut sheet = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text);
    let columns = match sheet.headers() {
        Ok(header) => Columns::of(header)?,
        Err(fault) if fault.is_io_error() => return Err(BanError::Broken(0)),
        Err(_) => return Err(BanError::Column("numero")),
    };
    let mut gathering = Gathering::default();
    let mut row = csv::StringRecord::new();
    let mut read = BanRead::default();
    loop {
        match sheet.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) => {}
            Err(fault) if fault.is_io_error() => return Err(BanError::Broken(read.lines + 1)),
            Err(_) => {
                read.note("row");
                continue;
            }
        }
        read.lines += 1;
        if let Err(what) = gathering.row(&columns, &row) {
            read.wrong(row.position().map_or(0, csv::Position::line), what);
        }
        if read.lines.is_multiple_of(LOOK) {
            tell(read.lines);
        }
    }
    tell(read.lines);
    if gathering.draft.streets.is_empty() {
        return Err(BanError::Empty);
    }
    read.gathered = write(gathering.done(), to)?;
    Ok(read)
}

impl BanRead {
    fn note(&mut self, what: &'static str) {
        self.lines += 1;
        self.wrong(self.lines + 1, what);
    }

    fn wrong(&mut self, line: u64, what: &'static str) {
        self.wrong += 1;
        if self.problems.len() < NAMED {
            self.problems.push(BanProblem { line, what });
        }
    }
}

/// Doors by street and town.
#[derive(Default)]
struct Gathering {
    draft: Draft,
    towns: HashMap<String, usize>,
}

impl Gathering {
    fn row(&mut self, columns: &Columns, row: &csv::StringRecord) -> Result<(), &'static str> {
        let cell = |at: usize| row.get(at).map_or("", str::trim);
        let maybe = |at: Option<usize>| at.map_or("", cell);
        let degrees = |at: usize| cell(at).replace(',', ".").parse::<f64>().map_err(|_| "position");
        let place = Point::from_degrees(degrees(columns.lat)?, degrees(columns.lon)?).ok_or("position")?;
        // Where a coordinate is missing, files have zeros.
        if place == Point::default() {
            return Err("position");
        }
        let (street, town) = (cell(columns.street), cell(columns.town));
        if street.is_empty() || fold(street).is_empty() {
            return Err("name");
        }
        if fold(town).is_empty() {
            return Err("town");
        }
        let door = number(cell(columns.number)).ok_or("number")?;
        let town = self.town(town, maybe(columns.code));
        let postcode = maybe(columns.postcode);
        let at = self.draft.street(town, street, false);
        let letters =
            if maybe(columns.suffix).is_empty() { door.suffix } else { fold(maybe(columns.suffix)).replace(' ', "") };
        let hamlet = maybe(columns.place);
        self.draft.with(at, |street| {
            if street.postcode.is_empty() {
                postcode.clone_into(&mut street.postcode);
            }
            // 9999 and 0 stand for no number.
            if (1..9_000).contains(&door.value) {
                street.houses.push(House { number: door.value, suffix: suffix(&letters), place });
            } else if street.houses.is_empty() {
                street.lines = vec![vec![place]];
            }
        });
        if !hamlet.is_empty() {
            let at = self.draft.street(town, hamlet, true);
            self.draft.with(at, |street| street.houses.push(House { number: 0, suffix: 0, place }));
        }
        if let Some(town) = self.draft.towns.get_mut(town)
            && !postcode.is_empty()
            && !town.postcodes.iter().any(|known| known == postcode)
        {
            town.postcodes.push(postcode.to_owned());
        }
        Ok(())
    }

    fn town(&mut self, name: &str, code: &str) -> usize {
        let towns = &mut self.draft.towns;
        let key = if code.is_empty() { fold(name) } else { code.to_owned() };
        *self.towns.entry(key).or_insert_with(|| {
            towns.push(Town { names: vec![name.to_owned()], code: code.to_owned(), ..Town::default() });
            towns.len() - 1
        })
    }

    /// A town is in the middle of its streets.
    fn done(mut self) -> Draft {
        let mut places: Vec<Vec<Point>> = vec![Vec::new(); self.draft.towns.len()];
        for street in &self.draft.streets {
            if let Some(places) = places.get_mut(street.town) {
                places.push(street.middle());
            }
        }
        for (town, places) in self.draft.towns.iter_mut().zip(places) {
            town.place = mean(&places);
        }
        self.draft
    }
}
