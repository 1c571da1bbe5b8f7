"""When a model says how sure it is, is it right as often? Of what was judged, each weighted by its chance of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.statistics.weighting import WeightedRate, weighted_rate


@dataclass(frozen=True)
class Forecast:
    """One that was judged: the `stated` confidence that it is right, whether it was, and its `chance` in (0, 1] of
    being judged.
    """

    stated: float
    is_right: bool
    chance: float = 1.0


@dataclass(frozen=True)
class Bin:
    """Neighbours by what was stated, from `low` to `high`: `stated` is their mean, `right` the share that was, with its
    Wilson interval. `share` of all is in it; `variance` is that of the mean of what was right.
    """

    low: float
    high: float
    stated: float
    right: WeightedRate
    share: float
    variance: float


def binned(forecasts: Sequence[Forecast], *, most: int, least: int) -> list[Bin]:
    """Return at most `most` bins of about as many each, none with fewer than `least` unless there are fewer in all.

    What was stated alike is in one bin, so that few different values have a bin each.
    """
    ordered = sorted(forecasts, key=lambda one: one.stated)
    cuts = _cuts([one.stated for one in ordered], most, least)
    whole = sum(1 / one.chance for one in ordered)
    return [_bin(ordered[start:end], whole) for start, end in zip([0, *cuts], cuts, strict=False)]


def squared_error(bins: Sequence[Bin]) -> float:
    """Return the mean squared difference of what was stated and what was right, less what chance adds to it.

    Bröcker 2012; Kumar, Liang & Ma 2019. Nought or below: none that chance would not explain.
    """
    return sum(one.share * ((one.stated - one.right.rate) ** 2 - one.variance) for one in bins)


@dataclass(frozen=True)
class Brier:
    """The mean squared error of what was stated (Brier 1950), and what it is made of (Murphy 1973), without what chance
    adds (Ferro & Fricker 2012): `reliability` less `resolution` plus `uncertainty` is the score of the bins' means.
    """

    score: float
    reliability: float
    resolution: float
    uncertainty: float

    @property
    def skill(self) -> float | None:
        """Return how much better it is than to state the share that was right each time; None: nothing varies."""
        return 1 - self.score / self.uncertainty if self.uncertainty > 0 else None


def brier(forecasts: Sequence[Forecast], bins: Sequence[Bin], *, corrected: bool = True) -> Brier:
    """Return the score of these, and its parts by these bins; `corrected`: without what chance adds to each."""
    whole = _bin(forecasts, sum(1 / one.chance for one in forecasts))
    weights = sum(1 / one.chance for one in forecasts)
    score = sum((one.stated - one.is_right) ** 2 / one.chance for one in forecasts) / weights
    right = whole.right.rate
    reliability = sum(one.share * (one.stated - one.right.rate) ** 2 for one in bins)
    resolution = sum(one.share * (one.right.rate - right) ** 2 for one in bins)
    uncertainty = right * (1 - right)
    if not corrected:
        return Brier(score, reliability, resolution, uncertainty)
    within = sum(one.share * one.variance for one in bins)
    return Brier(
        score, reliability - within, resolution - within + whole.variance, uncertainty + whole.variance
    )


def _bin(some: Sequence[Forecast], whole: float) -> Bin:
    weights = [1 / one.chance for one in some]
    total, n = sum(weights), len(some)
    right = weighted_rate((one.is_right, one.chance) for one in some)
    assert right is not None
    stated = sum(weight * one.stated for weight, one in zip(weights, some, strict=True)) / total
    spread = sum(
        (weight * (one.is_right - right.rate)) ** 2 for weight, one in zip(weights, some, strict=True)
    )
    variance = spread / total**2 * n / (n - 1) if n > 1 else 0.0
    low, high = min(one.stated for one in some), max(one.stated for one in some)
    return Bin(low, high, stated, right, total / whole, variance)


def _cuts(stated: Sequence[float], most: int, least: int) -> list[int]:
    """Return where each bin ends, in ascending order; the last is how many there are."""
    n, cuts = len(stated), [0]
    for number in range(1, most + 1):
        end = number * n // most
        while 0 < end < n and stated[end] == stated[end - 1]:
            end += 1
        if end - cuts[-1] >= least:
            cuts.append(end)
    if cuts[-1] < n:
        # What is left over is too few for a bin of its own.
        cuts[-1:] = [n] if len(cuts) > 1 else [0, n]
    return cuts[1:]
