"""From which confidence on is little enough wrong? Thresholds settled beforehand, tried from the strictest down."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from domain.statistics.beta import log_below

# Settled before anybody looks: no data choose where to try.
THRESHOLDS = (0.95, 0.90, 0.85, 0.80, 0.70)


@dataclass(frozen=True)
class Tried:
    """One threshold: of `n` that were stated to be at least so sure, `errors` were wrong; `p` is how often chance alone
    would bring no more where exactly what is tolerated is wrong.
    """

    threshold: float
    n: int
    errors: int
    p: float
    passed: bool


def tried(steps: Iterable[tuple[float, int, int]], tolerated: float, confidence: float) -> list[Tried]:
    """Return of (threshold, n, errors) those tried, up to the first that fails: the last that passed is the answer.

    Fixed-sequence testing (Learn then Test, Angelopoulos et al. 2021; SGR, Geifman & El-Yaniv 2017): in an order
    settled beforehand each may be tried at the whole of 1 - `confidence`. For chances that are equal. Takes scipy.
    """
    walked: list[Tried] = []
    for threshold, n, errors in steps:
        p = at_most_so_many(errors, n, tolerated)
        walked.append(Tried(threshold, n, errors, p, passed=p <= 1 - confidence))
        if not walked[-1].passed:
            break
    return walked


def at_most_so_many(errors: int, n: int, rate: float) -> float:
    """Return the chance of `errors` or fewer among `n`, each being one with the chance `rate`, in (0, 1)."""
    return 1.0 if errors >= n else math.exp(log_below(n - errors, errors + 1, 1 - rate))
