"""Did it get worse since it was tried out, or do other things come in?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from domain.signals.signal import Figure, Reading, Signal
from domain.statistics.mixing import Effect, Stratum, effects
from domain.statistics.showing import ENOUGH, may_be_a_rate
from domain.statistics.weighting import WeightedRate, weighted_ratio

WEEKS = 4
_WEEK = timedelta(days=7)
REVIEWERS = 3
# What is less of everything than this is no main kind of it.
_MAIN = 0.10
_NAMED = 5
OTHERS = "other"

SIGNAL = Signal(
    key="pilot_and_scale",
    answers="Is more wrong than in the first four weeks because the AI does worse, or because other things come in?",
    formula="sum over segments of (r2 - r1)(w1 + w2)/2, the part of the rates, and of (w2 - w1)(r1 + r2)/2, that of "
    "the mix: w is the share of a segment in all that was handed in, r the share of wrong ones in it, each that was "
    "looked at counting as one by its chance of that; 1 is the pilot. Interval: what was looked at is drawn again "
    "within segment and period, 2,000 times with a fixed seed",
    unit="share",
    window="the pilot: the first four weeks since `costs.live_since`, or else since the first output; against the "
    "period, as far as it comes after that",
    minimum="four weeks, three reviewers, and 30 looked at of each main segment (a tenth of all or more), before which "
    "it is still a pilot; segments of which less was looked at than tells as much as 30 would are one, other, and left "
    "out where even that is less",
    source="Kitagawa 1955; Hajek 1971; Efron 1979",
)


@dataclass(frozen=True)
class Looked:
    """So many outputs of a segment, "" for none, that were looked at and turned out alike."""

    segment: str
    is_wrong: bool
    chance: float
    count: int = 1


@dataclass(frozen=True)
class Weeks:
    """What came in in some weeks, by segment, and what was made of that which was looked at."""

    volume: Mapping[str, int] = field(default_factory=dict)
    looked: tuple[Looked, ...] = ()

    @property
    def total(self) -> int:
        """Return how many came in."""
        return sum(self.volume.values())

    def of(self, segments: Iterable[str]) -> list[Looked]:
        """Return what was looked at of these."""
        return [one for segment in segments for one in self._by_segment.get(segment, ())]

    @cached_property
    def _by_segment(self) -> dict[str, list[Looked]]:
        found: dict[str, list[Looked]] = defaultdict(list)
        for one in self.looked:
            found[one.segment].append(one)
        return dict(found)


@dataclass(frozen=True)
class Compared:
    """A segment, or several as one, in both: its share of all, and the share of it that is wrong."""

    segment: str
    share_before: float
    share_now: float
    before: WeightedRate
    now: WeightedRate


@dataclass(frozen=True)
class Comparison:
    """The part of the `rate` and of the `mix` in how much more is wrong now than in the pilot, over the segments of
    which enough was looked at in both; `left_out` is the share of what comes in now of which it was not.
    """

    rate: Effect
    mix: Effect
    segments: tuple[Compared, ...]
    left_out: float

    @property
    def n(self) -> int:
        """Return how many it is made of that were looked at now."""
        return sum(one.now.n for one in self.segments)


def weeks_at_work(since: datetime, at: datetime) -> float:
    """Return for how many weeks it has been; below 0 where it has yet to begin."""
    return (at - since) / _WEEK


def in_first_weeks(since: datetime, at: datetime) -> bool:
    """Say whether it is at work, and for too short a time to speak of more than a pilot, whatever else is known."""
    return 0 < weeks_at_work(since, at) < WEEKS


@dataclass(frozen=True)
class PilotAndScale:
    """The first four weeks and the period; `weeks` since the first. `by_few`: fewer than three have reviewed it."""

    pilot: Weeks = field(default_factory=Weeks)
    scale: Weeks = field(default_factory=Weeks)
    weeks: float = 0.0
    by_few: bool = True

    @property
    def is_pilot(self) -> bool:
        """Say whether too little has been seen so far to speak of more than a pilot."""
        if self.weeks < WEEKS or self.by_few:
            return True
        seen = Weeks(_added(self.pilot.volume, self.scale.volume), self.pilot.looked + self.scale.looked)
        main = [one for one, many in seen.volume.items() if many >= _MAIN * seen.total]
        return any(sum(one.count for one in seen.of([segment])) < ENOUGH for segment in main)

    @property
    def never_piloted(self) -> dict[str, float]:
        """Return the segments that the pilot never saw, with their share of what comes in now, the largest first."""
        if not self.pilot.total or self.scale.total < ENOUGH:
            return {}
        new = [
            (many, one) for one, many in self.scale.volume.items() if many and not self.pilot.volume.get(one)
        ]
        return {one: many / self.scale.total for many, one in sorted(new, key=lambda new: (-new[0], new[1]))}

    @cached_property
    def comparison(self) -> Comparison | None:
        """Return what has changed and through what; None for a pilot, and where nothing can be compared. Takes numpy
        and scipy.
        """
        groups = {} if self.is_pilot else self._groups()
        rates = {name: self._rates(segments) for name, segments in groups.items()}
        kept = {name: rate for name, rate in rates.items() if rate is not None}
        if not kept:
            return None
        before, now = (_strata(weeks, [groups[name] for name in kept]) for weeks in (self.pilot, self.scale))
        compared = [
            Compared(name, one.share, other.share, *rate)
            for (name, rate), one, other in zip(kept.items(), before, now, strict=True)
        ]
        left = sum(self.scale.volume[one] for name in groups.keys() - kept.keys() for one in groups[name])
        return Comparison(*effects(before, now), tuple(compared), left / self.scale.total)

    @property
    def reading(self) -> Reading:
        """Return the part that the rates make, and all that stands beside it."""
        found, n = self.comparison, sum(one.count for one in self.scale.looked)
        new = self.never_piloted
        counts: dict[str, float | None] = {
            "is_pilot": float(self.is_pilot),
            "never_piloted": sum(new.values()) if self.pilot.total and self.scale.total >= ENOUGH else None,
        }
        rows: tuple[Mapping[str, str | float | None], ...] = tuple(
            {"segment": one, "share_now": share} for one, share in list(new.items())[:_NAMED]
        )
        if found is None:
            return Reading(Figure(None, None, None, n, suppressed=True), counts, rows)
        counts |= {
            "mix": found.mix.value,
            "mix_low": found.mix.low,
            "mix_high": found.mix.high,
            "difference": found.rate.value + found.mix.value,
            "left_out": found.left_out,
        }
        figure = Figure(found.rate.value, found.rate.low, found.rate.high, found.n)
        return Reading(figure, counts, (*map(_row, found.segments), *rows))

    def _groups(self) -> dict[str, list[str]]:
        """Return the segments that both have; those of which too little was looked at as one."""
        both = [one for one in self.scale.volume if self.scale.volume[one] and self.pilot.volume.get(one)]
        groups = {one: [one] for one in sorted(both) if self._rates([one]) is not None}
        rest = [one for one in both if one not in groups]
        return groups | ({OTHERS: [*groups.get(OTHERS, []), *rest]} if rest else {})

    def _rates(self, segments: list[str]) -> tuple[WeightedRate, WeightedRate] | None:
        """Return the share of these that was wrong, before and now; None where too little was looked at of either."""
        before, now = (_rate(weeks.of(segments)) for weeks in (self.pilot, self.scale))
        if before is None or now is None or min(before.n_eff, now.n_eff) < ENOUGH:
            return None
        return before, now


def _added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    added: dict[str, int] = defaultdict(int)
    for some in (one, other):
        for segment, many in some.items():
            added[segment] += many
    return dict(added)


def _rate(looked: Iterable[Looked]) -> WeightedRate | None:
    return weighted_ratio((float(one.is_wrong), 1.0, one.chance, one.count) for one in looked)


def _strata(weeks: Weeks, groups: Iterable[list[str]]) -> list[Stratum]:
    some = list(groups)
    volumes = [sum(weeks.volume[one] for one in segments) for segments in some]
    return [
        Stratum(
            many / sum(volumes), tuple((one.is_wrong, one.chance, one.count) for one in weeks.of(segments))
        )
        for many, segments in zip(volumes, some, strict=True)
    ]


def _row(one: Compared) -> dict[str, str | float | None]:
    return {
        "segment": one.segment,
        "share_before": one.share_before,
        "share_now": one.share_now,
        "looked_at_before": float(one.before.n),
        "looked_at_now": float(one.now.n),
        "wrong_before": _told(one.before),
        "wrong_now": _told(one.now),
    }


def _told(rate: WeightedRate) -> float | None:
    return rate.rate if may_be_a_rate(rate.rate * rate.n_eff, rate.n_eff) else None
