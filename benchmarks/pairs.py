"""Interleaved slices A, B, A, B ...: the machine's moods fall on both, and the ratio of a pair is what counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

Verdict = Literal["reaches the aim", "holds", "inconclusive", "falls short", "BROKEN"]
# A baseline whose own slices differ more than this says nothing about what is compared with it.
UNSTEADY = 2.0


@dataclass(frozen=True)
class Promise:
    """What is promised of a figure: the floor (or, where less is better, the limit) and the aim.

    `grace`: which part of the floor may be missing before the promise counts as broken. Speeds of shared machines
    differ by so much from one quarter of an hour to the next; counts do not.
    """

    what: str
    floor: float
    aim: float
    unit: str = "x"
    less_is_better: bool = False
    grace: float = 0.0

    def kept(self, figure: float) -> bool:
        """Say whether the figure is on the right side of the floor."""
        return figure <= self.floor if self.less_is_better else figure >= self.floor

    def nearly(self, figure: float) -> bool:
        """Say whether what is missing is within the grace (where more is better)."""
        return not self.less_is_better and figure >= self.floor * (1 - self.grace)

    def reached(self, figure: float) -> bool:
        """Say whether the figure is on the right side of the aim."""
        return figure <= self.aim if self.less_is_better else figure >= self.aim


@dataclass(frozen=True)
class Finding:
    """One figure against its promise: the median of its pairs, the lowest and the highest.

    `steady` False: the baseline's own slices differed too much for a verdict against us.
    """

    promise: Promise
    figure: float
    low: float
    high: float
    steady: bool = True
    note: str = ""

    @property
    def kept(self) -> bool:
        """Say whether the figure is on the right side of the floor."""
        return self.promise.kept(self.figure)

    @property
    def verdict(self) -> Verdict:
        """Say how the promise stands."""
        if self.promise.reached(self.figure):
            return "reaches the aim"
        if self.kept:
            return "holds"
        if not self.steady:
            return "inconclusive"
        return "falls short" if self.promise.nearly(self.figure) else "BROKEN"


def compared(promise: Promise, ours: Sequence[float], baseline: Sequence[float]) -> Finding:
    """Return how our slices compare with the baseline's, pair by pair (both in things a second)."""
    ratios = [one / other for one, other in zip(ours, baseline, strict=True)]
    steady = max(baseline) <= UNSTEADY * min(baseline)
    note = f"{median(ours):,.0f} a second against {median(baseline):,.0f}"
    return Finding(promise, median(ratios), min(ratios), max(ratios), steady, note)


def once(promise: Promise, figure: float) -> Finding:
    """Return a figure that was taken once against its promise."""
    return Finding(promise, figure, figure, figure)


def interleaved(pairs: int, measures: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Return each measure's slices: every measure once in each round, after a round that only warms up."""
    slices: dict[str, list[float]] = {name: [] for name in measures}
    for number in range(pairs + 1):
        for name, measure in measures.items():
            value = measure()
            if number:
                slices[name].append(value)
    return slices
