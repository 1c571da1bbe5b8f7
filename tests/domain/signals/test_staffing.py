"""Whether there are people enough: a floor, refused where nobody could keep up, and nobody's own pace."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.signals.staffing import Staffing

# Two whole days of work come in a day: 192 looks of 4 minutes. Six people give 40 looks a day each, a third of theirs.
TEAM = Staffing(6, 6, 960, 192, 480, 4, 100, cap=40, arriving=2, looking=1.5)


def test_it_is_what_as_much_whole_time_comes_to() -> None:
    found = TEAM.with_reviewers(6)

    # 24 an hour, two who serve 15 an hour each, and bursts: 12.44 minutes.
    assert found.busy == pytest.approx(0.8)
    assert found.wait == pytest.approx(12.44, abs=5e-3)
    assert not found.is_tight


def test_with_one_fewer_hardly_any_time_is_left_and_with_two_the_backlog_grows() -> None:
    fewer, too_few = TEAM.with_reviewers(5), TEAM.with_reviewers(4)

    assert fewer.busy == pytest.approx(0.96)
    assert fewer.is_tight
    assert fewer.wait is not None
    assert (too_few.wait, too_few.grows) == (None, 32)


def test_a_day_has_no_more_time_than_it_has() -> None:
    tireless = replace(TEAM, cap=10_000)

    assert tireless.with_reviewers(6).busy == pytest.approx(192 / (6 * 120))
    assert replace(TEAM, cap=None).with_reviewers(6) == tireless.with_reviewers(6)


@pytest.mark.parametrize(
    "short",
    [{"people": 4}, {"reviewers": 4}, {"came": 29}, {"measured": 19}, {"look": 0.0}, {"looks_a_day": 0.0}],
)
def test_of_too_few_nothing_is_told(short: dict[str, int]) -> None:
    told = replace(TEAM, **short).reading

    assert (told.figure.value, told.figure.suppressed) == (None, True)
    assert not told.rows
    assert not told.counts


@given(
    reviewers=st.integers(5, 40),
    looks_a_day=st.floats(0.1, 3_000),
    look=st.floats(0.1, 600),
    cap=st.none() | st.integers(1, 200),
)
def test_more_people_never_wait_longer_for(
    reviewers: int, looks_a_day: float, look: float, cap: int | None
) -> None:
    found = Staffing(reviewers, reviewers, 100, looks_a_day, 480, look, 50, cap).what_if

    assert found is not None
    fewer, now, more = found
    assert fewer.busy > now.busy > more.busy
    assert fewer.grows >= now.grows >= more.grows
    assert (now.wait is None) == (now.busy >= 1)
