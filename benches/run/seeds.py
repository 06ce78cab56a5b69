"""Databases filled once, and copied for each measurement.

What is in clear goes in by SQL; what is sealed goes in as it does for anybody, by sheets through the API: only the
server has the keys. A seed is made anew when the schema, the fictitious people or this file change.
"""

import hashlib
import json
import pathlib
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

import people
import sheets
import venvs
from cabas import Server
from common import CACHE, PEERS, ROOT, Refusal, remove, run, say, temporary
from postgres import Cluster

# Rows of one sheet at most (crates/sheet/src/limits.rs).
SHEET = 10_000
# Stops of one round, and the part of a day's stops that is in rounds already.
ROUND, PLANNED = 30, 0.7
BATCH = 5_000


@dataclass
class Copy:
    """A filled database of one measurement's own."""

    folder: pathlib.Path
    facts: dict
    # On PostgreSQL: its name; how a peer is told; how Cabas is.
    database: str | None = None
    words: str | None = None
    url: str | None = None

    @property
    def file(self) -> pathlib.Path:
        return self.folder / "peer.sqlite"


class Seeds:
    """Where filled databases are kept, on one of the two databases."""

    def __init__(self, database: str, cluster: Cluster | None) -> None:
        self.database, self.cluster = database, cluster

    @contextmanager
    def copy(self, what: str, size: int) -> Iterator[Copy]:
        """A copy of a seed: `cabas_lists`, `cabas_day`, `fastapi`, `django`. It goes away afterwards."""
        seed = self.made(what, size)
        folder, name = temporary(), f"run_{uuid.uuid4().hex[:12]}"
        shutil.copytree(seed, folder, dirs_exist_ok=True)
        if self.cluster:
            self.cluster.make(name, seed.name)
        try:
            yield self.described(folder, name)
        finally:
            remove(folder)
            if self.cluster:
                self.cluster.drop(name)

    def described(self, folder: pathlib.Path, name: str) -> Copy:
        file = folder / "facts.json"
        facts = json.loads(file.read_text()) if file.exists() else {}
        if not self.cluster:
            return Copy(folder, facts)
        return Copy(folder, facts, name, self.cluster.words(name), self.cluster.url(name))

    def made(self, what: str, size: int) -> pathlib.Path:
        # A day of deliveries is made for tomorrow, and grows old.
        week = date.today().strftime("_%G_%V") if what == "cabas_day" else ""
        name = f"{what}_{size}{week}_{fingerprint()}"
        final = CACHE / "seeds" / self.database / name
        if final.exists() and (not self.cluster or self.cluster.has(name)):
            return final
        draft, filling = final.with_suffix(".new"), f"{name}_new"
        for folder in (draft, final):
            remove(folder)
        draft.mkdir(parents=True)
        say(f"filling {what} with {size:,} rows on {self.database}")
        if self.cluster:
            for database in (filling, name):
                self.cluster.drop(database)
            self.cluster.make(filling)
        copy = self.described(draft, filling)
        facts = {"cabas_lists": self.lists, "cabas_day": self.day}.get(what, self.peer)(copy, size, what)
        (draft / "facts.json").write_text(json.dumps(facts))
        if self.cluster:
            self.cluster.ask("VACUUM (ANALYZE)", filling)
            self.cluster.ask(f"ALTER DATABASE {filling} RENAME TO {name}")
        for log in (draft / "server.log", draft / "cabas.sqlite-shm"):
            log.unlink(missing_ok=True)
        draft.rename(final)
        return final

    # --- Cabas ---------------------------------------------------------------------------------------------------

    def lists(self, copy: Copy, size: int, _: str) -> dict:
        """Members in clear, households sealed: as many of each."""
        server = Server(copy.folder, copy.url)
        server.start()
        try:
            server.found()
            organisation = server.organisation
            for start in range(0, size, SHEET):
                count = min(SHEET, size - start)
                sheets.bring_in(server, people.recipients_sheet(start, count), count, kind="recipients")
                say(f"{start + count:,} households")
        finally:
            server.stop()
        if self.cluster:
            self.members_of_postgres(copy.database, organisation, size)
        else:
            members_of_sqlite(copy.folder / "cabas.sqlite", organisation, size)
        return {"organisation": organisation}

    def members_of_postgres(self, database: str, organisation: str, size: int) -> None:
        asked = f"SELECT node_id, person_id FROM memberships WHERE organisation_id = '{organisation}'"
        first = [uuid.UUID(id) for id in self.cluster.ask(asked, database).split("|")]
        rows = member_rows(uuid.UUID(organisation), *first, size)
        while batch := list(islice(rows, BATCH)):
            for table, columns in MEMBER_COLUMNS.items():
                text = "\n".join("\t".join(copied(value) for value in row[table]) for row in batch) + "\n"
                copy = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
                self.cluster.psql(database, "-c", copy, stdin=text.encode())

    def day(self, copy: Copy, size: int, _: str) -> dict:
        """A day of so many drop-offs, most of them in rounds, and volunteers to carry them."""
        day = (date.today() + timedelta(days=1)).isoformat()
        server = Server(copy.folder, copy.url)
        server.start()
        try:
            server.found()
            package_kind(server)
            sheets.bring_in(server, people.stops_sheet(day, 0, size), size, kind="tasks", date=day)
            deliveries = [item["id"] for item in server.pages(f"~/deliveries?date={day}&limit=100")]
            if len(deliveries) != size:
                raise Refusal(f"{size} deliveries were made and {len(deliveries)} are listed")
            planned = deliveries[: int(size * PLANNED)]
            for number, start in enumerate(range(0, len(planned), ROUND), 1):
                asked = {"name": f"Tournée {number}", "date": day, "delivery_ids": planned[start : start + ROUND]}
                server.call("POST", "~/rounds", asked)
            return {"organisation": server.organisation, "day": day}
        finally:
            server.stop()

    # --- peers ---------------------------------------------------------------------------------------------------

    def peer(self, copy: Copy, size: int, name: str) -> dict:
        database = copy.words or str(copy.file)
        command = [str(venvs.python("django")), str(PEERS / "seed.py"), name, database, str(size)]
        return json.loads(run(command, f"filling {name}", env=venvs.environment()))


def fingerprint() -> str:
    """Of all that decides what a seed holds."""
    digest = hashlib.sha256()
    watched = [*(ROOT / "migrations/src").rglob("*.*"), *PEERS.glob("*.*")]
    watched += [ROOT / "benches/run" / name for name in ("people.py", "seeds.py")]
    for path in sorted(watched):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:10]


def forget(cluster: Cluster | None) -> None:
    """Takes every seed away."""
    remove(CACHE / "seeds")
    if cluster:
        names = cluster.ask("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'")
        for name in names.split():
            cluster.drop(name)


def package_kind(server: Server) -> None:
    server.call("POST", "~/package-kinds", {"slug": "panier", "name": "Panier", "weight_g": 6500})


# --- members in clear, as Cabas keeps them (migrations/src/foundation.sql) ------------------------------------------

MEMBER_COLUMNS = {
    "people": ("id", "email", "display_name", "auth_epoch", "created_at", "updated_at"),
    "trust_nodes": ("id", "organisation_id", "parent_id", "created_at"),
    "memberships": (
        *("id", "organisation_id", "person_id", "node_id", "inviter_id", "roles", "state", "last_seen_at"),
        *("version", "created_at", "updated_at"),
    ),
}


def micros(instant: datetime | None) -> int | None:
    return None if instant is None else int(instant.timestamp() * 1_000_000)


def member_rows(
    organisation: uuid.UUID, root: uuid.UUID, admin: uuid.UUID, size: int
) -> Iterator[dict[str, tuple]]:
    """Rows of members below the first one: `root` is the admin's place in the tree."""
    for i in range(size):
        m = people.member(i)
        at, seen, node = micros(m["created_at"]), micros(m["last_seen_at"]), m["node_id"]
        place = (m["id"], organisation, m["person_id"], node, m["inviter_id"] or admin)
        standing = (*place, m["roles"], m["state"], seen, 1, at, at)
        yield {
            "people": (m["person_id"], m["email"], m["display_name"], 1, at, at),
            "trust_nodes": (node, organisation, m["parent_id"] or root, at),
            "memberships": standing,
        }


def members_of_sqlite(file: pathlib.Path, organisation: str, size: int) -> None:
    db, id = sqlite3.connect(file), uuid.UUID(organisation)
    asked = "SELECT node_id, person_id FROM memberships WHERE organisation_id = ?"
    first = [uuid.UUID(bytes=found) for found in db.execute(asked, (id.bytes,)).fetchone()]
    rows = member_rows(id, *first, size)
    while batch := list(islice(rows, BATCH)):
        for table, columns in MEMBER_COLUMNS.items():
            marks = ", ".join("?" * len(columns))
            values = [[v.bytes if isinstance(v, uuid.UUID) else v for v in row[table]] for row in batch]
            db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def copied(value: object) -> str:
    """A value as COPY reads it; no text of ours holds a tab or a backslash."""
    return r"\N" if value is None else str(value)
