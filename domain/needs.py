"""What needs a leader this week: each need names who is asked, and what for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

# Less than half a working day of other people's time is not worth a leader's.
CLEANED_FROM_MINUTES = 240


@dataclass(frozen=True)
class NoOwner:
    """Nobody answers for it since then, and so many wait."""

    since_at: datetime
    waiting: int


@dataclass(frozen=True)
class TooManyWrong:
    """More wrong ones got out than was signed, and chance does not explain it. Shares in 0..1. `people_first`: by now
    people decide on each before it goes out.
    """

    share: float
    tolerated: float
    people_first: bool = False


@dataclass(frozen=True)
class CleanedElsewhere:
    """Teams other than the one that checks it spent `CLEANED_FROM_MINUTES` or more cleaning up after it; `team` most of
    it, and so long. None: it may not be named, and then neither is said how long the others took. Beside what is told
    of all, that would tell of a small team.
    """

    team: str | None
    minutes: int | None


@dataclass(frozen=True)
class PastDate:
    """What is good enough there was to be looked at again by that day."""

    day: date


@dataclass(frozen=True)
class Need:
    """One thing that needs somebody. `sponsor` None: whichever leader reads it first."""

    workflow: str
    sponsor: str | None
    about: NoOwner | TooManyWrong | CleanedElsewhere | PastDate
