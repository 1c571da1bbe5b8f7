"""May checking be relaxed? Evidence that stays valid however often anyone looks.

An e-process against "the error rate never was below what is tolerated": a mixture of likelihood ratios over a
Beta(1/2, 1/2) cut off at the tolerated rate (Robbins 1970; Ramdas, Grünwald, Vovk & Shafer 2023, "Game-theoretic
statistics and safe anytime-valid inference"). By Ville's inequality it passes 1/alpha at any time at all with a chance
of at most alpha, whether the rate stays at what is tolerated or moves about above it.

`n` are judged outputs in the order in which they were handed in, up to the first that is undecided; `errors` those of
them that were wrong, or left undecided too long. Probes and repeats are in neither. `max_error_rate` is a share in
(0, 1), `confidence` one minus alpha, in (0, 1).
"""

from __future__ import annotations

import math
from functools import lru_cache

from domain.statistics.beta import log_below, log_beta
from domain.statistics.searching import crossing, first

_HALF = 0.5
# Of the chance of a mistake, this much goes to the bound of how many errors reviewers catch (Bonferroni): .01 of .05.
SENSITIVITY_PART = 0.2


def log_evidence(n: int, errors: int, max_error_rate: float) -> float:
    """Return ln e of the evidence that the rate is below `max_error_rate`; 0 for nothing judged, negative against.

    Rises with every good one and falls with every error. Raises ValueError for counts or a rate that cannot be.
    """
    _counts(n, errors)
    _share("max_error_rate", max_error_rate)
    good = n - errors
    return (
        log_beta(_HALF + errors, _HALF + good)
        + log_below(_HALF + errors, _HALF + good, max_error_rate)
        - log_beta(_HALF, _HALF)
        - log_below(_HALF, _HALF, max_error_rate)
        - errors * math.log(max_error_rate)
        - good * math.log1p(-max_error_rate)
    )


def passes(n: int, errors: int, max_error_rate: float, confidence: float) -> bool:
    """Return whether the evidence suffices to propose less checking: e >= 1 / (1 - confidence)."""
    return log_evidence(n, errors, max_error_rate) >= _bar(confidence)


@lru_cache(maxsize=4096)  # asked for with each judged output, and changes with each error only
def clean_needed(max_error_rate: float, confidence: float, errors: int = 0) -> int:
    """Return the smallest number of judged outputs that passes with this many errors among them."""
    return first(lambda n: passes(n, errors, max_error_rate, confidence), start=errors)


def still_needed(n: int, errors: int, max_error_rate: float, confidence: float) -> int:
    """Return how many more outputs in a row must be good to pass; 0 where it passes already."""
    _counts(n, errors)
    return max(0, clean_needed(max_error_rate, confidence, errors) - n)


def upper_bound(n: int, errors: int, confidence: float) -> float:
    """Return the smallest tolerated rate that would pass now: above the true rate at all times at once."""
    _counts(n, errors)
    bar = _bar(confidence)
    start = max(errors / n if n else 0.0, 1e-12)
    if start >= 1 or log_evidence(n, errors, 1 - 1e-12) < bar:
        return 1.0
    return crossing(lambda rate: log_evidence(n, errors, rate) >= bar, start, 1 - 1e-12)


def confidence_sequence(n: int, errors: int, confidence: float) -> tuple[float, float]:
    """Return the bounds (low, high) of the rate that hold at all times at once, two-sided; (0, 1) for nothing judged.

    Robbins' mixture, Beta(1/2, 1/2), not cut off (Robbins 1970; Howard, Ramdas, McAuliffe & Sekhon 2021).
    """
    _counts(n, errors)
    bar, good = _bar(confidence), n - errors
    mixed = log_beta(_HALF + errors, _HALF + good) - log_beta(_HALF, _HALF)

    def excluded(rate: float) -> bool:
        seen = (errors * math.log(rate) if errors else 0.0) + (good * math.log1p(-rate) if good else 0.0)
        return mixed - seen >= bar

    middle = errors / n if n else _HALF
    least, most = 1e-300, 1 - 1e-16
    low = crossing(excluded, middle, least) if errors and excluded(least) else 0.0
    high = crossing(excluded, middle, most) if good and excluded(most) else 1.0
    return low, high


def effective_rate(max_error_rate: float, sensitivity_low: float) -> float:
    """Return the rate to test where reviewers catch only some errors: that share of the tolerated one.

    `sensitivity_low` is the one-sided lower bound of `domain.statistics.sensitivity`, at the second confidence of
    `split`; test at the first.
    """
    _share("max_error_rate", max_error_rate)
    if not 0 < sensitivity_low <= 1:
        raise ValueError(f"sensitivity_low is a share above 0, not {sensitivity_low}")
    return max_error_rate * sensitivity_low


def split(confidence: float) -> tuple[float, float]:
    """Return (confidence of the gate, of the bound of sensitivity) that together keep it: .95 is .96 and .99."""
    _share("confidence", confidence)
    alpha = 1 - confidence
    return 1 - alpha * (1 - SENSITIVITY_PART), 1 - alpha * SENSITIVITY_PART


def _bar(confidence: float) -> float:
    _share("confidence", confidence)
    return -math.log1p(-confidence)


def _counts(n: int, errors: int) -> None:
    if not 0 <= errors <= n:
        raise ValueError(f"{errors} errors of {n} cannot be")


def _share(name: str, value: float) -> None:
    if not 0 < value < 1:
        raise ValueError(f"{name} is a share between 0 and 1, not {value}")
