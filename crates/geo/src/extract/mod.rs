//! Extracts of `OpenStreetMap` (`.osm.pbf`), read in a stream: what is in memory at once is a handful of blocks, whatever
//! the size of the file.

mod tags;

pub(crate) use tags::Tags;

use osmpbf::{Blob, BlobDecode, BlobReader, ByteOffset, PrimitiveBlock};
use rayon::prelude::*;
use std::{
    io::{self, SeekFrom},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

/// Why an extract cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// The file is not there, or cannot be read.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Another kind of file.
    #[error("not an extract of OpenStreetMap (.osm.pbf)")]
    Other,
    /// The extract says that reading it takes something unknown here.
    #[error("this extract takes {0}, which is not supported")]
    Feature(String),
    /// A block that cannot be read: the file was cut off, or changed.
    #[error("broken or cut off after {0} bytes: fetch it again")]
    Broken(u64),
}

/// What the reader must know of to read an extract rightly.
const FEATURES: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];

/// How many blocks are read ahead: enough for all cores, and little memory.
const AHEAD: usize = 16;

/// What a block holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Holds {
    pub(crate) nodes: bool,
    pub(crate) ways: bool,
    pub(crate) relations: bool,
}

impl Holds {
    pub(crate) const ALL: Self = Self { nodes: true, ways: true, relations: true };
    pub(crate) const NODES: Self = Self { nodes: true, ways: false, relations: false };
    pub(crate) const RELATIONS: Self = Self { nodes: false, ways: false, relations: true };
    pub(crate) const WAYS: Self = Self { nodes: false, ways: true, relations: false };

    fn any_of(self, other: Self) -> bool {
        self.nodes && other.nodes || self.ways && other.ways || self.relations && other.relations
    }

    fn of(block: &PrimitiveBlock) -> (Self, u64) {
        let (mut holds, mut objects) = (Self::default(), 0);
        for group in block.groups() {
            let nodes = group.nodes().len() + group.dense_nodes().len();
            let (ways, relations) = (group.ways().len(), group.relations().len());
            holds.nodes |= nodes > 0;
            holds.ways |= ways > 0;
            holds.relations |= relations > 0;
            objects += u64::try_from(nodes + ways + relations).unwrap_or(0);
        }
        (holds, objects)
    }
}

/// How far a reading is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Read {
    /// Bytes of the file behind, and in all.
    pub bytes: u64,
    pub of: u64,
    /// Nodes, ways and relations so far.
    pub objects: u64,
}

/// A block that was understood: what was made of it, what it held, how many objects.
type Understood<T> = Option<(T, Holds, u64)>;

/// An extract.
#[derive(Debug)]
pub struct Extract {
    path: PathBuf,
    bytes: u64,
    /// Where each block begins, and what it may hold: all there is, until it was read once.
    blocks: Vec<(ByteOffset, Holds)>,
}

impl Extract {
    /// Opens an extract: its head is read, and where its blocks begin.
    pub fn open(path: &Path) -> Result<Self, ExtractError> {
        let bytes = std::fs::metadata(path)?.len();
        let mut reader = BlobReader::from_path(path).map_err(|_| ExtractError::Other)?;
        let first = reader.next().ok_or(ExtractError::Other)?.map_err(|_| ExtractError::Other)?;
        let head = first.to_headerblock().map_err(|_| ExtractError::Other)?;
        if let Some(unknown) = head.required_features().iter().find(|wanted| !FEATURES.contains(&wanted.as_str())) {
            return Err(ExtractError::Feature(unknown.clone()));
        }
        Ok(Self { path: path.to_owned(), bytes, blocks: blocks(path, bytes)? })
    }

    /// Reads all blocks that may hold what is asked for: `map` on all cores, `fold` in the order of the file. Answers
    /// how many objects the blocks held.
    pub(crate) fn read<T: Send>(
        &mut self,
        wanted: Holds,
        map: impl Fn(&PrimitiveBlock) -> T + Sync,
        mut fold: impl FnMut(T),
        tell: &mut dyn FnMut(Read),
    ) -> Result<u64, ExtractError> {
        let mut reader = BlobReader::seekable_from_path(&self.path).map_err(|_| ExtractError::Broken(0))?;
        let mut read = Read { of: self.bytes, ..Read::default() };
        let mut blocks: Vec<&mut (ByteOffset, Holds)> =
            self.blocks.iter_mut().filter(|(_, holds)| holds.any_of(wanted)).collect();
        for batch in blocks.chunks_mut(AHEAD) {
            let blobs = batch.iter().map(|(offset, _)| reader.blob_from_offset(*offset)).collect::<Result<Vec<_>, _>>();
            let blobs = blobs.map_err(|_| ExtractError::Broken(read.bytes))?;
            let made: Vec<_> = blobs.par_iter().map(|blob| understand(blob, &map)).collect::<Result<_, _>>()?;
            for (made, (offset, known)) in made.into_iter().zip(batch.iter_mut().map(|block| &mut **block)) {
                read.bytes = offset.0;
                let (made, holds, objects) =
                    made.map_or((None, Holds::default(), 0), |(made, holds, objects)| (Some(made), holds, objects));
                *known = holds;
                read.objects += objects;
                if let Some(made) = made {
                    fold(made);
                }
            }
            tell(read);
        }
        read.bytes = self.bytes;
        tell(read);
        Ok(read.objects)
    }
}

/// Where the blocks of a file begin. The last one must end where the file ends.
fn blocks(path: &Path, bytes: u64) -> Result<Vec<(ByteOffset, Holds)>, ExtractError> {
    let mut reader = BlobReader::seekable_from_path(path).map_err(|_| ExtractError::Broken(0))?;
    let mut blocks = Vec::new();
    loop {
        let at = reader.seek_raw(SeekFrom::Current(0)).map_err(|_| ExtractError::Broken(bytes))?;
        match reader.next_header_skip_blob() {
            Some(Ok(_)) => blocks.push((ByteOffset(at), Holds::ALL)),
            None if at == bytes => return Ok(blocks),
            Some(Err(_)) | None => return Err(ExtractError::Broken(at.min(bytes))),
        }
    }
}

/// Decompresses a block and makes something of it; nothing of a block that is not data.
///
/// The reader panics on a block whose numbers point outside of it: such a block is a broken one.
fn understand<T>(blob: &Blob, map: &impl Fn(&PrimitiveBlock) -> T) -> Result<Understood<T>, ExtractError> {
    let broken = || ExtractError::Broken(blob.offset().map_or(0, |offset| offset.0));
    let understood = catch_unwind(AssertUnwindSafe(|| match blob.decode() {
        Ok(BlobDecode::OsmData(block)) => {
            let (holds, objects) = Holds::of(&block);
            Ok(Some((map(&block), holds, objects)))
        }
        Ok(_) => Ok(None),
        Err(_) => Err(broken()),
    }));
    understood.unwrap_or_else(|_| Err(broken()))
}

#[cfg(test)]
mod tests;
