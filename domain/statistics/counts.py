"""How two counts compare."""

from __future__ import annotations

import math
from dataclasses import dataclass

from domain.statistics.intervals import exact


@dataclass(frozen=True)
class Ratio:
    """How many times as many, `low` to `high` in 95 of 100 cases; `high` may be infinite."""

    times: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Say whether it is more, or fewer, beyond what chance explains."""
        return self.low > 1 or self.high < 1


def rate_ratio(count: float, among: float, other: float, among_other: float) -> Ratio | None:
    """Return the rate of `count` in `among` over that of `other` in `among_other`; None where neither was counted.

    The exact conditional interval: of all that were counted, those of the first are binomial, and its limits are those
    of Clopper & Pearson 1934 (Przyborowski & Wilenski 1940). For counts that come independently of each other.
    """
    if among <= 0 or among_other <= 0:
        raise ValueError(f"counted among none: {among}, {among_other}")
    if not count + other:
        return None
    low, high = (_odds(share) * among_other / among for share in exact(count, count + other))
    return Ratio(math.inf if not other else count / among / (other / among_other), low, high)


def _odds(share: float) -> float:
    return math.inf if share == 1 else share / (1 - share)
