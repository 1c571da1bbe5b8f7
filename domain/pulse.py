"""The pulse: every four weeks a few of those who work with what comes out are asked whether they trust it.

Three items of one to seven, in our own words after the short trust scale of McGrath, Lack, Tisch and Duenser (2025,
Frontiers in AI 8:1582880), and one question in the unit in which mistakes are measured. Who answers what is nobody's
to know: from five answers on they are told, together, and only once the round is over.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Collection
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from domain.probes import SHOWN_FROM
from domain.working_time import WorkingHours, first_instant

# So much of those who work with it is asked in a round, but never fewer than it takes to tell of any.
SHARE = 1 / 3
LENGTH = timedelta(weeks=4)
# Whoever is asked later than this could hardly be reminded.
ASKED_WITHIN = timedelta(weeks=2)
REMINDED_AFTER_DAYS = 5
LOWEST, HIGHEST, OF = 1, 7, 100


@dataclass(frozen=True, order=True)
class Round:
    """Four weeks, by the Monday on which they begin; the same ones for every workflow. Written 2026-11-16."""

    monday: date

    @classmethod
    def of(cls, day: date) -> Round:
        """Return the round that the day is in."""
        first = date.min.toordinal()  # a Monday
        return cls(date.fromordinal(day.toordinal() - (day.toordinal() - first) % LENGTH.days))

    @classmethod
    def named(cls, name: str) -> Round:
        """Return the round that is written so. Raises ValueError for anything else."""
        found = cls.of(date.fromisoformat(name))
        if str(found) != name:
            raise ValueError(f"no round begins on {name}")
        return found

    @classmethod
    def at(cls, now: datetime, zone: ZoneInfo) -> Round:
        """Return the round that it is at this instant, in this zone."""
        return cls.of(now.astimezone(zone).date())

    def __str__(self) -> str:
        return self.monday.isoformat()

    @property
    def before(self) -> Round:
        """Return the round before it."""
        return Round(self.monday - LENGTH)

    def begins_at(self, zone: ZoneInfo) -> datetime:
        """Return its first instant in the zone, in UTC."""
        return first_instant(self.monday, 0, zone)

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """Return the first instant that is no longer in it, in UTC."""
        return first_instant(self.monday + LENGTH, 0, zone)


@dataclass(frozen=True, order=True)
class Answer:
    """What somebody thinks: three items from 1 (not at all) to 7 (completely), and how many of 100 they think right."""

    confident: int
    reliable: int
    trusted: int
    right_of_100: int

    def __post_init__(self) -> None:
        """Raise ValueError for what cannot be answered."""
        items = (self.confident, self.reliable, self.trusted)
        if not (all(LOWEST <= one <= HIGHEST for one in items) and 0 <= self.right_of_100 <= OF):
            raise ValueError("no answer to the pulse")

    @property
    def items(self) -> tuple[int, int, int]:
        """Return the three items."""
        return self.confident, self.reliable, self.trusted

    @property
    def score(self) -> float:
        """Return the mean of the three items, from 1 to 7."""
        return sum(self.items) / len(self.items)

    def numbers(self) -> list[int]:
        """Return it as numbers, which `Answer(*numbers)` reads."""
        return list(astuple(self))


def pulse_key(secret: bytes, workflow: str, round_: Round) -> bytes:
    """Return the key that draws who is asked in this round, from the secret of all draws."""
    return hmac.digest(secret, f"pulse:{workflow}:{round_}".encode(), "sha256")


def chosen(people: Collection[str], key: bytes) -> list[str]:
    """Return a third of these people by lot, at least five; nobody where there are not five to be reached."""
    if len(people) < SHOWN_FROM:
        return []
    count = max(SHOWN_FROM, math.ceil(len(people) * SHARE))
    return sorted(people, key=lambda one: hmac.digest(key, one.encode(), sha256))[:count]


def reminded_at(asked_at: datetime, hours: WorkingHours) -> datetime:
    """Return when somebody who has not answered is reminded, once: after a working week."""
    return hours.add(asked_at, REMINDED_AFTER_DAYS * hours.day)
