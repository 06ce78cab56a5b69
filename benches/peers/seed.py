"""Fills a peer's database: `seed.py FLAVOUR DATABASE ROWS`.

FLAVOUR is `fastapi` or `django`, which keep ids and instants in SQLite as they are used to. DATABASE is a path, or the
words of a PostgreSQL connection. Prints, as JSON, what the peer and its callers need: the organisation, the bearer
token, the key that opens households' keys.
"""

import hashlib
import json
import os
import pathlib
import sqlite3
import sys
from datetime import UTC, datetime
from itertools import islice
from uuid import UUID

import people
import psycopg
import vault

FOLDER = pathlib.Path(__file__).parent
BATCH = 2_000
# The tables whose rows belong to an organisation.
SCOPED = ("memberships", "recipient_keys", "recipients", "look_entries")
FAR = datetime(2100, 1, 1, tzinfo=UTC)
ORGANISATION = people.ordered_id(4, 0)
ADMIN = {
    "id": people.ordered_id(5, 0),
    "person_id": people.ordered_id(6, 0),
}
MEMBER_COLUMNS = {
    "people": ("id", "email", "display_name", "auth_epoch"),
    "memberships": ("id", "organisation_id", "person_id", "inviter_id", "roles", "state", "last_seen_at", "created_at"),
}
RECIPIENT_COLUMNS = {
    "recipient_keys": ("recipient_id", "organisation_id", "wrapped_key"),
    "recipients": ("id", "organisation_id", "external_ref", "sealed", "household_size", "status"),
}


class Sqlite:
    TYPES = {
        "fastapi": {"uuid": "BLOB", "instant": "TEXT", "date": "TEXT"},
        "django": {"uuid": "char(32)", "instant": "datetime", "date": "date"},
    }

    def __init__(self, flavour: str, path: str) -> None:
        self.flavour, self.db = flavour, sqlite3.connect(path)
        self.db.execute("PRAGMA journal_mode=WAL")
        words = {**self.TYPES[flavour], "bytes": "BLOB", "seq": "INTEGER PRIMARY KEY AUTOINCREMENT"}
        words |= {"with_key": "", "by_key": " WITHOUT ROWID"}
        self.db.executescript(schema(words))

    def value(self, value):
        if isinstance(value, UUID):
            return value.bytes if self.flavour == "fastapi" else value.hex
        if isinstance(value, datetime):
            return value.isoformat() if self.flavour == "fastapi" else f"{value:%Y-%m-%d %H:%M:%S.%f}"
        return value

    def insert(self, table: str, columns: tuple[str, ...], rows: list[tuple]) -> None:
        marks = ", ".join("?" * len(columns))
        values = [[self.value(value) for value in row] for row in rows]
        self.db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)

    def close(self) -> None:
        self.db.commit()
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.db.close()


class Postgres:
    def __init__(self, flavour: str, words: str) -> None:
        self.db = psycopg.connect(words)
        words = {"uuid": "UUID", "instant": "TIMESTAMPTZ", "date": "DATE", "bytes": "BYTEA"}
        words |= {"with_key": " INCLUDE (organisation_id, wrapped_key)", "by_key": ""}
        self.db.execute(schema({**words, "seq": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"}))

    def insert(self, table: str, columns: tuple[str, ...], rows: list[tuple]) -> None:
        with self.db.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def close(self) -> None:
        # Last, so that the rows went in without a scope.
        policy = (FOLDER / "row_security.sql").read_text()
        for table in SCOPED:
            self.db.execute(policy.replace("{table}", table))
        self.db.commit()
        self.db.autocommit = True
        self.db.execute("VACUUM (ANALYZE)")
        self.db.close()


def schema(words: dict[str, str]) -> str:
    text = (FOLDER / "schema.sql").read_text()
    for word, meaning in words.items():
        text = text.replace("{" + word + "}", meaning)
    return text


def insert(db, columns: dict[str, tuple[str, ...]], rows) -> None:
    """Some rows of several tables, in the order of the tables. `rows` yields one tuple of tuples each."""
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        for number, (table, names) in enumerate(columns.items()):
            db.insert(table, names, [row[number] for row in batch])


def members(count: int):
    for i in range(count):
        m = people.member(i)
        yield (
            (m["person_id"], m["email"], m["display_name"], 1),
            (
                m["id"],
                ORGANISATION,
                m["person_id"],
                m["inviter_id"] or ADMIN["person_id"],
                m["roles"],
                m["state"],
                m["last_seen_at"],
                m["created_at"],
            ),
        )


def admin(db) -> str:
    now, token = datetime.now(UTC), os.urandom(32).hex()
    db.insert("people", MEMBER_COLUMNS["people"], [(ADMIN["person_id"], "samia@exemple.example", "Samia Haddad", 1)])
    standing = (ADMIN["id"], ORGANISATION, ADMIN["person_id"], None, 4, "active", None, now)
    db.insert("memberships", MEMBER_COLUMNS["memberships"], [standing])
    hashed = hashlib.sha256(token.encode()).hexdigest()
    columns = ("token_hash", "person_id", "auth_epoch", "idle_until", "ends_at", "revoked_at")
    db.insert("sessions", columns, [(hashed, ADMIN["person_id"], 1, FAR, FAR, None)])
    return token


def record(cells: dict[str, str]) -> bytes:
    """A household as Cabas seals it: every field, those without a value too."""
    phone = cells["téléphone"]
    return json.dumps(
        {
            "display_name": cells["nom"],
            "birth_year": None,
            "address": {
                "street": cells["adresse"],
                "postal_code": cells["code postal"],
                "city": cells["ville"],
                "floor": cells["étage"],
                **({"door_code": cells["digicode"]} if cells["digicode"] else {}),
                "geo_state": "to_confirm",
            },
            "phones": [{"e164": f"+33{phone[1:]}"}] if phone else [],
            "language": cells["langue"],
            "no_sms": False,
            "self_pickup": False,
            "special_handling": False,
            "internal_note": cells["note interne"] or None,
            "delivery_note": cells["consigne"] or None,
            "referrer": None,
            "contacts": [],
            "diet": [],
            "avoid": [],
            "tags": [],
            "default_package": None,
            "delivery_type": "ongoing",
            "may_contact": True,
            "pauses": [],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def households(count: int, organisation_key: bytes):
    for i in range(count):
        id, key, cells = people.scattered_id(i), os.urandom(32), people.household(i)
        wrapped = vault.seal(organisation_key, vault.place("recipient_keys", id.bytes, ORGANISATION.bytes), key)
        sealed = vault.seal(key, vault.place("recipients", id.bytes, ORGANISATION.bytes), record(cells))
        size = int(cells["nombre de personnes"])
        yield (id, ORGANISATION, wrapped), (id, ORGANISATION, cells["réf"], sealed, size, "active")


def main(flavour: str, database: str, rows: int) -> None:
    db = Postgres(flavour, database) if "host=" in database else Sqlite(flavour, database)
    organisation_key = os.urandom(32)
    db.insert("organisations", ("id", "name", "zone"), [(ORGANISATION, "Les Paniers", "Europe/Paris")])
    token = admin(db)
    insert(db, MEMBER_COLUMNS, members(rows))
    insert(db, RECIPIENT_COLUMNS, households(rows, organisation_key))
    db.close()
    print(json.dumps({"organisation": str(ORGANISATION), "token": token, "key": organisation_key.hex()}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
