"""The outbox as a queue: whose turn it is on each route, and what gave up."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    exists,
    func,
    literal,
    literal_column,
    select,
)

from storage.tables import outbox

# Spelled out in the statement: a partial index helps only where the database sees its words.
_WAITING: ColumnElement[str] = literal_column("'waiting'")
_LEASED: ColumnElement[str] = literal_column("'leased'")
_DEAD: ColumnElement[str] = literal_column("'dead'")
_ROUTES_A_STEP = 200


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
    Else the oldest due wish of a route is its head. Routes take turns by name: those after `after` come
    first, so that a long queue on one never holds up another.
    """
    over = conn.execute(_abandoned(now, real_now, limit)).scalars().all()
    wanted = [*over, *itertools.islice(_heads(conn, now, after), limit - len(over))]
    if not wanted:
        return []
    # Their state is asked again: another process may have claimed one since.
    mine = _QUEUED.where(outbox.c.id.in_(wanted), outbox.c.due_at <= now).where(
        (outbox.c.state == _WAITING) | _is_over(real_now)
    )
    rows = conn.execute(mine.order_by(outbox.c.id).with_for_update(skip_locked=True))
    by_id = {row.id: _as_queued(row) for row in rows}
    return [by_id[wish_id] for wish_id in wanted if wish_id in by_id]


def is_anything_due(conn: Connection, now: datetime, real_now: datetime) -> bool:
    """Say whether a claim would find something. Costs no write."""
    over = conn.execute(_abandoned(now, real_now, 1)).first() is not None
    return over or next(_heads(conn, now, ""), None) is not None


def dead_wishes(conn: Connection, limit: int = 1_000) -> list[Queued]:
    """Return the wishes that gave up, oldest first."""
    rows = conn.execute(_QUEUED.where(outbox.c.state == _DEAD).order_by(outbox.c.id).limit(limit))
    return [_as_queued(row) for row in rows]


def begun_or_dead(kind: str) -> CompoundSelect[tuple[str]]:
    """Return the subjects of wishes of this kind that are being fulfilled or gave up, as a query."""
    subjects = select(outbox.c.subject).where(outbox.c.kind == kind)
    return subjects.where(outbox.c.state == _LEASED).union_all(subjects.where(outbox.c.state == _DEAD))


def _is_over(real_now: datetime) -> ColumnElement[bool]:
    return (outbox.c.state == _LEASED) & (outbox.c.lease_until <= real_now)


def _abandoned(now: datetime, real_now: datetime, limit: int) -> Select[tuple[int]]:
    found = select(outbox.c.id).where(_is_over(real_now), outbox.c.due_at <= now)
    return found.order_by(outbox.c.route).limit(limit)


def _heads(conn: Connection, now: datetime, after: str) -> Iterator[int]:
    """Give the ids of heads, from the route after `after` on and round to it again."""
    seen: set[str] = set()
    for first in (after, "") if after else ("",):
        for route, head in _turns(conn, now, first):
            if route in seen:
                return
            seen.add(route)
            if head is not None:
                yield head


def _turns(conn: Connection, now: datetime, after: str) -> Iterator[tuple[str, int | None]]:
    """Give the routes after `after` on which something waits, by name, each with its head or None."""
    while True:
        rows = conn.execute(_step(now, after)).all()
        yield from ((row.route, row.head) for row in rows)
        if len(rows) < _ROUTES_A_STEP:
            return
        after = rows[-1].route


def _step(now: datetime, after: str) -> Select[tuple[str, int | None]]:
    """Go from route to route in the index: the cost is by routes looked at, however much waits on each."""

    def first_after(route: ColumnElement[str]) -> Select[tuple[str]]:
        one = outbox.alias()
        return select(func.min(one.c.route)).where(one.c.state == _WAITING, one.c.route > route)

    begun = select(first_after(literal(after)).scalar_subquery().label("route"), literal(1).label("turn"))
    turns = begun.cte("turns", recursive=True)
    following = first_after(turns.c.route).correlate(turns).scalar_subquery()
    more = turns.c.route.is_not(None) & (turns.c.turn < _ROUTES_A_STEP)
    turns = turns.union_all(select(following, turns.c.turn + 1).where(more))
    holder, oldest = outbox.alias("holder"), outbox.alias("oldest")
    held = exists().where(holder.c.route == turns.c.route, holder.c.state == _LEASED)
    head = (
        select(oldest.c.id)
        .where(oldest.c.route == turns.c.route, oldest.c.state == _WAITING, oldest.c.due_at <= now, ~held)
        .order_by(oldest.c.id)
        .limit(1)
    )
    return select(turns.c.route, head.scalar_subquery().label("head")).where(turns.c.route.is_not(None))


def _as_queued(row: Row[*tuple[Any, ...]]) -> Queued:
    return Queued(**row._mapping)
