"""How often does a second person, who does not know the first verdict, change it, and which way?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.probes import SHOWN_FROM
from domain.second_looks import FirstVerdict, SecondVerdict, agrees
from domain.signals.signal import Figure, Reading, Signal
from domain.statistics.showing import may_be_a_rate
from domain.statistics.weighting import WeightedRate, weighted_ratio

SIGNAL = Signal(
    key="overturned",
    answers="How many first decisions does a blind second look change: let out what should stop, or the other way?",
    formula="sum of y/p over sum of 1/p over blind second looks: p is the chance with which one was to be looked at "
    "again, y whether the second says otherwise; the same of what the first let out, and of what it stopped or "
    "corrected; interval: Wilson, with the effective n. Beside it, as counts, what was reported as wrong and "
    "confirmed, and what nobody decided before its owner heard of it",
    unit="share",
    window="blind second looks of the half year up to the last Saturday of the period, by whole weeks, as many of them "
    "together as it takes for five people to have judged some; the counts beside it are of what was handed in in the "
    "period",
    minimum="five people; a share from what tells as much as 30 looked at alike would; below that counts",
    source="Hajek 1971; Kish 1965; Wilson 1927",
)


@dataclass(frozen=True)
class LookedAtTwice:
    """So many pairs that are alike; `chance` in (0, 1] was that of the second look."""

    first: FirstVerdict
    second: SecondVerdict
    chance: float
    count: int = 1

    @property
    def is_changed(self) -> bool:
        """Say whether the second says otherwise."""
        return not agrees(self.first, self.second)


@dataclass(frozen=True)
class FirstDecisionsChanged:
    """What blind second looks changed, by so many `people`. `reported` were confirmed as wrong after somebody said so,
    `escalated` heard of by their owner before anybody had decided.
    """

    twice: tuple[LookedAtTwice, ...] = ()
    people: int = 0
    reported: int = 0
    escalated: int = 0

    @property
    def n(self) -> int:
        """Return how many were looked at twice."""
        return sum(one.count for one in self.twice)

    @property
    def may_be_shown(self) -> bool:
        """Say whether it can be told without telling of anybody."""
        return self.people >= SHOWN_FROM

    @property
    def let_out(self) -> tuple[LookedAtTwice, ...]:
        """Return what the first let out as it was."""
        return tuple(one for one in self.twice if one.first == "approve")

    @property
    def stopped(self) -> tuple[LookedAtTwice, ...]:
        """Return what the first did not let out as it was."""
        return tuple(one for one in self.twice if one.first != "approve")

    @property
    def reading(self) -> Reading:
        """Return the share that was changed, and each way apart; of too few people none of it."""
        apart: dict[str, float | None] = {
            "reports_confirmed": float(self.reported),
            "escalated": float(self.escalated),
        }
        if not self.may_be_shown:
            return Reading(Figure(None, None, None, self.n, suppressed=True), apart)
        counts = apart | {
            "let_out_then_stopped": float(changed(self.let_out)),
            "stopped_then_let_out": float(changed(self.stopped)),
        }
        rows = tuple(
            {"first": first, "second": second, **_row(some)}
            for first, second, some in (("let out", "stop", self.let_out), ("stop", "let out", self.stopped))
        )
        return Reading(share_of(self.twice), counts, rows)


def changed(twice: Iterable[LookedAtTwice]) -> int:
    """Return how many of these the second would have decided otherwise."""
    return sum(one.count for one in twice if one.is_changed)


def share_of(twice: Iterable[LookedAtTwice]) -> Figure:
    """Return the share of these that the second would have decided otherwise. Takes scipy."""
    found = _rate(twice)
    if found is None:
        return Figure(None, None, None, 0, suppressed=True)
    enough = may_be_a_rate(found.rate * found.n_eff, found.n_eff)
    return Figure(found.rate if enough else None, found.low, found.high, found.n, suppressed=not enough)


def _rate(twice: Iterable[LookedAtTwice]) -> WeightedRate | None:
    return weighted_ratio((1.0 if one.is_changed else 0.0, 1.0, one.chance, one.count) for one in twice)


def _row(twice: tuple[LookedAtTwice, ...]) -> dict[str, float | None]:
    figure = share_of(twice)
    return {
        "n": float(figure.n),
        "changed": float(changed(twice)),
        "share": figure.value,
        "low": figure.low,
        "high": figure.high,
    }
