"""The error rate of a whole stream of which some was looked at more than the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.statistics.intervals import exact, wilson


@dataclass(frozen=True)
class WeightedRate:
    """A rate with its interval to show; `n` were judged, which tell as much as `n_eff` that were drawn alike would."""

    rate: float
    low: float
    high: float
    n: int
    n_eff: float

    def exact(self, confidence: float = 0.95) -> tuple[float, float]:
        """Return the interval that covers at least as often as it says (Korn & Graubard 1998)."""
        return exact(self.n_eff * self.rate, self.n_eff, confidence)


def weighted_rate(judged: Iterable[tuple[bool, float]], confidence: float = 0.95) -> WeightedRate | None:
    """Return the rate of the process, from every judged output's (bad?, chance with which it was to be judged).

    Hájek 1971: each counts as one by its chance, which is in (0, 1], 1 where everything is judged; its variance, and
    the effective n, which is Kish's where none or all are bad. None for nothing judged.
    """
    seen = [(1.0 if bad else 0.0, 1 / chance) for bad, chance in judged]
    if not seen:
        return None
    total = sum(weight for _, weight in seen)
    rate = sum(weight * bad for bad, weight in seen) / total
    if any(bad != seen[0][0] for bad, _ in seen):
        variance = sum((weight * (bad - rate)) ** 2 for bad, weight in seen) / total**2
        n_eff = min(len(seen), rate * (1 - rate) / variance)
    else:
        rate = seen[0][0]
        n_eff = total**2 / sum(weight * weight for _, weight in seen)
    low, high = wilson(min(rate * n_eff, n_eff), n_eff, confidence)
    return WeightedRate(rate, low, high, len(seen), n_eff)
