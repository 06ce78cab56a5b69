"""The two databases, by their own drivers: what a service written for speed uses.

SQLite is called from the event loop, since a read from the page cache takes less time than a hop to another thread;
looks are committed by a thread of their own, those that wait together in one transaction. PostgreSQL is asyncpg.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

ACTOR = """
    SELECT s.person_id, o.zone, m.roles, m.state FROM sessions s JOIN people p ON p.id = s.person_id
    LEFT JOIN organisations o ON o.id = $2
    LEFT JOIN memberships m ON m.person_id = p.id AND m.organisation_id = $2
         AND m.state NOT IN ('left', 'excluded', 'refused')
    WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.ends_at > $3 AND s.idle_until > $3
      AND s.auth_epoch = p.auth_epoch AND p.erased_at IS NULL"""
MEMBERS = """
    SELECT m.id, m.person_id, p.email, p.display_name, m.roles, m.state, m.created_at, m.last_seen_at, ip.display_name
    FROM memberships m JOIN people p ON p.id = m.person_id
    LEFT JOIN people ip ON ip.id = m.inviter_id AND ip.erased_at IS NULL
    WHERE m.organisation_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3"""
RECIPIENTS = """
    SELECT r.id, r.external_ref, r.household_size, r.status, r.last_status, r.last_day, r.sealed, k.wrapped_key
    FROM recipients r JOIN recipient_keys k ON k.recipient_id = r.id AND k.organisation_id = r.organisation_id
    WHERE r.organisation_id = $1 AND r.merged_into IS NULL AND r.id > $2 AND k.recipient_id > $2
    ORDER BY r.id LIMIT $3"""
LOOK = """
    INSERT INTO look_entries (organisation_id, actor_id, purpose, recipient_ids, created_at)
    VALUES ($1, $2, $3, $4, $5)"""
# Looks in one commit, at most.
BATCH = 64


@dataclass(slots=True)
class Actor:
    person: UUID | bytes
    zone: str
    roles: int | None
    state: str | None


async def open_database(words: str) -> "Sqlite | Postgres":
    if "host=" not in words:
        return Sqlite(words)
    settings = dict(pair.split("=", 1) for pair in words.split())
    pool = await asyncpg.create_pool(
        host=settings["host"],
        user=settings["user"],
        database=settings["dbname"],
        min_size=4,
        max_size=16,
        server_settings={"jit": "off", "max_parallel_workers_per_gather": "0"},
    )
    return Postgres(pool)


class Postgres:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    @asynccontextmanager
    async def scope(self, organisation: UUID) -> "AsyncIterator[Scoped]":
        """One transaction for a request, which names its organisation to row-level security in its first message."""
        async with self.pool.acquire() as db:
            await db.execute(f"BEGIN; SET LOCAL app.organisation_id = '{organisation}'")
            try:
                yield Scoped(db)
            except BaseException:
                await db.execute("ROLLBACK")
                raise
            await db.execute("COMMIT")

    async def close(self) -> None:
        await self.pool.close()


class Scoped:
    def __init__(self, db: asyncpg.Connection) -> None:
        self.db = db

    async def actor(self, token: str, organisation: UUID, now: datetime) -> Actor | None:
        row = await self.db.fetchrow(ACTOR, token, organisation, now)
        return Actor(*row) if row else None

    async def members(self, organisation: UUID, after: UUID, limit: int) -> list:
        return await self.db.fetch(MEMBERS, organisation, after, limit)

    async def recipients(self, organisation: UUID, after: UUID, limit: int) -> list:
        return await self.db.fetch(RECIPIENTS, organisation, after, limit)

    async def look(self, organisation: UUID, person: UUID, purpose: str, seen: bytes, at: datetime) -> None:
        await self.db.execute(LOOK, organisation, person, purpose, seen, at)


class Sqlite:
    ACTOR, MEMBERS, RECIPIENTS, LOOK = (sql.replace("$", "?") for sql in (ACTOR, MEMBERS, RECIPIENTS, LOOK))

    def __init__(self, path: str) -> None:
        self.path, self.db = path, connect(path)
        self.waiting: queue.SimpleQueue = queue.SimpleQueue()
        self.writer = threading.Thread(target=self.write, daemon=True)
        self.writer.start()

    @asynccontextmanager
    async def scope(self, organisation: UUID) -> "AsyncIterator[Sqlite]":
        yield self

    async def actor(self, token: str, organisation: UUID, now: datetime) -> Actor | None:
        row = self.db.execute(self.ACTOR, (token, organisation.bytes, now.isoformat())).fetchone()
        return Actor(*row) if row else None

    async def members(self, organisation: UUID, after: UUID, limit: int) -> list:
        return self.db.execute(self.MEMBERS, (organisation.bytes, after.bytes, limit)).fetchall()

    async def recipients(self, organisation: UUID, after: UUID, limit: int) -> list:
        return self.db.execute(self.RECIPIENTS, (organisation.bytes, after.bytes, limit)).fetchall()

    async def look(self, organisation: UUID, person: bytes, purpose: str, seen: bytes, at: datetime) -> None:
        done = asyncio.get_running_loop().create_future()
        self.waiting.put(((organisation.bytes, person, purpose, seen, at.isoformat()), done))
        await done

    def write(self) -> None:
        db = connect(self.path)
        while (first := self.waiting.get()) is not None:
            batch, ends = [first], False
            while len(batch) < BATCH and not self.waiting.empty():
                if (another := self.waiting.get()) is None:
                    ends = True
                    break
                batch.append(another)
            error = None
            try:
                with db:
                    db.executemany(self.LOOK, [row for row, _ in batch])
            except sqlite3.Error as failure:
                error = failure
            batch[0][1].get_loop().call_soon_threadsafe(settle, [done for _, done in batch], error)
            if ends:
                break
        db.close()

    async def close(self) -> None:
        self.waiting.put(None)
        self.writer.join()
        self.db.close()


def settle(waiting: list[asyncio.Future], error: Exception | None) -> None:
    for done in waiting:
        if done.cancelled():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)


def connect(path: str) -> sqlite3.Connection:
    """A connection as Cabas sets its own: durable at each commit."""
    db = sqlite3.connect(path, check_same_thread=False, cached_statements=200)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA foreign_keys=ON")
    db.execute("PRAGMA busy_timeout=5000")
    db.execute("PRAGMA cache_size=-16000")
    return db
