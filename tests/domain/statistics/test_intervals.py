"""Intervals: the tables of Newcombe 1998, both papers, those of the ranks of a median, and what is made of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from domain.statistics.intervals import at_most, exact, newcombe, of_median, wilson

counts = st.integers(1, 2_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("errors", "n", "shown", "covering"),
    [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0, 0.1611), (0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_one_share(errors: int, n: int, shown: tuple[float, float], covering: tuple[float, float]) -> None:
    assert wilson(errors, n) == pytest.approx(shown, abs=5e-5)
    assert exact(errors, n) == pytest.approx(covering, abs=5e-5)


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((6, 7), (2, 7), (0.0582, 0.8062)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)),
        ((0, 10), (0, 10), (-0.2775, 0.2775)),
        ((10, 10), (0, 20), (0.6791, 1)),
        ((12, 220), (4, 200), (-0.0035, 0.0748)),  # "errors tripled": no clear change
    ],
)
def test_a_change(now: tuple[int, int], before: tuple[int, int], change: tuple[float, float]) -> None:
    assert newcombe(*now, *before) == pytest.approx(change, abs=5e-5)


def test_none_of_sixty_is_at_most_one_in_twenty() -> None:
    assert at_most(0, 60) == pytest.approx(1 - 0.05 ** (1 / 60))
    assert at_most(0, 60) == pytest.approx(0.0487, abs=1e-4)


@pytest.mark.parametrize(("rate", "n"), [(0.05, 59), (0.02, 149), (0.01, 299), (0.005, 598)])
def test_who_looks_once_needs_so_many_without_an_error(rate: float, n: int) -> None:
    assert at_most(0, n) <= rate < at_most(0, n - 1)


def test_nothing_judged_says_nothing() -> None:
    assert wilson(0, 0) == exact(0, 0) == (0, 1)
    assert at_most(0, 0) == 1
    assert newcombe(0, 0, 1, 10) == (-1, 1)


def test_more_errors_than_outputs_are_refused() -> None:
    for interval in (wilson, exact, at_most):
        with pytest.raises(ValueError, match="cannot be"):
            interval(3, 2)


@given(counts)
def test_intervals_hold_what_was_seen(counted: tuple[int, int]) -> None:
    errors, n = counted
    low, high = wilson(errors, n)
    covering_low, covering_high = exact(errors, n)

    assert 0 <= low <= errors / n <= high <= 1
    assert 0 <= covering_low <= errors / n <= covering_high <= 1


@given(counts, counts)
def test_a_change_told_the_other_way_round_is_its_mirror(
    now: tuple[int, int], before: tuple[int, int]
) -> None:
    low, high = newcombe(*now, *before)

    assert newcombe(*before, *now) == pytest.approx((-high, -low))


@pytest.mark.parametrize(("n", "ranks"), [(6, (1, 6)), (9, (2, 8)), (30, (10, 21)), (100, (40, 61))])
def test_a_median_lies_between_two_ranks(n: int, ranks: tuple[int, int]) -> None:
    assert of_median(range(1, n + 1)[::-1]) == ranks


def test_of_five_there_is_no_interval_of_the_median() -> None:
    with pytest.raises(ValueError, match="from 5"):
        of_median([1, 2, 3, 4, 5])


@given(st.lists(st.floats(0, 1), min_size=6, max_size=400))
def test_a_median_lies_where_the_library_says(values: list[float]) -> None:
    there = stats.quantile_test(values, p=0.5).confidence_interval(0.95)

    assert of_median(values) == (there.low, there.high)
