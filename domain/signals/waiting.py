"""How long people are waited for: of what is decided, and of what is not yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from domain.signals.signal import Figure, Reading, Signal
from domain.statistics.showing import ENOUGH
from domain.statistics.surviving import Survival, survival

SIGNAL = Signal(
    key="waiting",
    answers="How long is a person's decision waited for, and how much is decided within the time that was agreed?",
    formula="Kaplan-Meier, in which what is not decided yet counts as long as it has waited: one less the share that "
    "still waits after the working time of `review_within`; interval: Greenwood's, on the scale log(-log), and where "
    "all are decided in time, or none, Clopper and Pearson's. Beside it the median, in working time and by the clock, "
    "with its interval (Brookmeyer and Crowley). What ended without a decision counts until then",
    unit="share",
    window="what was handed in in the period for people to decide first, as it stands when the period ends; the "
    "questions and the wishes for more time of the period stand beside it",
    minimum="30 handed in, and an interval of less than 30 in 100 for the share; below that counts",
    source="Kaplan and Meier 1958; Greenwood 1926; Clopper and Pearson 1934; Brookmeyer and Crowley 1982",
)

_WIDE = 0.30


@dataclass(frozen=True)
class Wait:
    """How long one waited, by the clock and in working time, in minutes; `decided`: for a decision, else until now or
    until nobody waited any more. `is_open`: it waits still.
    """

    minutes: float
    working: float
    decided: bool
    is_open: bool


@dataclass(frozen=True)
class Waiting:
    """How long those of a period waited. `agreed` is `review_within` in minutes of working time; `asked` so many
    questions, and so many times `more_time` was asked for.
    """

    waits: tuple[Wait, ...] = ()
    agreed: float = 0.0
    asked: int = 0
    more_time: int = 0

    @property
    def decided(self) -> int:
        """Return how many were decided."""
        return sum(one.decided for one in self.waits)

    @property
    def open(self) -> int:
        """Return how many wait still."""
        return sum(one.is_open for one in self.waits)

    @property
    def enough(self) -> bool:
        """Say whether there are enough for more than counts."""
        return len(self.waits) >= ENOUGH

    @cached_property
    def in_working_time(self) -> Survival:
        """Return how long they wait in minutes of working time."""
        return self._survival([(one.working, one.decided) for one in self.waits])

    @cached_property
    def by_the_clock(self) -> Survival:
        """Return how long they wait in minutes by the clock."""
        return self._survival([(one.minutes, one.decided) for one in self.waits])

    @cached_property
    def within(self) -> Figure:
        """Return the share that is decided within what was agreed."""
        found = self.in_working_time.after(self.agreed)
        if found is None or not self.waits:
            return Figure(None, None, None, len(self.waits), suppressed=True)
        low, high = 1 - found.high, 1 - found.low
        if found.share in (0, 1):  # of what nobody has seen, Greenwood's interval is nothing at all
            low, high = self._all_or_none(1 - found.share)
        told = self.enough and high - low < _WIDE
        return Figure(1 - found.share if told else None, low, high, len(self.waits), suppressed=not told)

    def _all_or_none(self, within: float) -> tuple[float, float]:
        """Return the interval of a share of 0 or 1, one-sided, from those of which it is known."""
        known = sum(one.decided or one.working > self.agreed for one in self.waits)
        least = 0.05 ** (1 / known) if known else 0.0
        return (least, 1.0) if within else (0.0, 1 - least)

    @property
    def reading(self) -> Reading:
        """Return it as numbers: the share that is decided in time, and how long half of them wait."""
        working, clock = self.in_working_time, self.by_the_clock
        low, high = working.median_range
        counts = {
            "decided": float(self.decided),
            "open": float(self.open),
            "agreed_minutes": self.agreed,
            "median_minutes": working.median if self.enough else None,
            "median_minutes_low": low if self.enough else None,
            "median_minutes_high": high if self.enough else None,
            "median_minutes_by_the_clock": clock.median if self.enough else None,
            "questions": float(self.asked),
            "more_time": float(self.more_time),
        }
        return Reading(self.within, counts)

    @staticmethod
    def _survival(times: list[tuple[float, bool]]) -> Survival:
        decided, others = ([time for time, ended in times if ended == which] for which in (True, False))
        return survival(decided, others)
