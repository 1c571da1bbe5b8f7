"""What an effect is given, and what it says came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Wish:
    """One row of the outbox that is due. `attempts` counts those before this one.

    `attempted_at` is when the first attempt began of which nobody knows how it ended: it may have gone out.
    None if surely nothing has. `made_at` is when it was wished. `yields`: nobody has just acted on it.
    """

    id: int
    kind: str
    route: str
    subject: str
    payload: Mapping[str, object]
    attempts: int
    attempted_at: datetime | None
    made_at: datetime | None = None
    yields: bool = False


@dataclass(frozen=True)
class Done:
    """It has gone out, or nothing had to."""


@dataclass(frozen=True)
class Retry:
    """It has not gone out, or doing it again does no harm; try again after `after_s` seconds.

    `changed`: something may have changed all the same, so that what is on record of it says nothing.
    """

    after_s: float
    why: str
    changed: bool = False


@dataclass(frozen=True)
class NotYet:
    """Nothing was tried, and it is nobody's fault: its turn comes in `after_s` seconds. No attempt is counted."""

    after_s: float
    why: str


@dataclass(frozen=True)
class PutOff:
    """Nothing was tried, since it is to wait for `after_s` seconds; others on its route go ahead."""

    after_s: float
    why: str


@dataclass(frozen=True)
class Doubtful:
    """It may have gone out: look before it is sent again."""

    why: str


@dataclass(frozen=True)
class Dead:
    """It will never go out like this; somebody has to look."""

    why: str


Outcome = Done | Retry | NotYet | PutOff | Doubtful | Dead


class Effect(Protocol):
    """How one kind of wish is fulfilled. It looks up what is true now; it records nothing of its own fate."""

    async def __call__(self, wish: Wish) -> Outcome:
        """Fulfil the wish and say what came of it. An exception is a bug, and doubtful."""
        ...
