"""Who is away at an instant, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from storage.lists import one_of
from storage.tables import leaves
from storage.tables.types import Instant


@dataclass(frozen=True)
class Leave:
    """A person is away from one instant until another, by whoever said so. `zone` is where their days begin.

    `moved_at` is when what they had was moved on, None as long as it was not; `ended_at` when they were back in
    fact, None as long as it counts.
    """

    id: str
    person: str
    from_at: datetime
    until_at: datetime
    zone: str
    set_by: str
    set_at: datetime
    moved_at: datetime | None = None
    ended_at: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """Say whether the person is away at this instant."""
        return self.from_at <= at < self.until_at and (self.ended_at is None or at < self.ended_at)


_COLUMNS = [leaves.c[name] for name in Leave.__dataclass_fields__]
_AT = bindparam("at", type_=Instant)
_AWAY = select(leaves.c.person, leaves.c.until_at).where(
    one_of(leaves.c.person, "people"),
    leaves.c.ended_at.is_(None),
    leaves.c.from_at <= _AT,
    leaves.c.until_at > _AT,
)


def away(conn: Connection, people: Iterable[str], at: datetime) -> dict[str, datetime]:
    """Return which of these people (Slack ids) are away at this instant, now or to come, each with until when.

    One statement, however many they are. Whoever has come back since was there all along.
    """
    asked = {"people": sorted(set(people)), "at": at}
    return {row.person: row.until_at for row in conn.execute(_AWAY, asked)}


def standing_leave(conn: Connection, person: str) -> Leave | None:
    """Return the person's leave that is not over, begun or to come; None if there is none."""
    found = select(*_COLUMNS).where(leaves.c.person == person, leaves.c.ended_at.is_(None))
    row = conn.execute(found).one_or_none()
    return None if row is None else Leave(**row._mapping)


def leave_with(conn: Connection, leave_id: str) -> Leave | None:
    """Return the leave of this id, or None."""
    row = conn.execute(select(*_COLUMNS).where(leaves.c.id == leave_id)).one_or_none()
    return None if row is None else Leave(**row._mapping)
