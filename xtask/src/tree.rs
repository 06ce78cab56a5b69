//! The files of the clone, as git sees them: tracked or about to be, never ignored ones.

use std::{path::PathBuf, process::Command};

use anyhow::Result;

use crate::{paths, process};

/// A file of the clone with its path from the root, `/` between folders.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Every readable text file whose path satisfies `keep`; binary files are left out.
pub(crate) fn text_files(keep: impl Fn(&str) -> bool) -> Result<Vec<File>> {
    let root = paths::root();
    let listing = process::output(
        Command::new("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(&root),
    )?;
    let mut files: Vec<File> = String::from_utf8_lossy(&listing)
        .split('\0')
        .filter(|path| !path.is_empty() && keep(path))
        .filter_map(|path| Some(File { path: path.to_owned(), text: read(&root.join(path))? }))
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn read(path: &PathBuf) -> Option<String> {
    std::fs::read_to_string(path).ok()
}
