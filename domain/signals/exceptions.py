"""Whether it makes more exceptions than it spares."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field

from domain.signals.signal import Figure, Reading, Signal
from domain.statistics.counts import Ratio, rate_ratio
from domain.statistics.showing import ENOUGH

SIGNAL = Signal(
    key="exceptions",
    answers="Of what used to be an exception, how much is gone, and how much is new because of the AI?",
    formula="made: outputs that went up to whoever answers for it, or that people stopped as other than of no use, "
    "that were reopened, or that were found wrong after they had gone out, by a look or a report, each of them once. "
    "Spared: `costs.exceptions_baseline_per_1000` of those handed in, less those of which somebody said that they were "
    "an exception still. Ratio: made over spared; interval: exact, conditional on both",
    unit="count",
    window="what happened in the period, from `costs.live_since` on where that is in it",
    minimum="counts always; the ratio from 30 made and spared together, where `costs.exceptions_baseline_per_1000` is "
    "signed",
    source="counted; Clopper and Pearson 1934; Przyborowski and Wilenski 1940",
)


@dataclass(frozen=True)
class Exceptions:
    """What happened in a period, by output: went up the chain, was stopped, reopened, found wrong after it had gone out
    because somebody looked (`audited`) or `reported` it; `as_before`: an exception still. `per_1000` there were before,
    None: nobody has signed how many.
    """

    handed_in: int = 0
    escalated: Collection[str] = ()
    stopped: Collection[str] = ()
    reopened: Collection[str] = ()
    audited: Collection[str] = ()
    reported: Collection[str] = ()
    as_before: Collection[str] = ()
    per_1000: float | None = field(default=None)

    @property
    def made(self) -> int:
        """Return how many outputs were an exception of a new kind."""
        return len({*self.escalated, *self.stopped, *self.reopened, *self.found_wrong})

    @property
    def found_wrong(self) -> frozenset[str]:
        """Return which were found wrong after they had gone out."""
        return frozenset((*self.audited, *self.reported))

    @property
    def spared(self) -> float | None:
        """Return how many are gone; None where nobody knows how many there were."""
        if self.per_1000 is None:
            return None
        return max(0.0, self.per_1000 * self.handed_in / 1_000 - len(self.as_before))

    @property
    def ratio(self) -> Ratio | None:
        """Return how many are made for each that is spared; None of too few, or where nobody knows."""
        if self.spared is None or self.made + self.spared < ENOUGH:
            return None
        return rate_ratio(self.made, self.handed_in or 1, self.spared, self.handed_in or 1)

    @property
    def reading(self) -> Reading:
        """Return how many are made, of what kinds, and for each that is spared."""
        ratio = self.ratio
        counts = {
            "escalated": float(len(self.escalated)),
            "stopped": float(len(self.stopped)),
            "reopened": float(len(self.reopened)),
            "audited": float(len(self.audited)),
            "reported": float(len(self.reported)),
            "as_before": float(len(self.as_before)),
            "spared": self.spared,
            "ratio": None if ratio is None else _finite(ratio.times),
            "ratio_low": None if ratio is None else ratio.low,
            "ratio_high": None if ratio is None else _finite(ratio.high),
        }
        return Reading(Figure(self.made, self.made, self.made, self.handed_in), counts)


def _finite(number: float) -> float | None:
    return None if math.isinf(number) else number
