//! Folders and files that hold people's data: for the account that runs Cabas, and for nobody else on the machine.

use std::{fs, io, path::Path};

/// Makes a folder, 0700, when it is absent. One that is there keeps the rights its owner gave it.
///
/// # Errors
/// The disk's own.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes a file, 0600, when it is absent, and closes one of ours that others could read. SQLite gives its journals the
/// rights of the database.
///
/// # Errors
/// The disk's own.
pub(crate) fn file(path: &Path) -> io::Result<()> {
    options().create(true).append(true).open(path)?;
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}

/// Writes a whole file, 0600.
///
/// # Errors
/// The disk's own.
pub(crate) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    io::Write::write_all(&mut options().create(true).write(true).truncate(true).open(path)?, content)
}

fn options() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Says whether others than its owner may read or write a file.
///
/// # Errors
/// The disk's own.
pub(super) fn is_open_to_others(path: &Path) -> io::Result<bool> {
    #[cfg(unix)]
    {
        Ok(std::os::unix::fs::MetadataExt::mode(&fs::metadata(path)?) & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        fs::metadata(path).map(|_| false)
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::MetadataExt;

    #[test]
    fn what_holds_peoples_data_is_its_owners_alone() {
        let dir = std::env::temp_dir().join(format!("cabas-files-{}", std::process::id()));
        folder(&dir.join("mail")).unwrap();
        let [database, letter] = ["a.sqlite", "mail/a.eml"].map(|name| dir.join(name));
        file(&database).unwrap();
        write(&letter, b"Bonjour").unwrap();
        let rights = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!([&dir, &dir.join("mail"), &database, &letter].map(|p| rights(p)), [0o700, 0o700, 0o600, 0o600]);
        fs::set_permissions(&database, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
        assert!(is_open_to_others(&database).unwrap());
        file(&database).unwrap();
        assert!(!is_open_to_others(&database).unwrap());
        fs::remove_dir_all(dir).unwrap();
    }
}
