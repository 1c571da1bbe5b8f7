"""The beta distribution as scipy has it, typed, and imported by the first who asks: start-up never waits for it."""

from __future__ import annotations

import math

_TERMS = 100_000
# Below this the library's own answer loses digit after digit until it is nought.
_TRUSTED = 1e-250


def log_beta(a: float, b: float) -> float:
    """Return ln B(a, b)."""
    from scipy import special

    return float(special.betaln(a, b))


def log_below(a: float, b: float, x: float) -> float:
    """Return ln P(X < x) of a Beta(a, b), for 0 < x < 1, also where the share itself is too small for a float."""
    from scipy import special

    share = float(special.betainc(a, b, x))
    return math.log(share) if share > _TRUSTED else _log_far_below(a, b, x)


def quantile(a: float, b: float, share: float) -> float:
    """Return the x with P(X < x) = share of a Beta(a, b)."""
    from scipy import special

    return float(special.betaincinv(a, b, share))


def _log_far_below(a: float, b: float, x: float) -> float:
    # I_x(a, b) = x^a (1-x)^b / (a B(a, b)) * sum of a series that falls at once where x is far below a / (a + b).
    term = total = 1.0
    for k in range(_TERMS):
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
        if term < total * 1e-16:
            break
    return a * math.log(x) + b * math.log1p(-x) - math.log(a) - log_beta(a, b) + math.log(total)
