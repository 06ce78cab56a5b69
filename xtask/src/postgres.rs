//! A throw-away PostgreSQL: one cluster in a temporary folder, reached by a socket in it, never by the network.
//!
//! Its data need not outlive the run, so nothing is forced to disk.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::process;

/// What tests read to find it.
pub(crate) const VARIABLE: &str = "CABAS_TEST_POSTGRES";

/// Of the folders' names; what follows is the id of the process that started the cluster.
const PREFIX: &str = "cabas-postgres-";

const SETTINGS: [&str; 8] = [
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "shared_buffers=128MB",
    "log_min_messages=fatal",
    "timezone=UTC",
];

/// Stopped, and its folder removed, when it goes out of scope.
pub(crate) struct Cluster {
    server: Child,
    folder: PathBuf,
}

impl Cluster {
    pub(crate) fn start() -> Result<Self> {
        let programs = programs()?;
        remove_leftovers();
        let folder = env::temp_dir().join(format!("{PREFIX}{}", std::process::id()));
        fs::create_dir(&folder)?;
        let account = account()?;
        if let Some(account) = &account {
            process::run(Command::new("chown").arg(account).arg(&folder))?;
        }
        process::output(
            as_account(account.as_deref(), &programs.join("initdb"))
                .args(["--username=postgres", "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8", "--no-sync", "-D"])
                .arg(folder.join("data"))
                .current_dir(&folder),
        )?;
        let mut server = as_account(account.as_deref(), &programs.join("postgres"));
        server.arg("-D").arg(folder.join("data")).arg("-k").arg(&folder);
        for setting in SETTINGS {
            server.args(["-c", setting]);
        }
        let server = server.stdin(Stdio::null()).current_dir(&folder).spawn()?;
        let mut cluster = Self { server, folder };
        cluster.wait(&programs)?;
        Ok(cluster)
    }

    /// As its superuser.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@localhost/postgres?host={}", self.folder.display())
    }

    #[expect(clippy::disallowed_methods, reason = "a command-line tool may wait for another program to be ready")]
    fn wait(&mut self, programs: &Path) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(30) {
            if let Some(status) = self.server.try_wait()? {
                bail!("PostgreSQL ended at once: {status}");
            }
            let mut ready = Command::new(programs.join("pg_isready"));
            if ready.args(["--quiet", "--username=postgres", "--host"]).arg(&self.folder).status()?.success() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        bail!("PostgreSQL was not ready after 30 seconds")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGQUIT: at once, without writing anything down.
        let _ = Command::new("kill").args(["-QUIT", &self.server.id().to_string()]).status();
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Runs the given command with a cluster beside it.
pub(crate) fn with_cluster(command: &[String]) -> Result<()> {
    let (program, arguments) = command.split_first().context("which command?")?;
    let cluster = Cluster::start()?;
    process::run(Command::new(program).args(arguments).env(VARIABLE, cluster.url()))
}

/// Folders of runs that were killed: their servers ended with them.
fn remove_leftovers() {
    for entry in fs::read_dir(env::temp_dir()).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name();
        let Some(owner) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else { continue };
        if !Path::new("/proc").join(owner).exists() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Debian keeps the server's programs out of the path, one folder for each version: the newest is taken.
fn programs() -> Result<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    let version = |folder: &PathBuf| folder.file_name().and_then(|name| name.to_string_lossy().parse::<u32>().ok());
    let mut versions: Vec<PathBuf> = debian.map(|entry| entry.path()).collect();
    versions.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
    let mut folders = versions.into_iter().map(|folder| folder.join("bin"));
    let in_path: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    folders
        .find(|folder| folder.join("initdb").exists())
        .or_else(|| in_path.into_iter().find(|folder| folder.join("initdb").exists()))
        .context("PostgreSQL is not installed: `./just doctor` says how")
}

/// PostgreSQL refuses to run as root: then it runs as the account that Debian's package creates.
fn account() -> Result<Option<String>> {
    let id = process::output(Command::new("id").arg("-u"))?;
    if String::from_utf8_lossy(&id).trim() != "0" {
        return Ok(None);
    }
    process::output(Command::new("id").args(["-u", "postgres"]))?;
    Ok(Some("postgres".to_owned()))
}

/// The program as that account, told to stop when this process ends, however it ends.
fn as_account(account: Option<&str>, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "QUIT"]);
    if let Some(account) = account {
        command.arg(format!("--reuid={account}")).arg(format!("--regid={account}")).arg("--clear-groups");
    }
    command.arg(program);
    command
}
