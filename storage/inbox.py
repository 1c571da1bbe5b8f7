"""Events that were taken in and are not yet dealt with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.tables import inbox

_NEWEST = 2_000


@dataclass(frozen=True)
class Stored:
    """One stored event. `attempts` counts how often it had to be put off."""

    id: int
    event_id: str
    payload: Mapping[str, object]
    received_at: datetime
    attempts: int


def due_events(conn: Connection, now: datetime, limit: int) -> list[Stored]:
    """Return at most `limit` stored events that are due, in the order in which they came."""
    columns = [inbox.c[name] for name in Stored.__dataclass_fields__]
    found = (
        select(*columns)
        .where(inbox.c.done_at.is_(None), inbox.c.due_at <= now)
        .order_by(inbox.c.due_at, inbox.c.id)
        .limit(limit)
    )
    return [Stored(**row._mapping) for row in conn.execute(found)]


def opened_homes(conn: Connection, since: datetime) -> list[str]:
    """Return who has opened App Home since then, as far as the newest events tell."""
    newest = select(inbox.c.payload, inbox.c.received_at).order_by(inbox.c.id.desc()).limit(_NEWEST)
    found = (row.payload for row in conn.execute(newest) if row.received_at >= since)
    return sorted({str(one["user"]) for one in found if one.get("type") == "app_home_opened"})


def waiting_events(conn: Connection) -> int:
    """Return how many stored events are not dealt with."""
    waiting = select(func.count()).select_from(inbox).where(inbox.c.done_at.is_(None))
    return int(conn.execute(waiting).scalar_one())
