//! The secret file: master key, signing key, hashing key, three lines of base64, mode 0600.

use super::files;
use base64::{Engine, engine::general_purpose::STANDARD};
use cabas_store::{Secrets, vault::Key};
use std::{fs, io::Write, path::Path};

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    #[error("the secret file {0} is missing although there is data: without it nothing can be read; restore it")]
    MissingBesideData(String),
    #[error("the secret file {0} is short or damaged")]
    Damaged(String),
    #[error("the secret file {0} can be read by others: chmod 600 it, and rotate its keys if somebody may have")]
    Open(String),
    #[error("the secret file cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
}

/// Reads the secrets, or makes them when the installation is new.
///
/// # Errors
/// [`SecretError::MissingBesideData`] rather than a fresh key beside data that it could not open.
pub fn read_or_create(path: &Path, has_data: bool) -> Result<Secrets, SecretError> {
    match fs::read_to_string(path) {
        Ok(_) if files::is_open_to_others(path)? => Err(SecretError::Open(path.display().to_string())),
        Ok(text) => parse(&text).ok_or_else(|| SecretError::Damaged(path.display().to_string())),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound && has_data => {
            Err(SecretError::MissingBesideData(path.display().to_string()))
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => create(path),
        Err(e) => Err(e.into()),
    }
}

fn parse(text: &str) -> Option<Secrets> {
    let mut keys = text.lines().map(|l| Some(Key::new(STANDARD.decode(l.trim()).ok()?.try_into().ok()?)));
    Some(Secrets { master: keys.next()??, signing: keys.next()??, hashing: keys.next()?? })
}

fn create(path: &Path) -> Result<Secrets, SecretError> {
    let secrets = Secrets { master: Key::generate(), signing: Key::generate(), hashing: Key::generate() };
    if let Some(dir) = path.parent() {
        files::folder(dir)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = match options.open(path) {
        // Another process of ours was faster: use its keys.
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => return read_or_create(path, true),
        other => other?,
    };
    for key in [&secrets.master, &secrets.signing, &secrets.hashing] {
        writeln!(file, "{}", STANDARD.encode(key.expose()))?;
    }
    file.sync_all()?;
    Ok(secrets)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn keys_are_made_once_and_never_beside_data() {
        let dir = std::env::temp_dir().join(format!("cabas-secrets-{}", std::process::id()));
        let path = dir.join("secrets");
        assert!(matches!(read_or_create(&path, true), Err(SecretError::MissingBesideData(_))));
        let made = read_or_create(&path, false).unwrap();
        let read = read_or_create(&path, true).unwrap();
        assert_eq!(made.master.expose(), read.master.expose());
        fs::write(&path, "c2hvcnQ=\n").unwrap();
        assert!(matches!(read_or_create(&path, true), Err(SecretError::Damaged(_))));
        fs::remove_dir_all(dir).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn keys_that_others_may_read_are_no_secret() {
        let dir = std::env::temp_dir().join(format!("cabas-open-secrets-{}", std::process::id()));
        let path = dir.join("secrets");
        read_or_create(&path, false).unwrap();
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
        assert!(matches!(read_or_create(&path, true), Err(SecretError::Open(_))));
        fs::remove_dir_all(dir).unwrap();
    }
}
