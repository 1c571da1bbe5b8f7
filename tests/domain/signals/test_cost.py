"""What checking costs is told against what a mistake costs and what each one must save; nothing saved is worked out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assumptions import Assumption
from domain.signals.cost import Cost
from domain.statistics.costs import break_even_minutes, costs_more_than_it_prevents
from handlers.cards.signals.cost import words

SIGNED = date(2026, 11, 3)
# 410 looks of 2.5 minutes, 14 clean-ups of 25 and 9 of 40, 8 mistakes of 90 that got out.
WEEKS = Cost(
    handed_in=1_200,
    looks=410,
    checking=410 * 2.5,
    cleaned=14 * 25 + 9 * 40,
    caught=22,
    used=1_200,
    escaped=8,
    saves=Assumption(6, SIGNED),
    error=Assumption(90, SIGNED),
)


def test_the_worked_example() -> None:
    told = WEEKS.reading

    assert told.figure.value == pytest.approx(0.854, abs=5e-4)
    assert told.counts["minutes_a_caught_one"] == pytest.approx(46.6, abs=0.05)
    assert told.counts["must_save"] == pytest.approx(2.05, abs=5e-3)
    assert told.counts["more_than_it_prevents"] == 0
    assert told.rows[0] == {"assumed": "minutes_saved", "minutes": 6, "signed_on": "2026-11-03"}
    assert not any("net" in name for name in told.counts), (
        "what is saved is an assumption, and no sum is made of it"
    )


def test_a_few_that_were_caught_by_chance_do_not_make_it_too_dear() -> None:
    # Each of 40 looks takes 5 minutes; one that was caught costs 200, and it may well have been four.
    assert not costs_more_than_it_prevents(200, 40, 1, 90)
    assert costs_more_than_it_prevents(200, 40, 1, 30)
    assert costs_more_than_it_prevents(1_025, 410, 0, 90)


def test_of_too_few_nothing_is_divided() -> None:
    told = Cost(handed_in=29, looks=29, checking=70, caught=1, used=29, error=Assumption(1, SIGNED)).reading

    assert (told.figure.value, told.figure.suppressed) == (None, True)
    assert told.counts["minutes_a_caught_one"] is None
    assert told.counts["must_save"] is None
    assert told.counts["more_than_it_prevents"] == 0


@given(spent=st.floats(0, 1e6), used=st.integers(1, 10_000))
def test_what_each_must_save_makes_up_for_what_was_spent(spent: float, used: int) -> None:
    assert break_even_minutes(spent, used) * used == pytest.approx(spent)


@given(minutes=st.floats(1, 5_000), looks=st.integers(1, 500), error=st.floats(1, 500), data=st.data())
def test_more_that_are_caught_never_make_checking_dearer(
    minutes: float, looks: int, error: float, data: st.DataObject
) -> None:
    caught = data.draw(st.integers(0, looks))

    if costs_more_than_it_prevents(minutes, looks, caught, error):
        assert all(costs_more_than_it_prevents(minutes, looks, fewer, error) for fewer in range(caught))


def test_where_too_few_looks_were_measured_nothing_is_reckoned_with_the_rest() -> None:
    found = replace(WEEKS, checking=0.0, is_floor=True)

    assert (found.a_piece, found.a_caught, found.break_even) == (None, None, None)
    assert not replace(found, error=Assumption(0.01, SIGNED)).is_more_than_it_prevents
    assert found.reading.figure.suppressed
    assert not list(words(found))
