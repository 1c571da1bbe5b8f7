"""What has changed by more than chance would explain, among many shares that are looked at side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from domain.statistics.intervals import newcombe

# Of the changes that are told, one in ten may be chance (Benjamini & Hochberg 1995).
FALSE_DISCOVERIES = 0.10


@dataclass(frozen=True)
class Change:
    """From one share to another: the difference with its 95 % interval, and how often chance alone does as much."""

    difference: float
    low: float
    high: float
    p: float


def change(errors: float, n: float, errors_before: float, n_before: float) -> Change | None:
    """Return errors / n less what it was before; None where either has nothing judged.

    The interval is Newcombe's (1998, method 10), `p` that of the score test with the two shares pooled. Weighted
    shares come with their effective n.
    """
    if n == 0 or n_before == 0:
        return None
    low, high = newcombe(errors, n, errors_before, n_before)
    difference = errors / n - errors_before / n_before
    pooled = (errors + errors_before) / (n + n_before)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / n_before))
    p = 1.0 if spread == 0 else 2 * (1 - NormalDist().cdf(abs(difference) / spread))
    return Change(difference, low, high, p)


def discovered(ps: Sequence[float], share: float = FALSE_DISCOVERIES) -> list[bool]:
    """Say of each whether it is told, so that of those told at most `share` are chance on average.

    Benjamini & Hochberg 1995 (J. R. Stat. Soc. B 57:289).
    """
    ranked = sorted(ps)
    limits = (p for rank, p in enumerate(ranked, start=1) if p <= share * rank / len(ranked))
    limit = max(limits, default=-1.0)
    return [p <= limit for p in ps]


def clear_changes(changes: Sequence[Change | None]) -> list[bool]:
    """Say of each whether it may be called one: its interval leaves out 0, and it is no chance find among so many."""
    found = iter(discovered([one.p for one in changes if one is not None]))
    return [one is not None and next(found) and not one.low <= 0 <= one.high for one in changes]
