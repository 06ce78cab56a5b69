//! The write-ahead log of a file, and how long it may become.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// A log beyond so many bytes is emptied after the commit that made it so long. SQLite empties it by itself every thousand
/// pages, but only once nobody reads from it: where somebody always does, it would grow without end. The other half of
/// what it may take (64 MiB, security DO-8) is room for the writes of one commit.
const LONG: u64 = 32 * 1024 * 1024;

/// Moves what is committed into the file and empties the log. It waits for the statements that still read from the log,
/// five seconds at most, and they for nothing.
pub(crate) const EMPTY_LOG: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// The log that stands beside a file.
pub(crate) struct Log {
    path: PathBuf,
    long: u64,
    /// How long it must be for the next try.
    due: AtomicU64,
}

impl Log {
    pub(crate) fn of(file: &Path) -> Self {
        Self::within(file, LONG)
    }

    /// One that is long from so many bytes on.
    pub(crate) fn within(file: &Path, long: u64) -> Self {
        let mut path = file.as_os_str().to_owned();
        path.push("-wal");
        Self { path: path.into(), long, due: AtomicU64::new(long) }
    }

    /// Says whether it is time to empty it.
    pub(crate) fn is_long(&self) -> bool {
        self.bytes() > self.due.load(Ordering::Relaxed)
    }

    /// Notes that it was emptied, or that another program would not let it (one that copies the file, say): then it is tried
    /// again once it has grown by as much.
    pub(crate) fn tried(&self) {
        self.due.store(self.bytes().saturating_add(self.long), Ordering::Relaxed);
    }

    fn bytes(&self) -> u64 {
        fs::metadata(&self.path).map_or(0, |log| log.len())
    }
}
