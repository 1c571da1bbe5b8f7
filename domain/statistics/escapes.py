"""How many bad outputs go out before the one that stops them, should quality collapse.

Their number is geometric with the chance fraction * sensitivity, whatever the error rate does over time, because which
outputs are audited does not depend on their quality. `fraction` and `sensitivity` are shares in (0, 1]. `held`: what is
audited waits for its verdict, and the one that is found never goes out; else it is out already, and counted.
"""

from __future__ import annotations

import math

from domain.statistics.searching import first


def mean(
    fraction: float, *, held: bool, sensitivity: float = 1.0, rate: float = 0.0, delay: float = 0.0
) -> float:
    """Return how many go out on average; `rate * delay` more while the verdict is awaited.

    `delay` is in outputs released between an audited output and its verdict, `rate` their error rate.
    """
    found = _found(fraction, sensitivity)
    return (1 / found) - (1 if held else 0) + rate * delay


def at_least(m: int, fraction: float, *, held: bool, sensitivity: float = 1.0) -> float:
    """Return the chance that `m` or more go out before the stop, those during a verdict's delay not counted."""
    found = _found(fraction, sensitivity)
    return (1 - found) ** max(0, m if held else m - 1)


def quantile(share: float, fraction: float, *, held: bool, sensitivity: float = 1.0) -> int:
    """Return the smallest number that is not exceeded in `share` of collapses (.95: in 95 of 100)."""
    if not 0 < share < 1:
        raise ValueError(f"a share between 0 and 1, not {share}")
    return first(lambda m: at_least(m + 1, fraction, held=held, sensitivity=sensitivity) <= 1 - share)


def _found(fraction: float, sensitivity: float) -> float:
    found = fraction * sensitivity
    if not 0 < found <= 1 or not math.isfinite(found):
        raise ValueError(f"shares above 0: fraction {fraction}, sensitivity {sensitivity}")
    return found
