"""What a model states against what was right, and from which threshold on: worked values and laws."""

from __future__ import annotations

from itertools import pairwise
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.statistics.calibration import Forecast, binned, brier, squared_error
from domain.statistics.thresholds import THRESHOLDS, at_most_so_many, tried

# Of ten that were stated each, so many were right.
FOUR = [
    Forecast(stated, number < right)
    for stated, right in ((0.1, 1), (0.4, 3), (0.7, 6), (0.9, 9))
    for number in range(10)
]


def test_brier_and_what_it_is_made_of() -> None:
    bins = binned(FOUR, most=10, least=2)

    plain, corrected = brier(FOUR, bins, corrected=False), brier(FOUR, bins)

    assert (plain.score, plain.reliability) == (pytest.approx(0.1625), pytest.approx(0.005))
    assert (plain.resolution, plain.uncertainty) == (pytest.approx(0.091875), pytest.approx(0.249375))
    assert plain.skill == pytest.approx(0.3484, abs=5e-5)
    assert corrected.reliability == pytest.approx(-0.0125)
    assert corrected.resolution == pytest.approx(0.080769, abs=5e-7)
    assert corrected.uncertainty == pytest.approx(0.255769, abs=5e-7)
    assert corrected.reliability - corrected.resolution + corrected.uncertainty == pytest.approx(plain.score)


def test_the_squared_error_without_what_chance_adds() -> None:
    bins = binned(FOUR, most=10, least=2)

    assert [(one.right.n, one.right.rate) for one in bins] == [
        (10, pytest.approx(r)) for r in (0.1, 0.3, 0.6, 0.9)
    ]
    assert sum(one.share * abs(one.stated - one.right.rate) for one in bins) == pytest.approx(0.05)
    assert sum(one.share * (one.stated - one.right.rate) ** 2 for one in bins) == pytest.approx(0.005)
    assert squared_error(bins) == pytest.approx(-0.0125)


def test_of_one_that_is_as_right_as_it_says_no_error_is_found_on_average() -> None:
    """A hundred each, in ten bins: the plain absolute error is a tenth on average, this one nought."""
    chance, runs, absolute, squared = np.random.default_rng(4), 300, 0.0, 0.0
    for stated in chance.random((runs, 100)):
        right = chance.random(100) < stated
        bins = binned(
            [Forecast(float(p), bool(y)) for p, y in zip(stated, right, strict=True)], most=10, least=2
        )
        absolute += sum(one.share * abs(one.stated - one.right.rate) for one in bins) / runs
        squared += squared_error(bins) / runs

    assert absolute == pytest.approx(0.0997, abs=0.006)
    assert abs(squared) < 0.0015


FORECASTS = st.lists(
    st.builds(
        Forecast,
        st.sampled_from([i / 20 for i in range(21)]),
        st.booleans(),
        st.sampled_from([0.1, 0.5, 1.0]),
    ),
    min_size=1,
    max_size=200,
)


@given(FORECASTS, st.integers(1, 10), st.integers(1, 40))
def test_bins_hold_everything_once_and_none_too_few(forecasts: list[Forecast], most: int, least: int) -> None:
    bins = binned(forecasts, most=most, least=least)

    assert sum(one.right.n for one in bins) == len(forecasts)
    assert sum(one.share for one in bins) == pytest.approx(1)
    assert len(bins) <= most
    assert len(bins) == 1 or all(one.right.n >= least for one in bins)
    assert all(one.high < other.low for one, other in pairwise(bins))


@given(FORECASTS)
def test_the_parts_of_brier_are_the_same_sum_corrected_or_not(forecasts: list[Forecast]) -> None:
    bins = binned(forecasts, most=10, least=2)

    plain, corrected = (brier(forecasts, bins, corrected=one) for one in (False, True))

    sums = [one.reliability - one.resolution + one.uncertainty for one in (plain, corrected)]
    assert sums[0] == pytest.approx(sums[1])


STEPS = list(zip(THRESHOLDS, (120, 220, 340, 480, 700), (0, 1, 4, 9, 21), strict=True))


@pytest.mark.parametrize(
    ("tolerated", "ps", "answer"),
    [
        (0.05, [0.00212, 0.00016, 0.00014, 0.00033, 0.00647], 0.70),
        (0.03, [0.0259, 0.0096, 0.0241, 0.0884], 0.85),
        (0.02, [0.0885], None),
    ],
)
def test_the_threshold_is_the_last_that_passes_before_one_fails(
    tolerated: float, ps: list[float], answer: float | None
) -> None:
    walked = tried(STEPS, tolerated, 0.95)

    assert [one.p for one in walked] == pytest.approx(ps, abs=5e-5)
    assert max((i for i, one in enumerate(walked) if one.passed), default=-1) == (
        -1 if answer is None else THRESHOLDS.index(answer)
    )


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.01, 0.99))
def test_so_many_or_fewer(counted: tuple[int, int], rate: float) -> None:
    errors, n = counted
    exactly = sum(comb(n, i) * rate**i * (1 - rate) ** (n - i) for i in range(errors + 1))

    assert at_most_so_many(errors, n, rate) == pytest.approx(exactly)
