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
    """More wrong ones got out than was signed, and chance does not explain it. Shares in 0..1."""

    share: float
    tolerated: float


@dataclass(frozen=True)
class CleanedElsewhere:
    """A team other than the one that answers for it spent that long cleaning up after it. `team` None: it is too small
    to be named, or nobody knows how large it is.
    """

    team: str | None
    minutes: int


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
