"""What waits still counts in how long it waits: a queue that is stuck never looks fast."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.signals.waiting import Wait, Waiting

FOUR_HOURS = 240.0


def decided(minutes: float) -> Wait:
    return Wait(3 * minutes, minutes, decided=True, is_open=False)


def still(minutes: float) -> Wait:
    return Wait(3 * minutes, minutes, decided=False, is_open=True)


def test_the_share_in_time_and_the_median_stand_beside_the_counts() -> None:
    told = Waiting((decided(60),) * 36 + (decided(300),) * 4, FOUR_HOURS, asked=2, more_time=1).reading

    assert (told.figure.value, told.figure.n) == (pytest.approx(0.9), 40)
    assert told.figure.low is not None
    assert told.figure.low < 0.9
    assert (told.counts["median_minutes"], told.counts["median_minutes_by_the_clock"]) == (60, 180)
    assert (told.counts["decided"], told.counts["open"]) == (40, 0)
    assert (told.counts["questions"], told.counts["more_time"]) == (2, 1)


def test_a_stuck_queue_does_not_look_fast() -> None:
    of_the_done = (decided(10),) * 20
    stuck = Waiting(of_the_done + (still(2_000),) * 30, FOUR_HOURS).reading

    assert stuck.figure.value == pytest.approx(0.4)
    assert stuck.counts["median_minutes"] is None, "more than half wait still"


def test_of_few_there_are_counts() -> None:
    told = Waiting((decided(10),) * 29, FOUR_HOURS).reading

    assert (told.figure.value, told.figure.suppressed) == (None, True)
    assert told.counts["decided"] == 29
    assert told.counts["median_minutes"] is None


def test_what_has_not_waited_so_long_says_nothing_of_then() -> None:
    told = Waiting((decided(10),) * 20 + (still(30),) * 20, FOUR_HOURS).reading

    assert told.figure.value is None
    assert told.counts["median_minutes"] == 10


WAITS = st.builds(Wait, st.floats(0, 9_000), st.floats(0, 3_000), st.booleans(), st.just(value=False))


@given(waits=st.lists(WAITS, max_size=80))
def test_a_share_is_told_of_thirty_or_more_and_within_its_interval(waits: list[Wait]) -> None:
    told = Waiting(tuple(waits), FOUR_HOURS).within

    if told.value is not None:
        assert len(waits) >= 30
        assert told.low is not None
        assert told.high is not None
        assert 0 <= told.low <= told.value <= told.high <= 1
        assert told.high - told.low < 0.3


def test_that_all_or_none_were_decided_in_time_is_not_told_as_sure() -> None:
    def told(count: int, working: float, *more: Wait) -> tuple[float | None, float | None, float | None]:
        waits = (Wait(working, working, True, False),) * count
        found = Waiting(waits + more, FOUR_HOURS).within
        return found.value, found.low, found.high

    still_new = Wait(5, 5, False, True)
    assert told(47, 10) == (1, pytest.approx(0.05 ** (1 / 47)), 1)
    assert told(47, 10, still_new) == told(47, 10), "of that nobody knows yet"
    assert told(47, 300) == (0, 0, pytest.approx(1 - 0.05 ** (1 / 47)))
