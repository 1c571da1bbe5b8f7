"""How long people are waited for, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.waiting import Waiting
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.signals.measures import duration, duration_range, share, whole_range


def words(found: Waiting) -> Iterator[Sentence]:
    """Give how long half of them wait and how many are decided in time, of enough; beside it how often people
    were asked, and for more time.
    """
    if found.enough:
        yield say("waits.half", half=_half(found), within=_within(found))
    if found.asked or found.more_time:
        yield say("waits.beside", asked=found.asked, more=found.more_time)


def _half(found: Waiting) -> str:
    working, clock = found.in_working_time.median, found.by_the_clock.median
    low, high = found.in_working_time.median_range
    if working is None or low is None or clock is None:
        return plain("waits.half_open")
    told = {"working": _at_least_a_minute(working), "clock": _at_least_a_minute(clock)}
    return plain("waits.half_decided", between=duration_range(low, high), **told)


def _within(found: Waiting) -> str:
    told = found.within
    if told.value is None or told.low is None or told.high is None:
        return ""
    low, high = whole_range(told.low, told.high)
    return plain("waits.within", share=share(told.value), agreed=duration(found.agreed), low=low, high=high)


def _at_least_a_minute(minutes: float) -> str:
    return duration(max(minutes, 1))
