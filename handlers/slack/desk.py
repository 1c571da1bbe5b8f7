"""Where people's acts are taken: who it is, what it is about, and the use case that decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from domain.clock import Clock
from domain.eligibility import Person, may_decide
from domain.outputs import Output
from domain.refusals import Refused
from handlers.cards.marks import MEANINGS
from handlers.slack.attention import Attention
from handlers.slack.directory import Directory
from handlers.slack.gateway import Slack
from handlers.slack.homes import Homes
from storage.card_views import CardView, card_view
from storage.database import Database
from storage.outputs import has_read
from storage.people import roster_of
from storage.transaction import Tx
from usecases.record_mark import Meaning

C = TypeVar("C")
R = TypeVar("R")


@dataclass(frozen=True)
class Desk:
    """What every act needs. People are looked up before the write; decisions are written first of all.

    In *Review now* a decision that comes within `too_quick_s` of the text before it is a slip of the hand.
    `draws` is what all keys of draws are made from; None: nothing is planted. Weeks are those of `timezone`.
    """

    db: Database
    slack: Slack
    directory: Directory
    clock: Clock
    meanings: Mapping[str, Meaning] = field(default_factory=lambda: MEANINGS)
    attention: Attention = field(default_factory=Attention)
    homes: Homes = field(default_factory=Homes)
    too_quick_s: float = 0.5
    draws: bytes | None = None
    timezone: str = "UTC"

    def now(self) -> datetime:
        """Return the present instant."""
        return self.clock.now()

    async def view(self, output_id: str | None) -> CardView | None:
        """Return what is true of the output now, None if there is none."""
        return None if output_id is None else await self.db.read(card_view, output_id, self.now())

    async def decide(self, usecase: Callable[[Tx, C], R], command: C) -> R:
        """Return what the use case says, once it is saved. Raises Unavailable."""
        return await self.db.write(usecase, command, first=True)

    async def may_decide(self, person: Person, output: Output) -> Refused | None:
        """Return why the person may not judge this output, None if they may."""
        return await self.db.read(_may_decide, person, output, self.now())

    async def whole_text_known(self, view: CardView, user_id: str) -> bool:
        """Say whether the person had the whole text before them, on the card or opened."""
        return await self.db.read(has_read, view.output, user_id)


def _may_decide(conn: Connection, person: Person, output: Output, now: datetime) -> Refused | None:
    return may_decide(person, roster_of(conn, output.workflow, now), output, now=now)
