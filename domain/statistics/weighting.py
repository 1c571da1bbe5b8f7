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
    return weighted_ratio(((1.0 if bad else 0.0, 1.0, chance, 1) for bad, chance in judged), confidence)


def weighted_ratio(
    judged: Iterable[tuple[float, float, float, int]], confidence: float = 0.95
) -> WeightedRate | None:
    """Return the share of what went out that is wrong, from judged outputs as (wrong, out, chance, how many of them).

    `wrong` <= `out`, both in 0..1: how much of what one stands for went out, and was wrong. `chance` is as above. None
    where nothing went out; `n` and the effective n are of those that stand for something that did.
    """
    seen = [(wrong, out, 1 / chance, count) for wrong, out, chance, count in judged if out > 0 and count]
    if not seen:
        return None
    total = sum(count * weight * out for _, out, weight, count in seen)
    rate = sum(count * weight * wrong for wrong, _, weight, count in seen) / total
    n = sum(count for *_, count in seen)
    if 0 < rate < 1:
        spread = sum(count * (weight * (wrong - rate * out)) ** 2 for wrong, out, weight, count in seen)
        n_eff = min(n, rate * (1 - rate) * total**2 / spread) if spread else float(n)
    else:
        n_eff = total**2 / sum(count * (weight * out) ** 2 for _, out, weight, count in seen)
    low, high = wilson(min(rate * n_eff, n_eff), n_eff, confidence)
    return WeightedRate(rate, low, high, n, n_eff)
