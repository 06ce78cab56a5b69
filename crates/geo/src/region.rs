//! What this server knows of its region: a folder of files, each of which may be absent.

use crate::{Answer, BundleError, Found, Index, Network, Point, Router, Straight, Written};
use rayon::prelude::*;
use std::{
    io,
    path::{Path, PathBuf},
};

/// Streets, from an extract.
const ROADS: &str = "roads";
/// Addresses of an extract.
const ADDRESSES: &str = "addresses";
/// Addresses of a national file: surer of doors, so that they are asked first.
const DOORS: &str = "doors";

/// Where the files of a region are.
#[derive(Debug, Clone)]
pub struct Sources {
    pub roads: PathBuf,
    pub addresses: PathBuf,
    pub doors: PathBuf,
}

impl Sources {
    /// The files in a folder.
    pub fn within(folder: &Path) -> Self {
        Self { roads: folder.join(ROADS), addresses: folder.join(ADDRESSES), doors: folder.join(DOORS) }
    }
}

/// A region, open.
#[derive(Default)]
pub struct Region {
    roads: Option<Network>,
    indexes: Vec<Index>,
}

impl Region {
    /// Opens what there is in a folder. What is absent is no fault: distances are then straight lines, addresses wait for
    /// a person.
    ///
    /// # Errors
    /// [`BundleError`] for a file that is there and cannot be used.
    pub fn open(folder: &Path) -> Result<Self, BundleError> {
        let sources = Sources::within(folder);
        let indexes = [Index::open(&sources.doors), Index::open(&sources.addresses)];
        Ok(Self {
            roads: present(Network::open(&sources.roads))?,
            indexes: indexes.into_iter().filter_map(|index| present(index).transpose()).collect::<Result<_, _>>()?,
        })
    }

    /// Whether there is anything to find addresses in.
    pub fn knows_addresses(&self) -> bool {
        !self.indexes.is_empty()
    }

    /// The streets, where they are known.
    pub const fn roads(&self) -> Option<&Network> {
        self.roads.as_ref()
    }

    /// What answers for ways: the streets, else straight lines.
    pub fn router(&self) -> &dyn Router {
        self.roads.as_ref().map_or(&Straight, |roads| roads)
    }

    /// Finds an address; at most `most` that it may be.
    pub fn find(&self, text: &str, most: usize) -> Answer {
        self.best(most, |index| index.find(text, most))
    }

    /// Finds many, on all cores.
    pub fn find_all<T: AsRef<str> + Sync>(&self, texts: &[T], most: usize) -> Vec<Answer> {
        texts.par_iter().map(|text| self.find(text.as_ref(), most)).collect()
    }

    /// Addresses of this region as people write them, from the first file that has some.
    pub fn corpus(&self, count: usize, seed: u64) -> Vec<Written> {
        self.indexes.first().map(|index| index.corpus(count, seed)).unwrap_or_default()
    }

    /// What somebody may be about to write.
    pub fn complete(&self, text: &str, most: usize) -> Answer {
        self.best(most, |index| index.complete(text, most))
    }

    /// The address of a place: the nearest of what each file has.
    pub fn at(&self, place: Point) -> Option<Found> {
        let found = self.indexes.iter().filter_map(|index| index.at(place));
        found.max_by(|a, b| b.level.cmp(&a.level).then(a.sure.total_cmp(&b.sure)))
    }

    /// The surest answers of all files; of equally sure ones the more precise, then that of the first file.
    fn best(&self, most: usize, ask: impl Fn(&Index) -> Answer) -> Answer {
        let mut answer = Answer::default();
        for index in &self.indexes {
            let other = ask(index);
            answer.complement = answer.complement.or(other.complement);
            answer.found.extend(other.found);
        }
        // A door is worth a little less certainty than its street.
        let worth = |found: &Found| if found.level <= crate::Level::Place { found.sure + 0.1 } else { found.sure };
        answer.found.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        let mut kept: Vec<Found> = Vec::new();
        for found in answer.found {
            let known = |other: &Found| other.street == found.street && other.place.metres_to(found.place) < 150.0;
            if kept.len() < most && !kept.iter().any(known) {
                kept.push(found);
            }
        }
        Answer { found: kept, ..answer }
    }
}

/// A file that is not there is none.
fn present<T>(opened: Result<T, BundleError>) -> Result<Option<T>, BundleError> {
    match opened {
        Ok(opened) => Ok(Some(opened)),
        Err(BundleError::Io(fault)) if fault.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabas_kernel::words::rounds::TravelMode;

    #[test]
    fn without_files_ways_are_straight_and_addresses_unknown() {
        let folder = tempfile::tempdir().unwrap();
        let region = Region::open(folder.path()).unwrap();
        assert!(!region.knows_addresses() && region.roads().is_none());
        assert_eq!(region.find("12 rue Grimaldi", 3), Answer::default());
        assert_eq!(region.router().ways(), crate::Ways::Straight);
        let [a, b] = [(43.0, 7.0), (43.0, 7.01)].map(|(lat, lon)| Point::from_degrees(lat, lon).unwrap());
        let table = region.router().table(TravelMode::Foot, &[a, b]).unwrap();
        assert_eq!((table.cell(0, 1), table.cell(0, 0)), (Some((846, 1_057)), Some((0, 0))));
    }

    #[test]
    fn a_file_that_is_there_and_broken_is_told() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(ROADS), b"CABASGEO but no more").unwrap();
        assert!(matches!(Region::open(folder.path()), Err(BundleError::Broken | BundleError::Version)));
    }
}
