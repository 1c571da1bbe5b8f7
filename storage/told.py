"""Who was told of something that can be over again, so that what they read of it stays true."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from storage.digests import add_digests
from storage.tables import digests


def note_told(conn: Connection, about: str, people: Iterable[str], *, now: datetime) -> None:
    """Keep, in this transaction, that these (people, or the leaders' channel) are told of it."""
    told = sorted(set(people))
    if told:
        add_digests(conn, f"told:{about}", told, "issued", now=now)


def told_of(conn: Connection, about: str) -> list[str]:
    """Return who was told of it."""
    found = select(digests.c.period).where(digests.c.audience == f"told:{about}").order_by(digests.c.period)
    return list(conn.execute(found).scalars())
