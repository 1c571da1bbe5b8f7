"""Do people trust it, and as much as it earns? What those who work with it said, held against what was measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from domain.probes import SHOWN_FROM
from domain.pulse import OF, Answer
from domain.signals.signal import Figure, Reading, Signal
from domain.signals.wrong_ones_out import WrongOnesOut
from domain.statistics.scales import alpha, difference_of_means
from domain.statistics.showing import ENOUGH, may_be_a_rate

SIGNAL = Signal(
    key="trust",
    answers="Do those who work with it trust it, more or less than it earns?",
    formula="median of the scores, each the mean of three items from 1 to 7. Beside it the median of how many of 100 "
    "they think are right, against one less the share of wrong ones that got out in the same four weeks, with its "
    "interval: within it they see it as it is, above it they trust it more than it earns, below it less. Change: the "
    "difference of the mean scores of two rounds, with the bootstrap's interval. From 30 answers on Cronbach's alpha",
    unit="points",
    window="the last round of four weeks that was over by the end of the period",
    minimum="five answers, when the round is over; with the measured share only where that may be told as one",
    source="three items in our own words after S-TIAS (McGrath, Lack, Tisch and Duenser 2025); perceived reliability "
    "as in Dzindolet et al. 2003; Efron 1979; Cronbach 1951",
)

Held = Literal["calibrated", "more", "less"]


@dataclass(frozen=True)
class Asked:
    """What a round came to that is over: how many were chosen to be asked, and their answers, in no order."""

    asked: int = 0
    answers: tuple[Answer, ...] = ()

    @property
    def may_be_shown(self) -> bool:
        """Say whether it can be told without telling of anybody."""
        return len(self.answers) >= SHOWN_FROM

    @property
    def scores(self) -> list[float]:
        """Return the scores, each from 1 to 7."""
        return [one.score for one in self.answers]


@dataclass(frozen=True)
class Change:
    """How much higher the mean score is than in an earlier round, with its 95 % interval."""

    difference: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Say whether it is more than chance would explain."""
        return not self.low <= 0 <= self.high


@dataclass(frozen=True)
class Trust:
    """What is known of it. `latest` None: nobody was asked in the last round that is over. `before` is the latest
    earlier round that may be told; `wrong` what got out wrong in the same four weeks as `latest`.
    """

    latest: Asked | None = None
    before: Asked | None = None
    wrong: WrongOnesOut = field(default_factory=WrongOnesOut)

    @property
    def told(self) -> Asked | None:
        """Return the latest round where it can be told."""
        return self.latest if self.latest is not None and self.latest.may_be_shown else None

    @property
    def stated(self) -> float | None:
        """Return how many of 100 they think are right, in the middle; None where that may not be told."""
        return None if self.told is None else median(one.right_of_100 for one in self.told.answers)

    @property
    def measured(self) -> tuple[float, float, float] | None:
        """Return the share that was right, with its interval; None where it may not be told as a share."""
        rate, rest = self.wrong.rate, self.wrong.rest
        if rate is None or rest is None or self.wrong.people_first:
            return None
        right = rest.n_eff * (1 - rest.rate)
        if not may_be_a_rate(right, rest.n_eff, share=self.wrong.share):
            return None
        return 1 - rate.rate, 1 - rate.high, 1 - rate.low

    @property
    def held(self) -> Held | None:
        """Return how what they think stands to what was measured, both in whole ones of 100, as they are told: the
        ends rounded outwards; None where either is not known.
        """
        if self.stated is None or self.measured is None:
            return None
        _, low, high = self.measured
        low, high = math.floor(OF * low + 1e-9), math.ceil(OF * high - 1e-9)
        if self.stated > high:
            return "more"
        return "less" if self.stated < low else "calibrated"

    @property
    def change(self) -> Change | None:
        """Return how the scores have changed; None where there is no earlier round to tell."""
        if self.told is None or self.before is None or not self.before.may_be_shown:
            return None
        return Change(*difference_of_means(self.told.scores, self.before.scores))

    @property
    def reading(self) -> Reading:
        """Return it as numbers; of fewer than five answers nothing but how many were asked."""
        told, measured, change = self.told, self.measured, self.change
        asked = 0 if self.latest is None else self.latest.asked
        if told is None:
            return Reading(Figure(None, None, None, 0, suppressed=True), {"asked": float(asked)})
        right, low, high = measured or (None, None, None)
        counts = {
            "asked": float(asked),
            "right_of_100": self.stated,
            "right": right,
            "right_low": low,
            "right_high": high,
            "change": None if change is None else change.difference,
            "change_low": None if change is None else change.low,
            "change_high": None if change is None else change.high,
            "alpha": _alpha(told.answers),
        }
        return Reading(Figure(median(told.scores), None, None, len(told.answers)), counts)


def _alpha(answers: Sequence[Answer]) -> float | None:
    return alpha([one.items for one in answers]) if len(answers) >= ENOUGH else None
