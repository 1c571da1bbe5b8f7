"""Has a rate changed because the same things go worse, or because other things come in?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# So many times what was judged is drawn again, always with the same luck.
DRAWS = 2_000
SEED = 20261127


@dataclass(frozen=True)
class Stratum:
    """One kind of thing in one period: its `share` of all, which is known, and what was judged of it, as (wrong?, the
    chance it had of being judged, how many such), at least one.
    """

    share: float
    judged: tuple[tuple[bool, float, int], ...]

    @property
    def rate(self) -> float:
        """Return the share of it that is wrong (Hájek 1971)."""
        weights = [(wrong, count / chance) for wrong, chance, count in self.judged]
        return sum(weight for wrong, weight in weights if wrong) / sum(weight for _, weight in weights)


@dataclass(frozen=True)
class Effect:
    """A part of a difference, with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Say whether chance would not explain it."""
        return not self.low <= 0 <= self.high


def rate_and_mix(
    before: Sequence[tuple[float, float]], after: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    """Return how much of the difference, after less before, the rates make, and how much the mix; (share, rate) of each
    kind, in the same order. Together they are the whole difference. Kitagawa 1955.
    """
    both = list(zip(before, after, strict=True))
    rate = sum((r - r_before) * (w + w_before) / 2 for (w_before, r_before), (w, r) in both)
    mix = sum((w - w_before) * (r + r_before) / 2 for (w_before, r_before), (w, r) in both)
    return rate, mix


def effects(before: Sequence[Stratum], after: Sequence[Stratum]) -> tuple[Effect, Effect]:
    """Return what the rates make of the difference and what the mix does, each with its interval: what was judged is
    drawn again within each kind and period (Efron 1979), 2,000 times with a fixed seed. Takes numpy.

    Where none of a kind was wrong, none ever is when it is drawn again: the interval is narrower than it should be.
    """
    import numpy as np

    chance = np.random.default_rng(SEED)
    shares_before, shares = (np.array([one.share for one in some]) for some in (before, after))
    drawn_before, drawn = (np.array([_redrawn(chance, one) for one in some]) for some in (before, after))
    rates = ((drawn - drawn_before) * ((shares + shares_before) / 2)[:, None]).sum(axis=0)
    mixes = ((shares - shares_before)[:, None] * (drawn + drawn_before) / 2).sum(axis=0)
    found = rate_and_mix([(one.share, one.rate) for one in before], [(one.share, one.rate) for one in after])
    rate, mix = (
        Effect(value, *map(float, np.quantile(draws, (0.025, 0.975))))
        for value, draws in zip(found, (rates, mixes), strict=True)
    )
    return rate, mix


def _redrawn(chance: np.random.Generator, stratum: Stratum) -> NDArray[np.float64]:
    """Return the rate of each draw."""
    import numpy as np

    counts = np.array([count for *_, count in stratum.judged])
    weights = np.array([1 / chance for _, chance, _ in stratum.judged])
    wrong = np.array([one for one, *_ in stratum.judged])
    drawn = chance.multinomial(counts.sum(), counts / counts.sum(), size=DRAWS)
    rates: NDArray[np.float64] = drawn @ (weights * wrong) / (drawn @ weights)
    return rates
