"""When the AI says how sure it is, is it right as often?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from domain.signals.signal import Figure, Reading, Signal
from domain.statistics.calibration import Bin, Forecast, binned, brier, squared_error
from domain.statistics.showing import ENOUGH

# Fewer judged, or fewer wrong or right ones among them, say nothing of how sure it may be.
ENOUGH_JUDGED = 200
ENOUGH_OF_EACH = 20
_BINS = 5
_PARTS = 10

SIGNAL = Signal(
    key="confidence",
    answers="Of what it was so and so sure of, how much was right?",
    formula="the mean squared difference of the confidence that was stated and the share that was right, in up to "
    "five bins of about as many each, less what chance adds to it; 0 or below: none that chance would not explain. "
    "Each that was judged counts as 1/p, p the chance with which it was to be looked at; each bin has its Wilson "
    "interval. Beside it the Brier score and its parts (reliability, resolution, uncertainty) without what chance adds",
    unit="share",
    window="what was handed in with a confidence in the half year up to the end of the period, by the model and prompt "
    "that came last",
    minimum="200 judged, at least 20 of them wrong and 20 right; a bin's share from what tells as much as 30 would",
    source="Brocker 2012; Kumar, Liang and Ma 2019; Brier 1950; Murphy 1973; Ferro and Fricker 2012; Wilson 1927",
)


@dataclass(frozen=True)
class StatedAndRight:
    """What was stated of everything that was judged."""

    forecasts: tuple[Forecast, ...] = ()

    @property
    def n(self) -> int:
        """Return how many were judged."""
        return len(self.forecasts)

    @property
    def wrong(self) -> int:
        """Return how many of them were wrong."""
        return sum(not one.is_right for one in self.forecasts)

    @property
    def may_be_told(self) -> bool:
        """Say whether there are enough of them, and of each kind."""
        return self.n >= ENOUGH_JUDGED and ENOUGH_OF_EACH <= self.wrong <= self.n - ENOUGH_OF_EACH

    @cached_property
    def bins(self) -> tuple[Bin, ...]:
        """Return them in bins, the least sure first; none where there are too few."""
        return tuple(binned(self.forecasts, most=_BINS, least=ENOUGH)) if self.may_be_told else ()

    @property
    def reading(self) -> Reading:
        """Return the error as a number, and what was right in each bin."""
        counts: dict[str, float | None] = {"wrong": float(self.wrong)}
        if not self.may_be_told:
            return Reading(Figure(None, None, None, self.n, suppressed=True), counts)
        score = brier(self.forecasts, binned(self.forecasts, most=_PARTS, least=2))
        counts |= {"brier": score.score, "brier_skill": score.skill}
        counts |= {name: getattr(score, name) for name in ("reliability", "resolution", "uncertainty")}
        figure = Figure(squared_error(self.bins), None, None, self.n)
        return Reading(figure, counts, tuple(_row(one) for one in self.bins))


def may_be_told(one: Bin) -> bool:
    """Say whether the share that was right in a bin may be told as one."""
    return one.right.n_eff >= ENOUGH


def _row(one: Bin) -> Mapping[str, float | None]:
    enough = may_be_told(one)
    return {
        "from": one.low,
        "to": one.high,
        "n": float(one.right.n),
        "stated": one.stated if enough else None,
        "right": one.right.rate if enough else None,
        "low": one.right.low,
        "high": one.right.high,
    }
