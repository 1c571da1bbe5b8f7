"""Approvals that came sooner than the text can be read: a reason to plant more mistakes, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from domain.probes import SHOWN_FROM
from domain.signals.signal import Figure, Reading, Signal
from domain.statistics.intervals import wilson
from domain.statistics.showing import ENOUGH

SIGNAL = Signal(
    key="fast_approvals",
    answers="Should it be tested more whether mistakes are noticed?",
    formula="approvals in less than a fifth of the time in which as many words are read at 238 a minute, over all "
    "looks that were measured; interval: Wilson",
    unit="share",
    window="the four weeks up to the last Sunday of the period",
    minimum="each week in which five people were measured, and 30 looks of such weeks; else nothing is told",
    source="Brysbaert 2019; Wilson 1927",
)

# Of so many, and from so large a share on, planted mistakes come more often.
A_LOT = 0.25
# More planted ones than this tire those who look.
_PLANTED_AT_MOST = 0.05


@dataclass(frozen=True)
class FastApprovals:
    """Of `looks` that were measured, how many were `fast`, by how many `people` the measured ones were."""

    looks: int = 0
    fast: int = 0
    people: int = 0

    @property
    def are_many(self) -> bool:
        """Say whether so many are fast that it should be tested more."""
        return self.looks >= ENOUGH and self.fast >= A_LOT * self.looks

    @property
    def may_be_told(self) -> bool:
        """Say whether it can be told without telling of anybody, and of enough."""
        return self.people >= SHOWN_FROM and self.looks >= ENOUGH

    @property
    def reading(self) -> Reading:
        """Return the share as a number."""
        if not self.may_be_told:
            return Reading(Figure(None, None, None, 0, suppressed=True))
        low, high = wilson(self.fast, self.looks)
        return Reading(Figure(self.fast / self.looks, low, high, self.looks), {"fast": float(self.fast)})


def raised(asked: float) -> float:
    """Return at which share planted mistakes come where many approvals are fast, instead of at the one `asked` for: at
    twice that, at most before 5 in 100; none where none are asked for.
    """
    return max(asked, min(2 * asked, _PLANTED_AT_MOST))
