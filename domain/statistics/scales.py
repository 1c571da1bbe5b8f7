"""What answers on a scale say: whether its items go together, and whether one group answers otherwise than another."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, variance

DRAWS = 2_000
_SEED = 1
_TAIL = 0.025


def alpha(answers: Sequence[Sequence[float]]) -> float | None:
    """Return Cronbach's alpha (1951) of answers of the same items each; None of fewer than two, or where all are alike.

    k / (k - 1) times what the variances of the items leave of that of their sum.
    """
    if len(answers) < 2 or len(answers[0]) < 2:
        return None
    total = variance([sum(one) for one in answers])
    if total == 0:
        return None
    items = len(answers[0])
    apart = sum(variance(item) for item in zip(*answers, strict=True))
    return float(items / (items - 1) * (1 - apart / total))


def difference_of_means(now: Sequence[float], before: Sequence[float]) -> tuple[float, float, float]:
    """Return the mean of `now` less that of `before`, with its 95 % interval: (difference, low, high).

    By the bootstrap's percentiles (Efron 1979): both are drawn anew, with replacement, 2,000 times, always alike.
    Raises StatisticsError where either has none. Takes numpy.
    """
    import numpy as np

    difference, chance = fmean(now) - fmean(before), np.random.default_rng(_SEED)
    drawn = [
        np.array(some)[chance.integers(len(some), size=(DRAWS, len(some)))].mean(axis=1)
        for some in (now, before)
    ]
    low, high = map(float, np.quantile(drawn[0] - drawn[1], (_TAIL, 1 - _TAIL)))
    return difference, low, high
