"""The two lists in FastAPI: members in clear, households sealed one by one with one look noted for each page.

`BENCH_DATABASE` is a path (SQLite) or the words of a PostgreSQL connection, `BENCH_KEY` the organisation's key.
"""

import base64
import binascii
import hashlib
import os
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from database import Actor, open_database
from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from models import Household, Member, Page, Recipient, roles_of
from vault import Vault

DISPATCHER, ADMIN = 2, 4
bearer = HTTPBearer()


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.vault = Vault(bytes.fromhex(os.environ["BENCH_KEY"]))
    app.state.database = await open_database(os.environ["BENCH_DATABASE"])
    yield
    await app.state.database.close()


app = FastAPI(title="Peer", lifespan=lifespan)


Bearer = Annotated[HTTPAuthorizationCredentials, Depends(bearer)]


async def admitted(database, organisation: UUID, credentials: HTTPAuthorizationCredentials) -> Actor:
    """Who asks, by the session's row, and what they are in the organisation of the path."""
    token = hashlib.sha256(credentials.credentials.encode()).hexdigest()
    found = await database.actor(token, organisation, datetime.now(UTC))
    if found is None:
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    if found.state != "active":
        raise HTTPException(404)
    if not found.roles & (DISPATCHER | ADMIN):
        raise HTTPException(403)
    return found


def position(cursor: str | None) -> UUID:
    """Where a page begins: after this id."""
    try:
        return UUID(bytes=base64.urlsafe_b64decode(cursor)) if cursor else UUID(int=0)
    except (binascii.Error, ValueError) as error:
        raise HTTPException(422) from error


def cursor_after(items: list, rows: list, limit: int) -> str | None:
    return base64.urlsafe_b64encode(items[-1].id.bytes).decode() if len(rows) > limit else None


Limit = Annotated[int, Query(ge=1, le=100)]


@app.get("/organisations/{organisation}/members")
async def list_members(
    organisation: UUID, credentials: Bearer, limit: Limit = 25, cursor: str | None = None
) -> Page[Member]:
    async with app.state.database.scope(organisation) as database:
        await admitted(database, organisation, credentials)
        rows = await database.members(organisation, position(cursor), limit + 1)
    items = [
        Member(
            id=id,
            user_id=person,
            email=email,
            display_name=name,
            roles=roles_of(roles),
            state=state,
            joined_at=joined,
            last_seen_at=seen,
            invited_by=inviter,
        )
        for id, person, email, name, roles, state, joined, seen, inviter in rows[:limit]
    ]
    return Page(items=items, next_cursor=cursor_after(items, rows, limit))


@app.get("/organisations/{organisation}/recipients")
async def list_recipients(
    organisation: UUID, credentials: Bearer, limit: Limit = 25, cursor: str | None = None
) -> Page[Recipient]:
    async with app.state.database.scope(organisation) as database:
        actor = await admitted(database, organisation, credentials)
        rows = await database.recipients(organisation, position(cursor), limit + 1)
        today = datetime.now(ZoneInfo(actor.zone)).date()
        items = [opened(organisation.bytes, today, *row) for row in rows[:limit]]
        seen = b"".join(item.id.bytes for item in items)
        await database.look(organisation, actor.person, "recipient_list", seen, datetime.now(UTC))
    return Page(items=items, next_cursor=cursor_after(items, rows, limit))


def opened(
    organisation: bytes,
    today: date,
    id: bytes | UUID,
    external_ref: str | None,
    size: int,
    status: str,
    last_status: str | None,
    last_day: date | None,
    sealed: bytes,
    wrapped: bytes,
) -> Recipient:
    """One household of the list: what only its own key opens, without what the list does not show."""
    id = UUID(bytes=id) if isinstance(id, bytes) else id
    household = Household.model_validate_json(app.state.vault.open(id.bytes, organisation, wrapped, sealed))
    pause = household.pause_on(today)
    return Recipient(
        id=id,
        external_ref=external_ref,
        display_name=household.display_name,
        household_size=size,
        street=household.address.street,
        postal_code=household.address.postal_code,
        city=household.address.city,
        geo_state=household.address.geo_state,
        status="paused" if pause and status == "active" else status,
        paused_until=pause.until if pause else None,
        last_delivery={"status": last_status, "date": last_day} if last_status else None,
    )
