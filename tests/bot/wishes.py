"""Wishes for tests of the queue, and effects that do as they are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from bot.attempts import Pace
from bot.dispatcher import Dispatcher
from domain.clock import MovableClock
from handlers.outbox.outcomes import Done, Outcome, Wish
from storage import outbox
from storage.database import Database, Tx
from storage.tables import outbox as rows

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUICK = Pace(lease_s=8, effect_s=6, settle_s=0.2, poll_s=0.02, drain_s=2)
HASTY = Pace(lease_s=1, effect_s=5, settle_s=0.2, poll_s=0.02)


@dataclass
class Effects:
    """Fulfils `card` wishes as `does` says, and remembers which it was given."""

    does: Callable[[Wish], Outcome] = lambda wish: Done()
    takes_s: float = 0.0
    given: list[Wish] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, wish: Wish) -> Outcome:
        self.given.append(wish)
        self.begun.set()
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            await asyncio.sleep(self.takes_s)
            return self.does(wish)
        finally:
            self.at_once -= 1

    @property
    def subjects(self) -> list[str]:
        return [wish.subject for wish in self.given]


def dispatcher(db: Database, effects: Effects, clock: MovableClock, pace: Pace = QUICK) -> Dispatcher:
    return Dispatcher(db, {"card": effects}, clock, pace=pace)


def _want(tx: Tx, wishes: Sequence[dict[str, object]]) -> None:
    outbox.want(tx, wishes)


async def want(
    db: Database, route: str, *subjects: str, kind: str = "card", coalesced: bool = False, **fields: Any
) -> None:
    fields = {"now": MONDAY, **fields}
    wishes = [
        outbox.wish(kind, route=route, subject=subject, coalesced=coalesced, **fields) for subject in subjects
    ]
    await db.write(_want, wishes)


async def left(db: Database) -> list[tuple[str, str]]:
    """What is in the outbox, as (subject, state) in order."""
    return await db.read(_left)


def _left(conn: Connection) -> list[tuple[str, str]]:
    return [(row.subject, row.state) for row in conn.execute(select(rows).order_by(rows.c.id))]
