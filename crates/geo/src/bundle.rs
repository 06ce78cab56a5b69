//! Files of named lists, read where they lie: opened in no time, shared between processes, forgotten by the system when
//! memory is short.
//!
//! | Bytes | What |
//! |---|---|
//! | 8 | `CABASGEO` |
//! | 4, 4 | version of the layout, number of lists |
//! | 8 | length of the file |
//! | per list 24, 8, 8 | name, where it begins, its length in bytes |
//! | then | the lists, each on a multiple of 64, numbers as this machine keeps them |

use bytemuck::Pod;
use std::{
    fs::File,
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

const MAGIC: &[u8; 8] = b"CABASGEO";
const NAME: usize = 24;
const ROW: usize = NAME + 16;
const HEAD: usize = 24;
const ALIGN: u64 = 64;
/// No bundle has as many: a number beyond is not one of ours.
const MOST: usize = 64;

/// Why a file of lists cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The file could not be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Another kind of file, or cut off.
    #[error("not a bundle, or cut off: build it again")]
    Broken,
    /// Written by another version.
    #[error("written by another version: build it again")]
    Version,
    /// A list that should be there is not, or has another size.
    #[error("{0} is missing: build it again")]
    Missing(&'static str),
}

/// A file of lists, open.
pub(crate) struct Bundle {
    bytes: filebuffer::FileBuffer,
    lists: Vec<(Box<str>, usize, usize)>,
}

impl Bundle {
    /// Opens a file. Only its table is read.
    pub(crate) fn open(path: &Path, version: u32) -> Result<Self, BundleError> {
        let bytes = filebuffer::FileBuffer::open(path)?;
        let lists = table(&bytes, version)?;
        Ok(Self { bytes, lists })
    }

    /// A list of numbers, where it lies.
    pub(crate) fn list<T: Pod>(&self, name: &'static str) -> Result<&[T], BundleError> {
        let missing = BundleError::Missing(name);
        let Some((_, from, to)) = self.lists.iter().find(|(known, ..)| **known == *name) else { return Err(missing) };
        let bytes = self.bytes.get(*from..*to).ok_or(BundleError::Broken)?;
        bytemuck::try_cast_slice(bytes).map_err(|_| missing)
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

fn table(bytes: &[u8], version: u32) -> Result<Vec<(Box<str>, usize, usize)>, BundleError> {
    if bytes.get(..8) != Some(MAGIC) {
        return Err(BundleError::Broken);
    }
    let both = number(bytes, 8).ok_or(BundleError::Broken)?;
    if both & u64::from(u32::MAX) != u64::from(version) {
        return Err(BundleError::Version);
    }
    let count = usize::try_from(both >> 32).unwrap_or(usize::MAX);
    let whole = number(bytes, 16).and_then(|length| usize::try_from(length).ok());
    if count > MOST || whole != Some(bytes.len()) {
        return Err(BundleError::Broken);
    }
    (0..count).map(|row| list(bytes, HEAD + row * ROW).ok_or(BundleError::Broken)).collect()
}

fn list(bytes: &[u8], at: usize) -> Option<(Box<str>, usize, usize)> {
    let name = bytes.get(at..at + NAME)?;
    let name = std::str::from_utf8(name.split(|byte| *byte == 0).next()?).ok()?;
    let from = usize::try_from(number(bytes, at + NAME)?).ok()?;
    let to = from.checked_add(usize::try_from(number(bytes, at + NAME + 8)?).ok()?)?;
    (to <= bytes.len()).then(|| (name.into(), from, to))
}

/// A file of lists being written. It appears under its name when it is whole.
pub(crate) struct Writer {
    file: BufWriter<File>,
    path: PathBuf,
    draft: PathBuf,
    version: u32,
    lists: Vec<(&'static str, u64, u64)>,
    at: u64,
}

impl Writer {
    /// Begins a file.
    pub(crate) fn create(path: &Path, version: u32) -> Result<Self, BundleError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut draft = path.as_os_str().to_owned();
        draft.push(".part");
        let draft = PathBuf::from(draft);
        let mut file = BufWriter::new(File::create(&draft)?);
        // Room for the table, which is known at the end.
        let at = u64::try_from(HEAD + MOST * ROW).unwrap_or(u64::MAX).next_multiple_of(ALIGN);
        file.seek(SeekFrom::Start(at))?;
        Ok(Self { file, path: path.to_owned(), draft, version, lists: Vec::new(), at })
    }

    /// Adds a list. Names have at most 24 bytes.
    pub(crate) fn put<T: Pod>(&mut self, name: &'static str, list: &[T]) -> Result<(), BundleError> {
        let bytes: &[u8] = bytemuck::cast_slice(list);
        self.file.write_all(bytes)?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.lists.push((name, self.at, length));
        let end = self.at + length;
        self.at = end.next_multiple_of(ALIGN);
        let gap = usize::try_from(self.at - end).unwrap_or(0);
        self.file.write_all([0; 64].get(..gap).unwrap_or_default())?;
        Ok(())
    }

    /// Writes the table and shows the file.
    pub(crate) fn finish(mut self) -> Result<(), BundleError> {
        let mut head = Vec::with_capacity(HEAD + self.lists.len() * ROW);
        head.extend_from_slice(MAGIC);
        head.extend_from_slice(&self.version.to_le_bytes());
        head.extend_from_slice(&u32::try_from(self.lists.len()).unwrap_or(u32::MAX).to_le_bytes());
        head.extend_from_slice(&self.at.to_le_bytes());
        for (name, from, length) in &self.lists {
            let mut field = [0_u8; NAME];
            for (to, byte) in field.iter_mut().zip(name.bytes()) {
                *to = byte;
            }
            head.extend_from_slice(&field);
            head.extend_from_slice(&from.to_le_bytes());
            head.extend_from_slice(&length.to_le_bytes());
        }
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&head)?;
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(std::fs::rename(self.draft, self.path)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path) {
        let mut writer = Writer::create(path, 3).unwrap();
        writer.put("numbers", &[1_u32, 2, 3]).unwrap();
        writer.put("nothing", &Vec::<u64>::new()).unwrap();
        writer.put("wide", &[u64::MAX, 5]).unwrap();
        writer.finish().unwrap();
    }

    #[test]
    fn lists_are_read_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/region");
        write(&path);
        let bundle = Bundle::open(&path, 3).unwrap();
        assert_eq!(bundle.list::<u32>("numbers").unwrap(), [1, 2, 3]);
        assert!(bundle.list::<u64>("nothing").unwrap().is_empty());
        assert_eq!(bundle.list::<u64>("wide").unwrap(), [u64::MAX, 5]);
        assert!(matches!(bundle.list::<u32>("absent"), Err(BundleError::Missing("absent"))));
        assert!(matches!(bundle.list::<u64>("numbers"), Err(BundleError::Missing("numbers"))), "of another width");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no draft stays");
    }

    #[test]
    fn a_file_that_is_cut_off_or_of_another_version_is_said_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("region");
        write(&path);
        assert!(matches!(Bundle::open(&path, 4), Err(BundleError::Version)));
        let whole = std::fs::read(&path).unwrap();
        for length in [0, 7, 8, 20, 100, whole.len() - 1] {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(Bundle::open(&path, 3).is_err(), "{length} bytes");
        }
        let mut other = whole.clone();
        other[12] = 200;
        std::fs::write(&path, &other).unwrap();
        assert!(matches!(Bundle::open(&path, 3), Err(BundleError::Broken)), "more lists than there are");
        assert!(matches!(Bundle::open(&folder.path().join("absent"), 3), Err(BundleError::Io(_))));
    }
}
