"""Queues: Little's law, and what follows when it does not hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.statistics.queueing import Stay, erlang_c, little, variation, with_variation


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


def test_a_call_centre() -> None:
    # 100 calls in half an hour, three minutes each, 14 people.
    found = erlang_c(100 / 30, 1 / 3, 14)

    assert found.busy == pytest.approx(0.7142857, abs=1e-7)
    assert found.waiting == pytest.approx(0.17413193, abs=1e-8)
    assert found.within(20 / 60) == pytest.approx(0.88835, abs=5e-6)


def test_an_eye_clinic() -> None:
    # Gross and Harris: six an hour, twenty minutes each, three doctors.
    found = erlang_c(6, 3, 3)

    assert found.waiting == pytest.approx(0.4444, abs=5e-5)
    assert found.wait == pytest.approx(0.148148, abs=5e-7)
    assert 6 * found.wait == pytest.approx(0.8889, abs=5e-5)


def test_queues_small_enough_for_paper() -> None:
    assert erlang_c(1.5, 1, 2).waiting == pytest.approx(0.642857, abs=5e-7)
    alone = erlang_c(0.8, 1, 1)
    assert alone.wait == pytest.approx(4)
    assert 0.8 * alone.wait + alone.busy == pytest.approx(4), "how many are there on average"


def test_bursts_make_it_longer() -> None:
    # 24 an hour, four minutes each, two people.
    wait = erlang_c(24 / 60, 1 / 4, 2).wait

    assert wait == pytest.approx(7.11, abs=5e-3)
    assert with_variation(wait, 2, 1.5) == pytest.approx(12.44, abs=5e-3)


def test_no_forecast_where_more_comes_than_can_be_served() -> None:
    with pytest.raises(ValueError, match="cannot keep up"):
        erlang_c(2, 1, 2)


def test_variation_is_nothing_like_clockwork_and_one_at_random() -> None:
    assert variation([5, 5, 5]) == 0
    assert variation([1, 3]) == pytest.approx(0.25)
    assert variation([5]) is None
    assert variation([0, 0]) is None


@given(arrivals=st.floats(0.01, 50), spare=st.floats(0.01, 50), people=st.integers(1, 40))
def test_with_one_more_nobody_waits_longer(arrivals: float, spare: float, people: int) -> None:
    served = (arrivals + spare) / people

    now, then = erlang_c(arrivals, served, people), erlang_c(arrivals, served, people + 1)

    assert then.wait <= now.wait
    assert 0 <= then.waiting <= now.waiting <= 1 + 1e-9
    assert now.within(0) <= now.within(1) <= 1
