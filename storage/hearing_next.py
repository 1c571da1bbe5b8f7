"""Who hears next of what is late: as the chain would go, if nothing happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from domain.escalation import ChainKind, Course, Line, hears_after
from storage.escalation import Next, Taken, chained, line_of, steps_taken
from storage.outputs import names_of

_LOOKED_AT = 10


@dataclass(frozen=True)
class Chain:
    """The chain of one output: its course, the steps taken, and who hears in which role at an instant."""

    course: Course
    taken: list[Taken]
    line_at: Callable[[datetime], Line]


def chain_of(conn: Connection, output_id: str, kind: ChainKind, leaders: str | None) -> Chain | None:
    """Return the chain of this kind of the output, None where nothing is to be done any more."""
    found = chained(conn, output_id, kind)
    if found is None:
        return None

    def line_at(now: datetime) -> Line:
        return line_of(conn, found, leaders=leaders, now=now)

    return Chain(found.course, steps_taken(conn, output_id, kind), line_at)


def next_of(
    conn: Connection,
    person: str,
    rows: Sequence[Row[Any]],
    chain_of: Callable[[Row[Any]], Chain | None],
    leaders: str | None,
) -> Next | None:
    """Return who hears next of the first of these, and when: somebody else than the person, or it is no news.

    Each row has `next_step`, `next_at` and `held_until`. None: nobody hears after this person. `leaders` is their
    channel.
    """
    first: tuple[datetime, str] | None = None
    planned = sorted((row for row in rows if row.next_at is not None), key=lambda row: row.next_at)
    for row in planned[:_LOOKED_AT]:
        if first is not None and first[0] <= row.next_at:
            break
        chain = chain_of(row)
        found = None if chain is None else _after(chain, row, person)
        if found is not None and (first is None or found[1] < first[0]):
            first = (found[1], found[0])
    if first is None:
        return None
    at, who = first
    return Next(None if who == leaders else names_of(conn, [who]).get(who, who), at)


def _after(chain: Chain, row: Row[Any], person: str) -> tuple[str, datetime] | None:
    last = len(chain.course.policy.escalation) - 1
    told = [(min(one.step, last), one.taken_at) for one in chain.taken if one.person is not None]
    return hears_after(
        chain.course,
        row.next_step,
        row.next_at,
        chain.line_at,
        person,
        before=told[-1] if told else None,
        held_until=row.held_until,
    )
