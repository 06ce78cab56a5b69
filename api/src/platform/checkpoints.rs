//! Checkpoints of the audit logs, kept in the data folder beside the database: one line of JSON each, an hour apart
//! (LG-3). Whoever copies the file elsewhere can tell later whether the end of a log was cut off.

use super::App;
use cabas_store::{StoreError, audit::Checkpoint};
use std::{
    fs,
    io::{self, Write},
    path::Path,
};

const FILE: &str = "audit-checkpoints.jsonl";

/// Takes a checkpoint and keeps it. A disk that takes none is told in the log; the next hour tries again.
///
/// # Errors
/// The database's own.
pub async fn keep(app: &App) -> Result<(), StoreError> {
    let checkpoint = Checkpoint::take(&app.store).await?;
    if let Err(e) = append(&app.config.data_dir, &checkpoint) {
        tracing::warn!(error = %e, "a checkpoint of the audit logs was not kept");
    }
    Ok(())
}

fn append(folder: &Path, checkpoint: &Checkpoint) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(folder.join(FILE))?;
    file.write_all(format!("{}\n", serde_json::to_string(checkpoint)?).as_bytes())?;
    file.sync_all()
}

/// Those kept in a folder, oldest first; `None` for a line that is no checkpoint.
///
/// # Errors
/// The file cannot be read. One that is not there holds none.
pub fn kept(folder: &Path) -> io::Result<Vec<Option<Checkpoint>>> {
    match fs::read_to_string(folder.join(FILE)) {
        Ok(text) => Ok(text.lines().map(|line| serde_json::from_str(line).ok()).collect()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(e),
    }
}
