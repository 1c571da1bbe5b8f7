"""How long things last when some of them are not over yet: what goes on has lasted so long at least."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from statistics import NormalDist

_Z = NormalDist().inv_cdf(0.975)
# A product of many shares is exactly a half only up to what a float holds.
_HALF = 0.5 + 1e-9


@dataclass(frozen=True)
class Step:
    """From `at` on so large a share goes on, `low` to `high` in 95 of 100 cases."""

    at: float
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Survival:
    """Which share goes on after how long, one step for each moment at which some ended; `longest` is how long the
    longest was seen, at its end or going on.
    """

    steps: tuple[Step, ...]
    longest: float

    def after(self, time: float) -> Step | None:
        """Return which share goes on after `time`; None where nothing was seen for that long."""
        place = bisect_right(self.steps, time, key=lambda one: one.at)
        found = self.steps[place - 1] if place else Step(0.0, 1.0, 1.0, 1.0)
        return found if time <= self.longest or found.share == 0 else None

    @property
    def median(self) -> float | None:
        """Return after how long half of them had ended; None where fewer have."""
        return next((one.at for one in self.steps if one.share <= _HALF), None)

    @property
    def median_range(self) -> tuple[float | None, float | None]:
        """Return between which two that lies (Brookmeyer & Crowley 1982); None: nobody knows yet."""
        low = next((one.at for one in self.steps if one.low <= 0.5), None)
        high = next((one.at for one in self.steps if one.high <= 0.5), None)
        return low, high


def survival(ended: Collection[float], going_on: Collection[float]) -> Survival:
    """Return which share goes on after how long, from how long those lasted that have ended and how long those have so
    far that have not, in one unit.

    Kaplan & Meier 1958; the interval is Greenwood's (1926) on the scale log(-log), which stays in 0..1. It takes for
    granted that nothing is left out because of how long it would have lasted.
    """
    ends, others = Counter(ended), Counter(going_on)
    at_risk = ends.total() + others.total()
    share, spread = 1.0, 0.0
    steps = []
    for at in sorted(ends.keys() | others.keys()):
        if ended_here := ends[at]:
            share *= 1 - ended_here / at_risk
            if ended_here < at_risk:
                spread += ended_here / (at_risk * (at_risk - ended_here))
            steps.append(Step(at, share, *_interval(share, spread)))
        at_risk -= ended_here + others[at]
    return Survival(tuple(steps), max([*ends, *others], default=0.0))


def _interval(share: float, spread: float) -> tuple[float, float]:
    if share == 0:
        return 0.0, 0.0
    log = math.log(share)
    wide = math.exp(_Z * math.sqrt(spread) / -log)
    return math.exp(log * wide), math.exp(log / wide)
