"""Which outputs' use is asked about: 1 in 20, by lot, by another lot than what is looked at."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.draws import draws_key
from domain.statistics.sampling import draw
from domain.use_questions import due_at, is_drawn, use_key
from domain.working_time import WorkingHours

SECRET = b"test-secret"
BERLIN = WorkingHours(timezone="Europe/Berlin")


def test_one_in_twenty_is_drawn_and_the_same_ones_each_time() -> None:
    names = [f"out_{number}" for number in range(20_000)]

    drawn = [one for one in names if is_drawn(SECRET, "refund-replies", 1, one)]

    assert 850 < len(drawn) < 1_150  # 4 standard errors are 123
    assert drawn == [one for one in names if is_drawn(SECRET, "refund-replies", 1, one)]
    assert not any(is_drawn(None, "refund-replies", 1, one) for one in names)


def test_what_is_looked_at_is_asked_about_no_more_often() -> None:
    names = [f"out_{number}" for number in range(20_000)]
    looked_at = [one for one in names if draw(draws_key(SECRET, "refund-replies", 1), one) < 0.1]

    asked = [one for one in looked_at if is_drawn(SECRET, "refund-replies", 1, one)]

    assert use_key(SECRET, "refund-replies", 1) != draws_key(SECRET, "refund-replies", 1)
    assert 0.03 < len(asked) / len(looked_at) < 0.07


def test_they_have_a_working_day_to_use_it() -> None:
    friday = datetime(2026, 11, 27, 13, tzinfo=UTC)

    assert due_at(friday, BERLIN) == datetime(2026, 11, 30, 13, tzinfo=UTC)
