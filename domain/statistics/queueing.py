"""How queues behave: what waits, what comes, how long it takes, and what a few more or fewer people would change."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, pvariance

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


@dataclass(frozen=True)
class Queue:
    """What a queue comes to: `busy` the share of their time in which those who serve do, `waiting` the share of those
    that come who find nobody free, `wait` how long one waits on average; `spare` how many more could be served in a
    unit of time.
    """

    busy: float
    waiting: float
    wait: float
    spare: float

    def within(self, time: float) -> float:
        """Return the share that waits no longer than `time`."""
        return 1 - self.waiting * math.exp(-self.spare * time)


def erlang_c(arrivals: float, served: float, people: int) -> Queue:
    """Return what a queue comes to at which so many `arrivals` come in a unit of time, and `people` serve so many each.

    Erlang 1917, M/M/c: those that come, and how long each takes, as random as can be, and nobody does anything else.
    Raises ValueError where as many come as can be served, or more: then the queue grows without end.
    """
    if not 0 < arrivals < served * people:
        raise ValueError(f"{people} who serve {served} each cannot keep up with {arrivals}")
    load = arrivals / served
    blocked = 1.0
    for number in range(1, people + 1):
        blocked = load * blocked / (number + load * blocked)
    busy = load / people
    waiting = blocked / (1 - busy * (1 - blocked))
    spare = served * people - arrivals
    return Queue(busy, waiting, waiting / spare, spare)


def with_variation(wait: float, arriving: float, serving: float) -> float:
    """Return how long one waits on average where those that come, and how long each takes, vary more or less than an
    M/M/c queue has it: squared coefficients of variation, 1 as random as can be, 0 like clockwork.

    Allen & Cunneen's approximation (Allen 1990).
    """
    return wait * (arriving + serving) / 2


def variation(values: Sequence[float]) -> float | None:
    """Return the squared coefficient of variation; None of fewer than two, or where they are nothing on average."""
    if len(values) < 2 or not (average := fmean(values)):
        return None
    return pvariance(values, average) / average**2
