"""Who wants no weekly message of their own, as an owner or as one who leads."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from storage.lists import one_of
from storage.tables import mutes

_MUTED = select(mutes.c.person).where(one_of(mutes.c.person, "people"))


def is_muted(conn: Connection, person: str) -> bool:
    """Say whether this person wants none."""
    return bool(muted(conn, [person]))


def muted(conn: Connection, people: Iterable[str]) -> frozenset[str]:
    """Return which of these people (Slack ids) want none."""
    return frozenset(conn.execute(_MUTED, {"people": sorted(set(people))}).scalars())
