"""How to spread so many checks over bands of outputs, so that they tell most of how many are wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain.statistics.sampling import FLOOR


@dataclass(frozen=True)
class Stratum:
    """One band: its share of all outputs, and its error rate; both in 0..1."""

    share: float
    rate: float


def neyman(strata: Sequence[Stratum], average: float, *, floor: float = FLOOR) -> list[float]:
    """Return the chance of being checked for each, in its order: in `floor`..1, and `average` over all outputs.

    Neyman 1934: in proportion to the deviation sqrt(p (1 - p)) within each, a check costing the same everywhere. What
    would lie outside the bounds is put on them, and the rest is spread again. Where `average` is no more than `floor`,
    everything has that. `strata` have shares that come to 1.
    """
    if not 0 < floor <= 1 or not 0 <= average <= 1:
        raise ValueError(f"shares: {average} on average, at least {floor}")
    spread = [math.sqrt(one.rate * (1 - one.rate)) for one in strata]
    fixed: dict[int, float] = {}
    while True:
        free = [number for number in range(len(strata)) if number not in fixed]
        left = average - sum(strata[number].share * chance for number, chance in fixed.items())
        weight = sum(strata[number].share * spread[number] for number in free)
        # Where nothing varies, or nothing is left, what is free has what is left alike.
        share = sum(strata[number].share for number in free)
        alike = left / share if share > 0 else floor
        found = {number: left * spread[number] / weight if weight > 0 else alike for number in free}
        high = {number: 1.0 for number, chance in found.items() if chance > 1}
        low = {number: floor for number, chance in found.items() if chance < floor}
        if not high and not low:
            return [(fixed | found)[number] for number in range(len(strata))]
        # One side at a time: what is taken from those above may lift those below.
        over = sum(strata[number].share * (found[number] - 1) for number in high)
        under = sum(strata[number].share * (floor - found[number]) for number in low)
        fixed |= high if over >= under else low
