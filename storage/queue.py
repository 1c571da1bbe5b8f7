"""The outbox as a queue: whose turn it is on each route, and what gave up."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    Label,
    Row,
    Select,
    Text,
    bindparam,
    exists,
    false,
    func,
    literal,
    literal_column,
    select,
    true,
)

from storage.tables import outbox
from storage.tables.types import Instant

# Spelled out in the statement: a partial index helps only where the database sees its words.
_WAITING: ColumnElement[str] = literal_column("'waiting'")
_LEASED: ColumnElement[str] = literal_column("'leased'")
_DEAD: ColumnElement[str] = literal_column("'dead'")
_ROUTES_A_STEP = 200

Side = Literal["slack", "web"]
SIDES: tuple[Side, ...] = get_args(Side)
WEBHOOK = "webhook"


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
    yields: bool


_QUEUED = select(*(outbox.c[name] for name in Queued.__dataclass_fields__))


@dataclass(frozen=True)
class Due:
    """What is due now: by the clock, and for leases in real time; on one side of the outbox.

    The sides have room of their own, so that receivers who hang never hold up Slack, nor Slack them.
    """

    side: Side
    now: datetime
    real_now: datetime


def due_heads(
    conn: Connection, due: Due, *, after: str, limit: int, retries_first: bool, yielding_first: bool = False
) -> list[Queued]:
    """Return at most `limit` wishes that may be claimed, one a route, kept from other claims (PostgreSQL).

    A leased wish owns its route until it is recorded; it may be claimed again when its lease has run out.
    Else the oldest due wish of a route is its head; of those that yield, only where no other is due, or, so that
    they come at all, with `yielding_first`. Routes take turns by name: those after `after` come first, so that a
    long queue on one never holds up another. Retries and heads alternate.
    """
    retries, heads = iter(_retries(conn, due, limit)), _heads(conn, due, after, yielding_first)
    wanted = list(itertools.islice(_in_turn(retries, heads, one_first=retries_first), limit))
    if not wanted:
        return []
    rows = conn.execute(_CLAIM, {"now": due.now, "real_now": due.real_now, "wanted": wanted})
    by_id = {row.id: _as_queued(row) for row in rows}
    return [by_id[wish_id] for wish_id in wanted if wish_id in by_id]


def is_anything_due(conn: Connection, due: Due) -> bool:
    """Say whether a claim would find something. Costs no write."""
    return bool(_retries(conn, due, 1)) or next(_heads(conn, due, "", False), None) is not None


def dead_wishes(conn: Connection, limit: int = 1_000) -> list[Queued]:
    """Return the wishes that gave up, oldest first."""
    rows = conn.execute(_QUEUED.where(outbox.c.state == _DEAD).order_by(outbox.c.id).limit(limit))
    return [_as_queued(row) for row in rows]


def begun_or_dead(kind: str) -> CompoundSelect[str]:
    """Return the subjects of wishes of this kind that are being fulfilled or gave up, as a query."""
    subjects = select(outbox.c.subject).where(outbox.c.kind == kind)
    return subjects.where(outbox.c.state == _LEASED).union_all(subjects.where(outbox.c.state == _DEAD))


def _on_side(side: Side, kind: ColumnElement[str]) -> ColumnElement[bool]:
    return kind == WEBHOOK if side == "web" else kind != WEBHOOK


def _retries(conn: Connection, due: Due, limit: int) -> Sequence[int]:
    """Return leased wishes whose turn has come again, the longest due first."""
    asked = {"now": due.now, "real_now": due.real_now, "most": limit}
    return conn.execute(_RETRIES[due.side], asked).scalars().all()


def _in_turn(one: Iterator[int], other: Iterator[int], *, one_first: bool) -> Iterator[int]:
    """Give one of each in turn until both have ended."""
    sources = [one, other] if one_first else [other, one]
    while sources:
        source = sources.pop(0)
        found = next(source, None)
        if found is not None:
            yield found
            sources.append(source)


def _heads(conn: Connection, due: Due, after: str, yielding_first: bool) -> Iterator[int]:
    """Give the ids of heads, from the route after `after` on and round to it again."""
    seen: set[str] = set()
    for first in (after, "") if after else ("",):
        for route, head, yielding in _turns(conn, due, first):
            if route in seen:
                return
            seen.add(route)
            chosen = [one for one in (head, yielding) if one is not None]
            if chosen:
                yield chosen[-1 if yielding_first else 0]


def one_at_a_time(conn: Connection) -> None:
    """Wait until no other process claims, and let none claim until this transaction ends.

    On PostgreSQL, where two that leased the same routes in other orders would wait in a circle.
    """
    if conn.dialect.name == "postgresql":
        conn.exec_driver_sql(_ONE_CLAIM_AT_A_TIME)


def _turns(conn: Connection, due: Due, after: str) -> Iterator[tuple[str, int | None, int | None]]:
    """Give the routes after `after` on which something waits, by name, each with its head, and with the head of
    those that yield; None where there is none.
    """
    while True:
        rows = conn.execute(_STEP[due.side], {"now": due.now, "after": after}).all()
        yield from ((row.route, row.head, row.yielding) for row in rows)
        if len(rows) < _ROUTES_A_STEP:
            return
        after = rows[-1].route


def _step(side: Side) -> Select[str, int | None, int | None]:
    """Go from route to route in the index: the cost is by routes looked at, however much waits on each."""

    def first_after(route: ColumnElement[str]) -> Select[str]:
        one = outbox.alias()
        waiting = (one.c.state == _WAITING) & _on_side(side, one.c.kind)
        return select(func.min(one.c.route)).where(waiting, one.c.route > route)

    first = first_after(bindparam("after", type_=Text))
    begun = select(first.scalar_subquery().label("route"), literal(1).label("turn"))
    turns = begun.cte("turns", recursive=True)
    following = first_after(turns.c.route).correlate(turns).scalar_subquery()
    more = turns.c.route.is_not(None) & (turns.c.turn < _ROUTES_A_STEP)
    turns = turns.union_all(select(following, turns.c.turn + 1).where(more))
    holder = outbox.alias("holder")
    # Said outright: two selects deep, the route of this turn would become that of any.
    held = exists().where(holder.c.route == turns.c.route, holder.c.state == _LEASED).correlate(turns)

    def oldest(name: str, yields: ColumnElement[bool]) -> Label[int | None]:
        one = outbox.alias()
        due = select(one.c.id).where(
            one.c.route == turns.c.route,
            one.c.state == _WAITING,
            one.c.yields == yields,
            one.c.due_at <= _NOW,
            ~held,
        )
        return due.order_by(one.c.id).limit(1).scalar_subquery().label(name)

    heads = (oldest("head", false()), oldest("yielding", true()))
    return select(turns.c.route, *heads).where(turns.c.route.is_not(None))


def _as_queued(row: Row[*tuple[Any, ...]]) -> Queued:
    return Queued(**row._mapping)


_ONE_CLAIM_AT_A_TIME = "SELECT pg_advisory_xact_lock(7238147915)"
# Made once: building such a statement costs more than running it.
_NOW = bindparam("now", type_=Instant)
_IS_OVER = (outbox.c.state == _LEASED) & (outbox.c.lease_until <= bindparam("real_now", type_=Instant))
_RETRIES = {
    side: select(outbox.c.id)
    .where(_IS_OVER, outbox.c.due_at <= _NOW, _on_side(side, outbox.c.kind))
    .order_by(outbox.c.due_at)
    .limit(bindparam("most", type_=Integer))
    for side in SIDES
}
_STEP = {side: _step(side) for side in SIDES}
# The state is asked again: another process may have claimed one since.
_CLAIM = (
    _QUEUED.where(outbox.c.id.in_(bindparam("wanted", expanding=True)))
    .where(outbox.c.due_at <= _NOW, (outbox.c.state == _WAITING) | _IS_OVER)
    .order_by(outbox.c.id)
    .with_for_update(skip_locked=True)
)
