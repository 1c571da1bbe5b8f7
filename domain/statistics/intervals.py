"""How sure a share or a median is: intervals for display, and for sentences with "at most"."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection
from statistics import NormalDist

from domain.statistics.beta import quantile


def wilson(errors: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval (low, high) to show beside errors / n (Wilson 1927); (0, 1) for nothing judged.

    Both may be fractions: weighted rates come with an effective n.
    """
    _counts(errors, n)
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = errors / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (0.0 if errors == 0 else max(0.0, centre - half)), (
        1.0 if errors == n else min(1.0, centre + half)
    )


def exact(errors: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval (low, high) that covers at least as often as it says (Clopper & Pearson 1934)."""
    tail = (1 - confidence) / 2
    return at_least(errors, n, 1 - tail), at_most(errors, n, 1 - tail)


def at_most(errors: float, n: float, confidence: float = 0.95) -> float:
    """Return the one-sided upper bound: "0 of 60; at most 4.9 %" (Clopper & Pearson 1934); 1 for nothing judged."""
    _counts(errors, n)
    return 1.0 if errors >= n else quantile(errors + 1, n - errors, confidence)


def at_least(errors: float, n: float, confidence: float = 0.95) -> float:
    """Return the one-sided lower bound (Clopper & Pearson 1934); 0 where there is none to count."""
    _counts(errors, n)
    return 0.0 if errors <= 0 else quantile(errors, n - errors + 1, 1 - confidence)


def newcombe(
    errors: float, n: float, errors_before: float, n_before: float, confidence: float = 0.95
) -> tuple[float, float]:
    """Return the interval (low, high) of errors / n less errors_before / n_before.

    Newcombe 1998 (Statistics in Medicine 17:873), method 10. A change is clear where it leaves out 0. (-1, 1) where
    either has nothing judged.
    """
    if n == 0 or n_before == 0:
        return -1.0, 1.0
    now, before = errors / n, errors_before / n_before
    low, high = wilson(errors, n, confidence)
    low_before, high_before = wilson(errors_before, n_before, confidence)
    change = now - before
    return (
        change - math.hypot(now - low, high_before - before),
        change + math.hypot(high - now, before - low_before),
    )


def of_median(values: Collection[float], confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval (low, high) that holds the median of what these were drawn from at least as often as it
    says: it goes from one of them to another (order statistics, by the binomial; Thompson 1936). Raises ValueError
    where there are too few for any: five, at 95 %.
    """
    n, certain = len(values), (1 + confidence) / 2
    # Left out at each end are as many as are too few, where they lie below a point, for half of all to lie there.
    left_out = bisect_right(range(n // 2 + 1), 0.5, key=lambda below: at_most(below, n, certain))
    if not left_out:
        raise ValueError(f"no interval of a median from {n}")
    ordered = sorted(values)
    return ordered[left_out - 1], ordered[-left_out]


def _counts(errors: float, n: float) -> None:
    if not 0 <= errors <= n:
        raise ValueError(f"{errors} of {n} cannot be")
