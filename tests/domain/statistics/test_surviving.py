"""How long things last, some of them not over yet: against published values, and against scipy on any others."""

from __future__ import annotations

from math import exp
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from domain.statistics.intervals import wilson
from domain.statistics.surviving import survival

# Remission in weeks under 6-mercaptopurine (Freireich 1963); of those in the second list it went on.
ENDED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
WENT_ON = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


def test_published_remissions() -> None:
    found = survival(ENDED, WENT_ON)

    shares = {one.at: round(one.share, 3) for one in found.steps}
    assert shares == {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert found.median == 23


def test_what_waits_still_makes_it_longer_than_those_that_are_done_say() -> None:
    only_the_done = survival(ENDED, [])
    all_of_them = survival(ENDED, WENT_ON)

    assert only_the_done.median == 10
    assert all_of_them.median == 23


@pytest.mark.parametrize("n", [24, 38, 120, 1_000])
def test_half_of_an_even_number_is_half_of_them_and_not_one_more(n: int) -> None:
    assert survival(range(1, n + 1), []).median == n // 2
    assert survival(range(1, n), [n]).median == n // 2


def test_nobody_knows_what_comes_after_the_longest_that_was_seen() -> None:
    found = survival([1.0, 2.0], [3.0, 3.0])

    assert found.median == 2
    after = found.after(3)
    assert after is not None
    assert after.share == 0.5
    assert found.after(3.5) is None
    assert survival([1.0], []).after(99) is not None, "all have ended"
    assert survival([], []).median is None


LENGTHS = st.lists(st.integers(min_value=0, max_value=30), max_size=40)


@given(ended=st.lists(st.integers(min_value=0, max_value=30), min_size=1, max_size=40), going_on=LENGTHS)
def test_it_is_what_scipy_says(ended: list[int], going_on: list[int]) -> None:
    oracle = ecdf(CensoredData(uncensored=ended, right=going_on)).sf
    expected = dict(zip(oracle.quantiles, oracle.probabilities, strict=True))

    found = survival(ended, going_on)

    assert [one.share for one in found.steps] == pytest.approx([expected[one.at] for one in found.steps])
    assert all(one.low <= one.share <= one.high for one in found.steps)


def test_its_interval_is_what_scipy_says() -> None:
    oracle = ecdf(CensoredData(uncensored=ENDED, right=WENT_ON)).sf
    low, high = (
        dict(zip(side.quantiles, side.probabilities, strict=True))
        for side in _sides(oracle.confidence_interval(method="log-log"))
    )

    for one in survival(ENDED, WENT_ON).steps:
        assert (one.low, one.high) == pytest.approx((low[one.at], high[one.at]))


def test_its_interval_covers_the_truth_as_often_as_it_says() -> None:
    chance = Random(7)
    covered = naive = 0
    for _ in range(1_000):
        # Decisions take four hours on average; each was handed in at some time of the day, and the day is over.
        waits = [(chance.expovariate(1 / 4), chance.uniform(0, 12)) for _ in range(150)]
        ended = [lasted for lasted, seen in waits if lasted <= seen]
        found = survival(ended, [seen for lasted, seen in waits if lasted > seen]).after(4)
        assert found is not None
        covered += found.low <= exp(-1) <= found.high
        low, high = wilson(sum(lasted > 4 for lasted in ended), len(ended))
        naive += low <= exp(-1) <= high

    assert 930 <= covered <= 970
    assert naive < 500, "those that are done say that it is faster than it is"


def _sides(interval: object) -> tuple[object, object]:
    return interval.low, interval.high  # type: ignore[attr-defined]  # scipy ships no types
