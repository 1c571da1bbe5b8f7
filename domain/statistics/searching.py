"""Where a yes begins: of whole numbers, and of shares."""

from __future__ import annotations

from collections.abc import Callable

_HALVINGS = 200


def first(holds: Callable[[int], bool], start: int = 0) -> int:
    """Return the smallest whole number >= start for which `holds`, which stays true once it is."""
    if holds(start):
        return start
    no, step = start, 1
    while not holds(no + step):
        no, step = no + step, step * 2
    yes = no + step
    while yes - no > 1:
        middle = (no + yes) // 2
        no, yes = (no, middle) if holds(middle) else (middle, yes)
    return yes


def crossing(holds: Callable[[float], bool], no: float, yes: float) -> float:
    """Return the share nearest to `no` for which `holds`; true at `yes`, or taken to be, and true all the way there."""
    for _ in range(_HALVINGS):
        middle = (no + yes) / 2
        if middle in (no, yes):
            break
        no, yes = (no, middle) if holds(middle) else (middle, yes)
    return yes
