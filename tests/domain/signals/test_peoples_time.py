"""People's time, and whether anybody would notice."""

from __future__ import annotations

import pytest

from domain.probes import Noticed
from domain.signals.noticing import noticing
from domain.signals.peoples_time import PeoplesTime
from domain.signals.signal import Figure

SUPPORT = PeoplesTime(
    looks=410,
    measured=212,
    measured_minutes=530.0,
    typical=2.5,
    cleaning={"legal": 350, "": 40},
    checked_by="support",
)


def test_looks_that_were_not_measured_take_as_long_as_a_typical_one() -> None:
    assert SUPPORT.checking == 530 + 198 * 2.5
    assert SUPPORT.figure.value == SUPPORT.checking + 390
    assert not SUPPORT.is_floor


def test_where_too_few_were_measured_the_sum_is_a_floor() -> None:
    some = PeoplesTime(looks=30, measured=5, measured_minutes=12.0)

    assert (some.checking, some.is_floor) == (12.0, True)
    assert some.figure == Figure(None, 12.0, None, 30, suppressed=True), "at least so much"


def test_the_team_that_carried_most_is_named_unless_it_is_small() -> None:
    assert SUPPORT.carried_most({"support": 9, "legal": 12}) == "support"
    assert SUPPORT.carried_most({"support": 4, "legal": 12}) is None, "legal did not carry most"
    assert PeoplesTime().carried_most({}) is None


@pytest.mark.parametrize(
    ("noticed", "value", "suppressed"),
    [
        (Noticed(18, 20, people=6), None, True),
        (Noticed(95, 100, people=6), 0.95, False),
        (Noticed(95, 100, people=4), None, True),
        (Noticed(0, 0, people=0), None, True),
    ],
)
def test_what_was_caught_is_a_share_of_many_by_many(
    noticed: Noticed, value: float | None, suppressed: bool
) -> None:
    figure = noticing(noticed)

    assert (figure.value, figure.suppressed) == (value, suppressed)
    assert figure.n == (noticed.planted if noticed.may_be_shown else 0), (
        "fewer than five people are not told of"
    )
