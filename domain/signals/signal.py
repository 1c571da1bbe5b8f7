"""What a signal says of itself, and the number it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Unit = Literal["share", "minutes", "count", "points"]


@dataclass(frozen=True)
class Signal:
    """How one trust or load figure is made: docs/signals.md says the same, word for word.

    `answers` is the question it answers; `minimum` what it takes to be told. What it is called, and what nobody may
    read from it, is in the catalogue of what people read (`handlers/cards/words/signals.py`), by its key.
    """

    key: str
    answers: str
    formula: str
    unit: Unit
    window: str
    minimum: str
    source: str


@dataclass(frozen=True)
class Figure:
    """A number with the interval it is sure to, 95 % unless its signal says otherwise, out of `n`.

    `value` None: it is not known, or not told. `low` and `high` None: there is no interval. `suppressed`: there are too
    few for it, or too few people behind it; what is told then are counts.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    suppressed: bool = False


def counted(count: int, n: int | None = None) -> Figure:
    """Return what was counted and leaves nothing to estimate, among `n`, itself by default."""
    return Figure(count, count, count, count if n is None else n)


@dataclass(frozen=True)
class Reading:
    """What a signal comes to: its figure, and what that is made of.

    `counts` by name; None for what is not known, or not told. `rows` is its table where it has one, each row by the
    names of its columns.
    """

    figure: Figure
    counts: Mapping[str, float | None] = field(default_factory=dict)
    rows: tuple[Mapping[str, str | float | None], ...] = ()


class Read(Protocol):
    """What is known of a signal in one workflow and one period."""

    @property
    def reading(self) -> Reading:
        """Return it as numbers."""
        ...
