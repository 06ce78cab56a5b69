"""One PostgreSQL cluster of the benchmarks, durable as an operator's: nothing about its disk writes is loosened.

It is kept between runs, for the databases that took minutes to fill, and reached by a socket in its folder.
"""

import getpass
import os
import pathlib
import pwd
import shutil
import signal
import subprocess

from common import CACHE, Process, Refusal, as_account, run

SETTINGS = (
    "listen_addresses=",
    "shared_buffers=256MB",
    "max_wal_size=4GB",
    "max_connections=100",
    "log_min_messages=warning",
    "timezone=UTC",
)
ROLE = "bench"


class Cluster:
    def __init__(self, core: int | None) -> None:
        self.programs = programs()
        self.account = account()
        self.folder = folder(self.account)
        if not (self.folder / "data/PG_VERSION").exists():
            self.create()
        log = self.folder / "postgres.log"
        log.write_text("")
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder)]
        for setting in SETTINGS:
            command += ["-c", setting]
        # Asked to stop fast when this run ends, however it ends: what is committed stays.
        self.process = Process(
            command, dict(os.environ), log, folder=self.folder, core=core, end="INT", account=self.account
        )
        self.process.wait_until(self.is_ready)
        if not self.ask(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"):
            self.ask(f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS")

    def create(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.account:
            shutil.chown(self.folder, self.account, self.account)
        init = [str(self.programs / "initdb"), "--username=postgres", "--auth=trust", "--locale=C.UTF-8"]
        # PostgreSQL refuses to run as root: then it runs as the account that Debian's package makes.
        drop = ["setpriv", *as_account(self.account)] if self.account else []
        run([*drop, *init, "--encoding=UTF8", "-D", str(self.folder / "data")], "initdb", cwd=self.folder)

    def is_ready(self) -> bool:
        command = [str(self.programs / "pg_isready"), "--quiet", "--username=postgres", "--host", str(self.folder)]
        return subprocess.run(command, check=False).returncode == 0

    def psql(self, database: str, *arguments: str, stdin: bytes | None = None) -> str:
        """As the cluster's superuser, whom row-level security lets pass."""
        command = [str(self.programs / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "postgres"]
        command += ["-h", str(self.folder), "-d", database, *arguments]
        return run(command, "psql", stdin=stdin).strip()

    def ask(self, sql: str, database: str = "postgres") -> str:
        return self.psql(database, "-c", sql)

    def has(self, database: str) -> bool:
        return self.ask(f"SELECT 1 FROM pg_database WHERE datname = '{database}'") == "1"

    def make(self, database: str, template: str | None = None) -> None:
        source = f" TEMPLATE {template}" if template else ""
        self.ask(f"CREATE DATABASE {database} OWNER {ROLE}{source}")

    def drop(self, database: str) -> None:
        self.ask(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def words(self, database: str) -> str:
        """How the Python drivers want to be told."""
        return f"host={self.folder} user={ROLE} dbname={database}"

    def url(self, database: str) -> str:
        return f"postgres://{ROLE}@localhost/{database}?host={self.folder}"

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        self.process.stop(signal.SIGINT)


def programs() -> pathlib.Path:
    """Debian keeps the server's programs out of the path, one folder for each version: the newest is taken."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    if server := shutil.which("postgres"):
        return pathlib.Path(server).parent
    raise Refusal("PostgreSQL is not installed: `./just doctor` installs what is missing")


def account() -> str | None:
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise Refusal("PostgreSQL does not run as root, and there is no account `postgres`") from None


def folder(account: str | None) -> pathlib.Path:
    """In the cache; for another account in a place that it can reach."""
    return pathlib.Path(f"/var/tmp/cabas-bench-{getpass.getuser()}") if account else CACHE / "postgres"
