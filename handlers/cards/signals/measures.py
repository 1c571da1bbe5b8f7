"""Shares, times and numbers as people say them."""

from __future__ import annotations

import math
from collections.abc import Callable

from handlers.cards.phrase import plain

_HOUR = 60
_UNITS = (100, 1_000, 10_000, 100_000, 1_000_000)


def duration(minutes: float) -> str:
    """Return "40 min", "1.5 h" or "19 h"."""
    if round(minutes) < _HOUR:
        return f"{round(minutes)} min"
    hours = minutes / _HOUR
    return (
        f"{hours:.0f} h" if hours >= 10 or hours == round(hours) else f"{hours:.1f} h".replace(".0 h", " h")
    )


def duration_range(low: float, high: float | None) -> str:
    """Return from how long to how long, rounded outwards: "21 min to 1.2 h"; `high` None: nobody knows."""
    if high is None:
        return plain("duration.or_more", low=duration(_outwards(low, math.floor)))
    least, most = _outwards(low, math.floor), _outwards(high, math.ceil)
    return plain("duration.range", low=duration(least), high=duration(most))


def _outwards(minutes: float, to: Callable[[float], int]) -> float:
    """Round as `duration` tells it, but down or up: to a minute, a tenth of an hour, or an hour."""
    step = 1 if minutes < _HOUR else _HOUR / 10 if minutes < 10 * _HOUR else _HOUR
    return to(minutes / step - 1e-9 if to is math.ceil else minutes / step + 1e-9) * step


def each(minutes: float) -> str:
    """Return how long one of many takes: "0.9 min", "2.5 min", and from ten minutes on as any duration."""
    return f"{minutes:.1f} min".replace(".0 min", " min") if minutes < 9.95 else duration(minutes)


def share(part: float, *, up: bool = False) -> str:
    """Return "4 in 100", or of what is smaller "3 in 1,000"; `up`: never less than it is."""
    of = unit_of(part)
    exact = part * of
    whole = math.ceil(exact - 1e-9) if up else _rounded(exact)
    return f"{whole} in {counted(of)}"


def by_how_much(part: float, low: float, high: float) -> dict[str, str | int]:
    """Return a difference, whichever way, as `share`, and from `low` to `high` how much it may be, in the unit in which
    the least of it shows.
    """
    least, most = sorted((abs(low), abs(high)))
    of = unit_of(least)
    low_parts, high_parts = whole_range(least, most, of)
    return {"share": _in(abs(part), of), "low": low_parts, "high": high_parts}


def line(tolerated: float, beside: int = 0) -> str:
    """Return what was signed, just as it was: "2 in 100", "25 in 1,000"; "2" where it is of as many as `beside`."""
    of = next(of for of in _UNITS if _is_whole(tolerated * of) or of == _UNITS[-1])
    return counted(_rounded(tolerated * of)) if of == beside else _in(tolerated, of)


def above_line(part: float, tolerated: float) -> tuple[str, str]:
    """Return a share that is above what was signed, and what was, of as many: "8 in 100" and "2".

    That is a hundred, or as many as it takes to show.
    """
    of = next(
        of
        for of in _UNITS
        if (_is_whole(tolerated * of) and _rounded(part * of) > _rounded(tolerated * of)) or of == _UNITS[-1]
    )
    return _in(part, of), counted(_rounded(tolerated * of))


def counted(number: int) -> str:
    """Return "3,600"."""
    return f"{number:,}"


def _in(part: float, of: int) -> str:
    return f"{counted(_rounded(part * of))} in {counted(of)}"


def _is_whole(number: float) -> bool:
    return math.isclose(number, round(number), rel_tol=1e-9) and round(number) > 0


def unit_of(part: float) -> int:
    """Return out of how many a share is told: of a hundred, or where it is smaller of a thousand."""
    return 100 if part == 0 or part >= 0.0095 else 1_000


def parts(part: float, of: int) -> int:
    """Return how many of so many a share is."""
    return _rounded(part * of)


def whole_range(low: float, high: float, of: int = 100) -> tuple[int, int]:
    """Return from how many to how many of so many an interval is, rounded outwards: what is told is never narrower."""
    return math.floor(low * of + 1e-9), math.ceil(high * of - 1e-9)


def _rounded(number: float) -> int:
    """Return the nearest whole number, of two as near the larger."""
    return math.floor(number + 0.5)
