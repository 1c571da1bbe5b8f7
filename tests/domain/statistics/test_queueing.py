"""Queues: Little's law, and what follows when it does not hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.statistics.queueing import Stay, little


def test_twelve_an_hour_that_stay_two_hours_are_twenty_four() -> None:
    every_five_minutes = [Stay(number / 12, number / 12 + 2) for number in range(12 * 100)]

    found = little(every_five_minutes, 20, 80)

    assert found is not None
    assert (found.waited, found.expected) == (pytest.approx(24), pytest.approx(24))
    assert found.is_steady


def test_a_queue_in_which_some_are_stuck_is_not_steady() -> None:
    fast = [Stay(number, number + 0.5) for number in range(100)]
    stuck = [Stay(number, None) for number in range(0, 100, 10)]

    found = little(fast + stuck, 0, 100)

    assert found is not None
    assert found.waited > found.expected
    assert not found.is_steady
    steady = little(fast, 0, 100)
    assert steady is not None
    assert steady.is_steady


def test_where_nothing_left_there_is_nothing_to_compare() -> None:
    assert little([Stay(0, None)], 0, 10) is None
    assert little([], 0, 10) is None


@given(
    stays=st.lists(
        st.builds(lambda came, lasted: Stay(came, came + lasted), st.floats(0, 50), st.floats(0.01, 40)),
        min_size=1,
    )
)
def test_over_a_period_that_holds_every_stay_it_is_exact(stays: list[Stay]) -> None:
    found = little(stays, 0, 100)

    assert found is not None
    assert found.waited == pytest.approx(found.expected)
