"""The demo's company lives on: what is due on its agenda is done, by the program's own use cases alone."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from bot.demo.drafts import Draft, Texts
from bot.demo.story import Story
from domain.api_keys import ApiKey
from domain.eligibility import Person
from domain.ids import RANDOM_BYTES, new_id
from domain.refusals import Refused
from domain.working_time import WorkingHours
from storage.audits import IS_OPEN
from storage.tables import cards, outbox, reviews
from storage.transaction import Tx

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Cast:
    """Who and what lives here: everything by its name in the story. `draws` as for `SubmitOutput`; `first_day` is the
    Monday with which the story begins, in `timezone`. `known`: what each output was made of.
    """

    stories: Mapping[str, Story]
    care: Mapping[str, float]
    people: Mapping[str, Person]
    keys: Mapping[str, ApiKey]
    hours: Mapping[str, WorkingHours]
    texts: Mapping[str, Texts]
    known: dict[str, Draft]
    first_day: date
    timezone: str
    draws: bytes


class Act(NamedTuple):
    """Something that somebody will do: `do(living, at, about)`. `turn` keeps those of one moment in order."""

    at: datetime
    turn: int
    do: Callable[[Living, datetime, Any], None]
    about: Any


@dataclass(frozen=True)
class Life:
    """Where the company is: what it has before it, chance as it stands, and the planted mistakes that nobody has met.

    `refused` counts, by code, what was not to be done any more: somebody else had been faster.
    """

    agenda: tuple[Act, ...]
    chance: tuple[Any, ...]
    turns: int
    unmet: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)

    def with_next(self, at: datetime, do: Callable[[Living, datetime, Any], None]) -> Life:
        """Return it with something more before it."""
        agenda = list(self.agenda)
        heapq.heappush(agenda, Act(at, self.turns + 1, do, None))
        return replace(self, agenda=tuple(agenda), turns=self.turns + 1)


@dataclass(frozen=True)
class LiveOn:
    """The company lives on until then."""

    cast: Cast
    life: Life
    until: datetime


def live_on(tx: Tx, command: LiveOn) -> Life:
    """Do in this transaction all that is due by then, in its order; where the company is then.

    What was settled before anybody was shown a card of it leaves no wish for one. Run again after it was rolled back,
    it does the same again.
    """
    living = Living(tx, command.cast, command.life)
    while living.agenda and living.agenda[0].at <= command.until:
        act = heapq.heappop(living.agenda)
        act.do(living, act.at, act.about)
    living.leave_no_card_of_what_is_over()
    return Life(tuple(living.agenda), living.chance.getstate(), living.turns, living.unmet, living.refused)


class Living:
    """The company during one such transaction."""

    def __init__(self, tx: Tx, cast: Cast, life: Life) -> None:
        self.tx, self.cast = tx, cast
        self.agenda, self.turns = list(life.agenda), life.turns
        self.unmet, self.refused = dict(life.unmet), dict(life.refused)
        self.chance = random.Random()  # noqa: S311  # a story's, as its state says
        self.chance.setstate(life.chance)
        self._touched: set[str] = set()

    def later(self, at: datetime, do: Callable[[Living, datetime, Any], None], about: Any) -> None:
        """Put something on the agenda."""
        self.turns += 1
        heapq.heappush(self.agenda, Act(at, self.turns, do, about))

    def happens(self, share: float) -> bool:
        """Say whether something happens that happens so often."""
        return self.chance.random() < share

    def about(self, amount: float) -> float:
        """Return something around this amount, now less, now more."""
        return amount * self.chance.triangular(0.3, 2.2, 0.7)

    def working(self, slug: str, at: datetime, hours: float) -> datetime:
        """Return the instant that many hours of the workflow's working time after `at`."""
        return self.cast.hours[slug].add(at, timedelta(hours=hours))

    def story_day(self, at: datetime) -> int:
        """Return which day of the story it is, 0 for the first."""
        return (self.day(at) - self.cast.first_day).days

    def day(self, at: datetime) -> date:
        """Return the day that it is in the company."""
        return at.astimezone(ZoneInfo(self.cast.timezone)).date()

    def person(self, name: str, at: datetime) -> Person:
        """Return somebody, with facts of that moment: in the story nobody leaves a team."""
        return replace(self.cast.people[name], fetched_at=at)

    def somebody(self, user_id: str, at: datetime) -> Person | None:
        """Return whoever this is, with facts of that moment; None for whoever is not in the story."""
        names = (name for name, person in self.cast.people.items() if person.user_id == user_id)
        name = next(names, None)
        return None if name is None else self.person(name, at)

    def new_id(self, prefix: str, at: datetime) -> str:
        """Return an id that chance alone decides."""
        return new_id(prefix, at, self.chance.randbytes(RANDOM_BYTES))

    def done(self, answer: Answer | Refused) -> Answer | None:
        """Return the answer, None for a refusal, which is counted."""
        if isinstance(answer, Refused):
            self.refused[answer.code] = self.refused.get(answer.code, 0) + 1
            return None
        return answer

    def touch(self, output_id: str) -> None:
        """Note that something was done about the output."""
        self._touched.add(output_id)

    def leave_no_card_of_what_is_over(self) -> None:
        """Drop the wishes for cards of what was touched and is settled, where there is no card yet."""
        is_open = select(reviews.c.output_id).where(reviews.c.output_id == outbox.c.subject, IS_OPEN).exists()
        has_card = select(cards.c.output_id).where(cards.c.output_id == outbox.c.subject).exists()
        waiting = (outbox.c.kind == "card") & (outbox.c.state == "waiting")
        of_these = outbox.c.subject.in_(self._touched)
        self.tx.conn.execute(delete(outbox).where(waiting, of_these, ~is_open, ~has_card))
