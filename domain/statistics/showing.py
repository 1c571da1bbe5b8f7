"""Whether a share may be told as one: of too few, or too uncertain, there are counts and an interval, no percentage."""

from __future__ import annotations

from domain.statistics.intervals import exact

ENOUGH = 30
_NARROW, _WIDE = 0.05, 0.30
_RELATIVE = 1.30


def may_be_a_rate(errors: float, n: float, *, share: float = 1.0) -> bool:
    """Say whether errors / n may be told as a rate; of weighted ones, `n` is the effective one and `errors` its share.
    `share` in (0, 1]: it is told of a whole of which only so much is unsure, and the rest is known.

    The standards of the NCHS (Parker et al. 2017, Vital Health Stat 2(175)): never of fewer than 30, nor where the
    exact interval is 0.30 wide or more; always where it is at most 0.05 wide; else where it is at most 1.3 times the
    rate.
    """
    if n < ENOUGH:
        return False
    low, high = exact(errors, n)
    width = (high - low) * share
    if width <= _NARROW or width >= _WIDE:
        return width <= _NARROW
    return width <= _RELATIVE * share * errors / n
