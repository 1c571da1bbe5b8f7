"""What story.toml says of the company's life: read, and nothing done."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec

from domain.aftermath import FeedbackKind
from domain.use_questions import Answer as UseAnswer

STORY = Path(__file__).parent / "story.toml"


@dataclass(frozen=True)
class FoundOut:
    """Of the wrong ones that are out, such a `share` is reported `by` somebody. `by_whom` puts each right, in about so
    many minutes, which are counted as that team's.
    """

    share: float
    by: str
    by_whom: str
    team: str
    minutes: int


@dataclass(frozen=True)
class CleanUp:
    """Such a `share` of what goes out takes somebody else about so many minutes before it is of use."""

    share: float
    by: tuple[str, ...]
    team: str
    minutes: int


@dataclass(frozen=True)
class Planted:
    """Mistakes that somebody plants, each with what is wrong in it, before such a `share` of what people review."""

    by: str
    share: float
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Opinion:
    """What those who work with it say when they are asked: `used` says how often what became of it; `trust`, from 1 to
    7, and how many of 100 they think `right`, both by the day of the story from which on they think so. Empty where
    nobody is asked that.
    """

    used: Mapping[UseAnswer, int]
    trust: Mapping[str, float] = field(default_factory=dict)
    right: Mapping[str, float] = field(default_factory=dict)

    def trust_on(self, day: int) -> float:
        """Return how much they trust it on that day of the story, about."""
        return _as_of(self.trust, day)

    def right_on(self, day: int) -> float:
        """Return how many of 100 they think are right, about."""
        return _as_of(self.right, day)


@dataclass(frozen=True)
class Story:
    """How one workflow fares.

    `a_day`: so many are handed in on a working day; `wrong`: the share of them; both by the day of the story from which
    on it is so. `judges`: who judges how often. `takes`: minutes of a look, of which such a share is `measured`.
    `hours`: of working time, at least and at most, until somebody has decided; what is out already is looked at in that
    time, or on the day that `looks_on` names. `fixed`: of the wrong ones that are noticed, so many are corrected.
    `told`: what is said of such a share of what is out. `again`: who looks a second time. `for_whom`: who asks for it,
    empty: whoever the text names.
    """

    a_day: Mapping[str, float]
    wrong: Mapping[str, float]
    judges: Mapping[str, int]
    takes: float
    measured: float
    hours: tuple[float, float]
    looks_on: Literal["friday"] | None = None
    fixed: float = 0.0
    told: Mapping[FeedbackKind, float] = field(default_factory=dict)
    again: tuple[str, ...] = ()
    for_whom: tuple[str, ...] = ()
    opinion: Opinion | None = None
    found_out: FoundOut | None = None
    clean_up: CleanUp | None = None
    planted: Planted | None = None

    def handed_in_on(self, day: int) -> float:
        """Return how many are handed in on that day of the story, about."""
        return _as_of(self.a_day, day)

    def wrong_on(self, day: int) -> float:
        """Return which share of them is wrong."""
        return _as_of(self.wrong, day)


def _as_of(steps: Mapping[str, float], day: int) -> float:
    return next((value for since, value in reversed(list(steps.items())) if int(since) <= day), 0.0)


@dataclass(frozen=True)
class Told:
    """The whole of it. `care`: of the wrong ones that they are shown, so many each of them notices."""

    care: Mapping[str, float]
    workflows: Mapping[str, Story]


def told() -> Told:
    """Return what is written down. Raises msgspec.ValidationError."""
    return msgspec.convert(tomllib.loads(STORY.read_text(encoding="utf-8")), Told)
