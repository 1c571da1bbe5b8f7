"""Is as much looked at as was planned, and is what was drawn really judged?"""

from __future__ import annotations

from dataclasses import dataclass

from domain.signals.signal import Figure, Reading, Signal
from domain.statistics.intervals import wilson
from domain.statistics.showing import ENOUGH

SIGNAL = Signal(
    key="sampling",
    answers="Of what was to be looked at, how much was, and was as much drawn as planned?",
    formula="those that were drawn over all that were drawn from, where the chance was below 1; interval: Wilson, a "
    "little too wide where the chances differ. Planned is the sum of the chances. Judged are those that were drawn and "
    "of which somebody has said what they are; in time, by when it was wanted",
    unit="share",
    window="what was handed in in the period",
    minimum="30 drawn from; below that counts",
    source="Poisson sampling by keyed hash; Wilson 1927",
)


@dataclass(frozen=True)
class Drawn:
    """So many outputs of one chance, in (0, 1], to be looked at: `drawn` of them were, of these `judged` are, `in_time`
    of those by when it was wanted, and `waiting` still are not. The rest came to an end before anybody said anything.
    """

    chance: float
    handed_in: int
    drawn: int
    judged: int = 0
    in_time: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class CheckingDone:
    """What was planned and done, by chance, the smallest first."""

    by_chance: tuple[Drawn, ...] = ()

    @property
    def sampled(self) -> tuple[Drawn, ...]:
        """Return that of which only a share was to be looked at."""
        return tuple(one for one in self.by_chance if one.chance < 1)

    @property
    def drawn_from(self) -> int:
        """Return out of how many a share was drawn."""
        return sum(one.handed_in for one in self.sampled)

    @property
    def drawn(self) -> int:
        """Return how many of them were."""
        return sum(one.drawn for one in self.sampled)

    @property
    def planned(self) -> float:
        """Return how many of them were to be, on average."""
        return sum(one.chance * one.handed_in for one in self.sampled)

    @property
    def is_as_planned(self) -> bool:
        """Say whether chance alone would explain how many were drawn."""
        if not self.drawn_from:
            return True
        low, high = wilson(self.drawn, self.drawn_from)
        return low <= self.planned / self.drawn_from <= high

    @property
    def to_judge(self) -> int:
        """Return how many were to be looked at, everything included of which all is."""
        return sum(one.drawn for one in self.by_chance)

    @property
    def judged(self) -> int:
        """Return how many of these were."""
        return sum(one.judged for one in self.by_chance)

    @property
    def in_time(self) -> int:
        """Return how many of those were in time."""
        return sum(one.in_time for one in self.by_chance)

    @property
    def reading(self) -> Reading:
        """Return the share that was drawn beside what was planned, and what became of it."""
        n = self.drawn_from
        low, high = wilson(self.drawn, n) if n else (None, None)
        figure = Figure(self.drawn / n if n >= ENOUGH else None, low, high, n, suppressed=n < ENOUGH)
        counts = {
            "planned": self.planned,
            "drawn": float(self.drawn),
            "to_judge": float(self.to_judge),
            "judged": float(self.judged),
            "in_time": float(self.in_time),
            "waiting": float(sum(one.waiting for one in self.by_chance)),
        }
        return Reading(figure, counts, tuple(dict(vars(one)) for one in self.by_chance))
