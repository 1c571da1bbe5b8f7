"""Fast approvals bring more planted mistakes, and no verdict; of few people nothing is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.signals.fast_approvals import FastApprovals, raised
from handlers.cards.signals.fast_approvals import words


def test_many_are_a_quarter_of_thirty_or_more() -> None:
    assert FastApprovals(30, 8).are_many
    assert not FastApprovals(30, 7).are_many
    assert not FastApprovals(29, 29).are_many


@pytest.mark.parametrize(
    ("asked", "comes"), [(0.03, 0.05), (0.02, 0.04), (0.01, 0.02), (0.1, 0.1), (0.05, 0.05), (0.0, 0.0)]
)
def test_planted_ones_come_twice_as_often_at_most_before_one_in_twenty(asked: float, comes: float) -> None:
    assert raised(asked) == pytest.approx(comes)


def test_it_is_said_what_comes_of_it_and_of_nobody() -> None:
    (line,) = words(FastApprovals(120, 40, people=5))

    assert line.plain() == (
        "Of 120 looks, 40 approved sooner than one can read. That may be skill; to be sure, planted mistakes come more "
        "often for now."
    )
    assert not list(words(FastApprovals(120, 4, people=5)))
    assert not list(words(FastApprovals(120, 40, people=4)))


@given(
    st.integers(0, 90).flatmap(
        lambda n: st.builds(FastApprovals, st.just(n), st.integers(0, n), st.integers(0, 9))
    )
)
def test_of_fewer_than_five_people_or_thirty_looks_nothing_is_told(found: FastApprovals) -> None:
    told = found.reading

    if found.people < 5 or found.looks < 30:
        assert (told.figure.value, told.figure.low, told.figure.n, told.counts) == (None, None, 0, {})
        assert not list(words(found))
    else:
        assert told.figure.n == found.looks
