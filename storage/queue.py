"""The outbox as a queue: whose turn it is on each route, and what gave up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, literal_column, select

from storage.tables import outbox

# Spelled out in the statement: a partial index helps only where the database sees its words.
_WAITING: ColumnElement[str] = literal_column("'waiting'")
_LEASED: ColumnElement[str] = literal_column("'leased'")
_DEAD: ColumnElement[str] = literal_column("'dead'")


@dataclass(frozen=True)
class Queued:
    """One wish as stored. `attempts` counts those begun; `attempted_at` is when the first began of which
    nobody knows how it ended, None if nothing can have gone out.
    """

    id: int
    kind: str
    route: str
    subject: str
    payload: Mapping[str, object]
    attempts: int
    attempted_at: datetime | None
    made_at: datetime
    due_at: datetime
    last_error: str | None


_QUEUED = select(*(outbox.c[name] for name in Queued.__dataclass_fields__))


def due_heads(conn: Connection, *, now: datetime, real_now: datetime, after: str, limit: int) -> list[Queued]:
    """Return at most `limit` wishes that may be claimed, one a route, kept from other claims (PostgreSQL).

    A leased wish owns its route until it is recorded; it may be claimed again when its lease has run out.
    Else the oldest due wish of a route is its head. Routes take turns: those after `after` come first, so
    that a long queue on one never holds up another.
    """
    found = _take(conn, _QUEUED.where(_abandoned(now, real_now)), after, limit)
    if len(found) < limit:
        found += _take(conn, _QUEUED.where(_heads(now)), after, limit - len(found))
    return found


def is_anything_due(conn: Connection, now: datetime, real_now: datetime) -> bool:
    """Say whether a claim would find something. Costs no write."""
    abandoned = select(outbox.c.id).where(_abandoned(now, real_now)).limit(1)
    heads = select(outbox.c.id).where(_heads(now)).limit(1)
    return conn.execute(abandoned).first() is not None or conn.execute(heads).first() is not None


def dead_wishes(conn: Connection, limit: int = 1_000) -> list[Queued]:
    """Return the wishes that gave up, oldest first."""
    rows = conn.execute(_QUEUED.where(outbox.c.state == _DEAD).order_by(outbox.c.id).limit(limit))
    return [_as_queued(row) for row in rows]


def _abandoned(now: datetime, real_now: datetime) -> ColumnElement[bool]:
    leased = (outbox.c.state == _LEASED) & (outbox.c.lease_until <= real_now)
    return leased & (outbox.c.due_at <= now)


def _heads(now: datetime) -> ColumnElement[bool]:
    holder, older = outbox.alias("holder"), outbox.alias("older")
    held = exists().where(holder.c.route == outbox.c.route, holder.c.state == _LEASED)
    behind = exists().where(
        older.c.route == outbox.c.route,
        older.c.id < outbox.c.id,
        older.c.state == _WAITING,
        older.c.due_at <= now,
    )
    return (outbox.c.state == _WAITING) & (outbox.c.due_at <= now) & ~held & ~behind


def _take(conn: Connection, found: Select[*tuple[object, ...]], after: str, limit: int) -> list[Queued]:
    turns = found.order_by(outbox.c.route <= after, outbox.c.route, outbox.c.id).limit(limit)
    rows = conn.execute(turns.with_for_update(skip_locked=True, of=outbox))
    return [_as_queued(row) for row in rows]


def _as_queued(row: Row[*tuple[object, ...]]) -> Queued:
    return Queued(**row._mapping)
