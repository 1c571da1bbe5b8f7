"""Two counts: against published values, scipy, and what holds of any."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from domain.statistics.counts import rate_ratio


def test_a_published_ratio() -> None:
    found = rate_ratio(60, 51_477.5, 30, 54_308.7)

    assert found is not None
    assert found.times == pytest.approx(2.1100, abs=5e-5)
    assert found.is_clear


def test_thirty_that_were_made_and_fifteen_that_were_spared() -> None:
    found = rate_ratio(30, 1_000, 15, 1_000)

    assert found is not None
    assert (round(found.low, 2), round(found.times, 2), round(found.high, 2)) == (1.04, 2.0, 4.0)
    share = binomtest(30, 45).proportion_ci(0.95, "exact")
    assert (found.low, found.high) == pytest.approx(
        (share.low / (1 - share.low), share.high / (1 - share.high))
    )


def test_where_one_of_them_is_none_the_other_end_is_open() -> None:
    never_before = rate_ratio(5, 100, 0, 100)
    never_now = rate_ratio(0, 100, 5, 100)

    assert never_before is not None
    assert (never_before.times, never_before.high) == (math.inf, math.inf)
    assert never_now is not None
    assert (never_now.times, never_now.low) == (0, 0)
    assert rate_ratio(0, 100, 0, 100) is None


COUNT = st.integers(0, 500)
AMONG = st.floats(1, 1e5)


@given(count=COUNT, among=AMONG, other=COUNT, among_other=AMONG)
def test_turned_round_it_is_the_inverse(count: int, among: float, other: int, among_other: float) -> None:
    found, turned = rate_ratio(count, among, other, among_other), rate_ratio(other, among_other, count, among)

    if found is None or turned is None:
        assert count == other == 0
        return
    assert found.low <= found.times <= found.high
    assert found.is_clear == turned.is_clear
    if count and other:
        assert found.low * turned.high == pytest.approx(1)
