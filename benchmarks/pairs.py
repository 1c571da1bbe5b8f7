"""Interleaved slices A, B, A, B ...: the machine's moods fall on both, and the ratio of a pair is what counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Ratio:
    """How one thing compares with another: the median of the pairs' ratios, the worst and best, and the floor."""

    what: str
    median: float
    low: float
    high: float
    floor: float
    aim: float
    unit: str = "x"
    lower_is_better: bool = False

    @property
    def holds(self) -> bool:
        """Say whether the promise is kept, with a fifth of tolerance for a noisy machine."""
        return self.median <= self.floor * 1.25 if self.lower_is_better else self.median >= self.floor * 0.8

    def __str__(self) -> str:
        promise = f"{'limit' if self.lower_is_better else 'floor'} {self.floor:g}, aim {self.aim:g}"
        verdict = "" if self.holds else "  <-- below what is promised"
        return f"{self.what:<58} {self.median:8.2f}{self.unit:<3} ({self.low:.2f} to {self.high:.2f}; {promise}){verdict}"


def compared(what: str, ours: Sequence[float], theirs: Sequence[float], *, floor: float, aim: float) -> Ratio:
    """Return how our slices compare with theirs, pair by pair (both in things a second)."""
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    return Ratio(what, median(ratios), min(ratios), max(ratios), floor, aim)


def interleaved(rounds: int, measures: dict[str, Callable[[int], float]]) -> dict[str, list[float]]:
    """Return each measure's slices: every measure once in each round, after a round that is thrown away."""
    slices: dict[str, list[float]] = {name: [] for name in measures}
    for number in range(rounds + 1):
        for name, measure in measures.items():
            value = measure(number)
            if number:
                slices[name].append(value)
    return slices
