"""The pulse: who is asked, by lot, when a round begins, and what can be answered."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.pulse import Answer, Round, chosen, pulse_key, reminded_at
from domain.working_time import WorkingHours

BERLIN = ZoneInfo("Europe/Berlin")
KEY = pulse_key(b"test-secret", "refund-replies", Round.of(date(2026, 11, 23)))
PEOPLE = [f"U{number}" for number in range(30)]


def test_rounds_are_four_weeks_from_monday_to_sunday() -> None:
    days = [date(2026, 11, 2) + timedelta(days=number) for number in range(200)]

    rounds = Counter(Round.of(day) for day in days)

    assert set(list(rounds.values())[1:-1]) == {28}
    assert all(one.monday.weekday() == 0 for one in rounds)
    assert all(Round.of(day).monday <= day < Round.of(day).monday + timedelta(weeks=4) for day in days)
    assert Round.named(str(Round.of(days[0]))) == Round.of(days[0])


def test_a_round_ends_when_the_next_begins_also_where_clocks_change() -> None:
    one = Round.of(date(2026, 10, 20))

    assert Round.at(one.ends_at(BERLIN), BERLIN).before == one
    assert Round.at(one.ends_at(BERLIN) - timedelta(seconds=1), BERLIN) == one
    with pytest.raises(ValueError, match="no round begins"):
        Round.named("2026-11-24")


def test_a_third_is_asked_by_lot_and_at_least_five() -> None:
    rounds = [
        pulse_key(b"test-secret", "refund-replies", Round(date(2026, 1, 5) + number * timedelta(weeks=4)))
        for number in range(300)
    ]
    asked = Counter(one for key in rounds for one in chosen(PEOPLE, key))

    assert [len(chosen(PEOPLE[:n], KEY)) for n in (4, 5, 6, 14, 16, 30)] == [0, 5, 5, 5, 6, 10]
    assert chosen(PEOPLE, KEY) == chosen(PEOPLE[::-1], KEY)
    assert all(65 < count < 135 for count in asked.values()), "each is asked in a third of the rounds"


@pytest.mark.parametrize("numbers", [(0, 1, 1, 50), (1, 8, 1, 50), (1, 1, 1, 101), (1, 1, 1, -1)])
def test_what_is_no_answer_is_none(numbers: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="no answer"):
        Answer(*numbers)


def test_the_reminder_comes_after_a_working_week() -> None:
    monday = datetime(2026, 11, 23, 10, tzinfo=UTC)

    assert reminded_at(monday, WorkingHours()) == monday + timedelta(days=7)
