"""Scales: the values that were worked out for them, and an interval that covers what it says."""

from __future__ import annotations

import random
from statistics import fmean

import pytest

from domain.statistics.scales import alpha, difference_of_means

ANSWERS = [[6, 5, 6], [4, 4, 5], [7, 7, 6], [3, 2, 3], [5, 5, 5], [6, 6, 7]]


def test_the_worked_example() -> None:
    assert fmean(fmean(one) for one in ANSWERS) == pytest.approx(5.1111, abs=1e-4)
    assert alpha(ANSWERS) == pytest.approx(0.96062, abs=1e-5)


def test_where_all_are_alike_nothing_goes_together() -> None:
    assert alpha([[4, 4, 4]] * 5) is None
    assert alpha([[4, 5, 6]]) is None


def test_a_difference_is_the_same_each_time_and_turns_with_its_sides() -> None:
    now, before = [5.0, 6.0, 6.3, 5.7, 6.0], [4.0, 4.3, 5.0, 3.7, 4.0]

    difference, low, high = difference_of_means(now, before)

    assert (difference, low, high) == difference_of_means(now, before)
    assert difference == pytest.approx(1.6)
    assert 0 < low < difference < high
    assert difference_of_means(before, now)[0] == pytest.approx(-1.6)
    assert difference_of_means(now, now)[1] < 0 < difference_of_means(now, now)[2]


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    chance = random.Random(7)
    covered = 0
    for _ in range(200):
        now, before = ([chance.gauss(mean, 1) for _ in range(40)] for mean in (5.0, 4.5))
        _, low, high = difference_of_means(now, before)
        covered += low <= 0.5 <= high

    assert 178 <= covered <= 199
