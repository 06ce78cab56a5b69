"""What the lists show, and what a sealed household holds of it."""

from datetime import date, datetime
from typing import Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

Item = TypeVar("Item")
Role = Literal["volunteer", "dispatcher", "admin"]
State = Literal["active", "awaiting_confirmation", "suspended", "frozen", "excluded", "left", "refused"]
Status = Literal["pending", "active", "paused", "stopped", "deceased"]
BITS: tuple[tuple[int, Role], ...] = ((1, "volunteer"), (2, "dispatcher"), (4, "admin"))


def roles_of(bits: int) -> list[Role]:
    return [role for bit, role in BITS if bits & bit]


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    next_cursor: str | None


class Member(BaseModel):
    id: UUID
    user_id: UUID
    email: str
    display_name: str
    roles: list[Role]
    state: State
    joined_at: datetime
    last_seen_at: datetime | None
    invited_by: str | None


class LastDelivery(BaseModel):
    status: str
    date: date


class Recipient(BaseModel):
    id: UUID
    external_ref: str | None
    display_name: str
    household_size: int
    street: str
    postal_code: str
    city: str
    geo_state: str
    status: Status
    paused_until: date | None
    last_delivery: LastDelivery | None


class Address(BaseModel):
    street: str
    postal_code: str = ""
    city: str = ""
    geo_state: str


class Pause(BaseModel):
    start: date = Field(alias="from")
    until: date | None = None


class Household(BaseModel):
    """The part of a sealed record that the list needs; the rest is not even parsed."""

    display_name: str
    address: Address
    pauses: list[Pause]

    def pause_on(self, day: date) -> Pause | None:
        return next((p for p in self.pauses if p.start <= day and (p.until is None or day <= p.until)), None)
