"""How many wrong ones got out, against the line that was signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from domain.announcements import stamp
from domain.signals.signal import Figure, Signal
from domain.statistics.changing import Change, change
from domain.statistics.showing import ENOUGH, may_be_a_rate
from domain.statistics.weighting import WeightedRate, weighted_ratio
from domain.trials import Maker

# Whoever calls each output another version has a table of the newest.
_ROWS = 20

SIGNAL = Signal(
    key="wrong_ones_out",
    answers="Of what went out, how much was wrong, and is that within what was signed?",
    formula="sum of y/p over sum of r/p, over those that were looked at: p is the chance with which one was to be "
    "looked at, r how much of what it stands for went out, y how much of that was wrong. One that went out "
    "has r = 1; one that was drawn, held and found wrong stands for those that were not drawn, r = y = 1 - p, and "
    "where it went out corrected r = 1. What a person let out first counts as it is, what they corrected as right, and "
    "makes the rest no surer. The interval is Wilson's, with the effective n. By model, model version and prompt "
    "version the same of what each made, the newest first",
    unit="share",
    window="what was handed in in the period, as far as it is judged",
    minimum="30 looked at that tell as much as 30 drawn alike would, and an interval that is not too wide for the "
    "share (NCHS 2017); below that counts",
    source="Hajek 1971; Kish 1965; Wilson 1927; Clopper and Pearson 1934 where none was wrong",
)

Verdict = Literal["good", "wrong", "late"]


@dataclass(frozen=True)
class Made:
    """What made some outputs, and when the first and the last of these were handed in."""

    maker: Maker
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class LookedAt:
    """So many outputs that were looked at and turned out alike. `chance` in (0, 1] was that of being looked at; `held`:
    had it not been drawn, it would have gone out. `people_first`: a person decided on it first, whatever was drawn.
    `corrected`: what went out was not the text that was wrong. "late": nobody said in time. `made` None: nobody asked
    what made them.
    """

    chance: float
    verdict: Verdict
    went_out: bool
    held: bool
    count: int = 1
    people_first: bool = False
    corrected: bool = False
    made: Made | None = None

    @property
    def out(self) -> float:
        """Return how much of what one of them stands for went out, in 0..1."""
        if self.went_out:
            return 1.0
        return 1.0 - self.chance if self.held and self.verdict == "wrong" else 0.0

    @property
    def got_out(self) -> bool:
        """Say whether it went out wrong itself."""
        return self.verdict == "wrong" and self.went_out and not self.corrected

    @property
    def wrong_out(self) -> float:
        """Return how much of what one of them stands for went out wrong, in 0..1."""
        if self.got_out:
            return 1.0
        return 1.0 - self.chance if self.held and self.verdict == "wrong" else 0.0


@dataclass(frozen=True)
class WrongOnesOut:
    """What is known of it. `tolerated` in 0..1 was signed, None: nothing was.

    `gone_out` of the period's outputs; `looked_at` of those that tell of what went out, `found` of them wrong, `wrong`
    of these out themselves; `stopped` wrong ones of all that were found before they could get out; `late`: nobody
    judged them in time. `reported` of those that nobody was to look at. `people_first`: a person decided on each before
    it went out. `rate` is of all that went out, its `n_eff` of what is estimated in it, which is `rest` in so large a
    `share` of it; None: nothing tells. `by_version` is the same
    of what each model and prompt made, as far as it tells, the newest first.
    """

    gone_out: int = 0
    looked_at: int = 0
    found: int = 0
    wrong: int = 0
    stopped: int = 0
    late: int = 0
    reported: int = 0
    people_first: bool = True
    tolerated: float | None = None
    rate: WeightedRate | None = None
    rest: WeightedRate | None = None
    share: float = 1.0
    by_version: tuple[Version, ...] = ()

    @property
    def may_be_told(self) -> bool:
        """Say whether enough is known for a share. Takes scipy."""
        rest = self.rest
        return rest is not None and may_be_a_rate(rest.rate * rest.n_eff, rest.n_eff, share=self.share)

    @property
    def figure(self) -> Figure:
        """Return the share of what went out that was wrong; none where a person decided on each first: what was
        reported of that is a floor, and no interval says how far below the truth it is.
        """
        rate = self.rate
        if rate is None or self.people_first:
            return Figure(None, None, None, 0 if rate is None else rate.n, suppressed=True)
        told = rate.rate if self.may_be_told else None
        return Figure(told, rate.low, rate.high, rate.n, suppressed=not self.may_be_told)

    @property
    def versions(self) -> list[Version]:
        """Return those that said what they are, the newest first; of the others nobody knows how many there are."""
        return [one for one in self.by_version if one.made.maker != Maker()]

    @property
    def rows(self) -> tuple[Mapping[str, str | float | None], ...]:
        """Return the table of the newest versions, under the same rules as the figure. Takes scipy."""
        return tuple(one.row for one in self.by_version[:_ROWS])

    @property
    def is_above(self) -> bool:
        """Say whether more got out than was signed: enough to be told as a share, and all of its interval above."""
        if self.tolerated is None or self.rate is None or not self.may_be_told:
            return False
        return self.rate.low > self.tolerated

    @property
    def may_be_above(self) -> bool:
        """Say whether what was seen, or was said of it, is above what was signed, by chance or not."""
        known = self.wrong + self.reported
        if self.tolerated is None:
            return bool(known)
        seen = 0.0 if self.rate is None else self.rate.rate
        return seen > self.tolerated or known > self.tolerated * self.gone_out


@dataclass(frozen=True)
class Version:
    """What one model and prompt made of a period, as far as it was looked at; `out`: what is known of that alone."""

    made: Made
    out: WrongOnesOut

    @property
    def row(self) -> Mapping[str, str | float | None]:
        """Return it as a row of the figure's table; "since" is when the first that was looked at was handed in."""
        maker, figure = self.made.maker, self.out.figure
        return {
            "model": maker.model or None,
            "model_version": maker.model_version or None,
            "prompt_version": maker.prompt_version or None,
            "since": stamp(self.made.first_at),
            "looked_at": float(self.out.looked_at),
            "wrong": float(self.out.found),
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
        }


def wrong_ones_out(
    looked_at: Iterable[LookedAt],
    *,
    gone_out: int,
    reported: int = 0,
    tolerated: float | None = None,
    people_first: bool,
) -> WrongOnesOut:
    """Return what those that were looked at say of all that went out."""
    seen = list(looked_at)
    whole = _known(seen, people_first)
    return replace(
        whole,
        gone_out=gone_out,
        reported=reported,
        tolerated=tolerated,
        by_version=tuple(_versions(seen, people_first)),
    )


def _versions(seen: Iterable[LookedAt], people_first: bool) -> list[Version]:
    """Return what each made that tells of what went out, the newest first."""
    by_maker: dict[Maker, list[tuple[Made, LookedAt]]] = defaultdict(list)
    for one in seen:
        if one.made is not None:
            by_maker[one.made.maker].append((one.made, one))
    found = []
    for maker, those in by_maker.items():
        first_at, last_at = min(made.first_at for made, _ in those), max(made.last_at for made, _ in those)
        known = _known([one for _, one in those], people_first)
        if known.looked_at:
            found.append(Version(Made(maker, first_at, last_at), known))
    return sorted(found, key=lambda one: (one.made.first_at, one.made.last_at), reverse=True)


def _known(seen: list[LookedAt], people_first: bool) -> WrongOnesOut:
    """Return what these say by themselves."""
    judged = [one for one in seen if one.verdict != "late"]
    wrong = [one for one in judged if one.verdict == "wrong"]
    rate, rest, share = _rate(judged)
    return WrongOnesOut(
        looked_at=0 if rate is None else rate.n,
        found=sum(one.count for one in wrong if one.wrong_out),
        wrong=sum(one.count for one in wrong if one.got_out),
        stopped=sum(one.count for one in wrong if not one.got_out),
        late=sum(one.count for one in seen if one.verdict == "late"),
        people_first=people_first,
        rate=rate,
        rest=rest,
        share=share,
    )


def change_of(now: WrongOnesOut, before: WrongOnesOut) -> Change | None:
    """Return how the share of wrong ones has changed; None where either cannot be told as a share, or is only what was
    reported of what people had let out.
    """
    if now.people_first or before.people_first or now.rate is None or before.rate is None:
        return None
    if min(now.rate.n_eff, before.rate.n_eff) < ENOUGH:
        return None
    return change(
        now.rate.rate * now.rate.n_eff,
        now.rate.n_eff,
        before.rate.rate * before.rate.n_eff,
        before.rate.n_eff,
    )


def _rate(judged: list[LookedAt]) -> tuple[WeightedRate | None, WeightedRate | None, float]:
    """Return the share of all that went out, that of what is estimated in it, and how large a share that is.

    What a person let out first is good by their word unless somebody reported it: of that nothing is estimated, and it
    makes what is estimated of the rest no surer.
    """
    first = [one for one in judged if one.people_first and one.out]
    rest = _ratio(one for one in judged if not one.people_first)
    if rest is None:
        rest, first = _ratio(first), []
    if rest is None:
        return None, None, 1.0
    rate, estimated = rest
    known, known_wrong = (
        sum(one.count for one in some) for some in (first, [one for one in first if one.got_out])
    )
    share, wrong = estimated / (estimated + known), known_wrong / (estimated + known)
    high = 1 - 0.05 ** (1 / rate.n_eff) if rate.rate == 0 else rate.high  # Clopper and Pearson, one-sided
    whole = WeightedRate(
        wrong + share * rate.rate, wrong + share * rate.low, wrong + share * high, rate.n + known, rate.n_eff
    )
    return whole, rate, share


def _ratio(judged: Iterable[LookedAt]) -> tuple[WeightedRate, float] | None:
    """Return the share of wrong ones among what these stand for that went out, and how much that is; None: nothing."""
    seen = list(judged)
    found = weighted_ratio((one.wrong_out, one.out, one.chance, one.count) for one in seen)
    return None if found is None else (found, sum(one.count * one.out / one.chance for one in seen))
