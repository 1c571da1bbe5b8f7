"""How queues behave: what waits, what comes, how long it takes, and what a few more or fewer people would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# From a fifth on the two sides of Little's law differ by more than the edges of a period explain.
_STEADY = 0.20


@dataclass(frozen=True)
class Stay:
    """One stay in a queue, in any unit of time: when it came, and when it left; `left` None: it is there still."""

    came: float
    left: float | None


@dataclass(frozen=True)
class Little:
    """Both sides of Little's law over a period: how many `waited` on average, and how many should have: those that came
    in a unit of time, times how long those that left had stayed.
    """

    waited: float
    expected: float

    @property
    def is_steady(self) -> bool:
        """Say whether they agree within a fifth: as much left as came, and no sooner or later than before."""
        return abs(self.waited - self.expected) <= _STEADY * self.waited


def little(stays: Iterable[Stay], begin: float, end: float) -> Little | None:
    """Return both sides for the period from `begin` to `end`, which is not in it; None where nothing left, or waited.

    Little 1961: L = lambda W, exactly in the long run, whatever the queue; over a short period as far as the queue is
    steady. Raises ValueError for a period without length.
    """
    if end <= begin:
        raise ValueError("a period has a length")
    seen = list(stays)
    spans = (
        (max(one.came, begin), min(end if one.left is None else one.left, end))
        for one in seen
        if one.came < end
    )
    inside = sum(max(until - since, 0.0) for since, until in spans)
    came = sum(begin <= one.came < end for one in seen)
    lasted = [one.left - one.came for one in seen if one.left is not None and begin <= one.left < end]
    if not lasted or not inside:
        return None
    length = end - begin
    return Little(inside / length, came / length * sum(lasted) / len(lasted))
