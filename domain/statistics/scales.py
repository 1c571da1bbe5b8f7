"""What answers on a scale say: whether its items go together, and whether one group answers otherwise than another."""

from __future__ import annotations

import random
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
    Raises StatisticsError where either has none.
    """
    chance = random.Random(_SEED)  # noqa: S311 - to be repeated, not to be secret
    drawn = sorted(
        fmean(chance.choices(now, k=len(now))) - fmean(chance.choices(before, k=len(before)))
        for _ in range(DRAWS)
    )
    low, high = drawn[int(_TAIL * DRAWS)], drawn[int((1 - _TAIL) * DRAWS) - 1]
    return fmean(now) - fmean(before), low, high
