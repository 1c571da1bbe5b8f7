"""A team's month is due on its first working day, at its hour, and five of it are drawn by lot."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from domain.months import AT, Month, drawn, month_due
from domain.working_time import WorkingHours

BERLIN = WorkingHours("Europe/Berlin", country="DE")
NOVEMBER = Month(2026, 11)


@pytest.mark.parametrize(
    ("now", "at", "month"),
    [
        ("2026-12-01T07:49:59", AT, None),  # ten to nine in Berlin
        ("2026-12-01T07:50:00", AT, NOVEMBER),
        ("2026-12-01T08:14:59", time(9, 15), None),
        ("2026-12-01T08:15:00", time(9, 15), NOVEMBER),
        ("2026-12-01T19:00:00", AT, None),  # nobody works any more
        ("2026-12-02T09:00:00", AT, NOVEMBER),  # for a bot that was away on the first
        ("2026-11-01T09:00:00", AT, None),  # a Sunday
        ("2026-11-02T09:00:00", AT, Month(2026, 10)),
        ("2027-01-01T09:00:00", AT, None),  # a holiday
        ("2027-01-04T09:00:00", AT, Month(2026, 12)),
    ],
)
def test_it_is_due_on_its_first_working_day_at_its_hour(now: str, at: time, month: Month | None) -> None:
    assert month_due(BERLIN, at, datetime.fromisoformat(now).replace(tzinfo=UTC)) == month


def test_at_most_five_are_drawn_the_same_in_whatever_order_and_others_another_month() -> None:
    ids = [f"out_{number}" for number in range(40)]

    lot = drawn(ids, NOVEMBER)

    assert len(lot) == len(set(lot)) == 5
    assert drawn(reversed(ids), NOVEMBER) == lot
    assert drawn(ids, NOVEMBER.after) != lot
    assert sorted(drawn(ids[:3], NOVEMBER)) == ids[:3]
    assert drawn([], NOVEMBER) == []


def test_months_are_named_and_follow_each_other() -> None:
    assert str(Month(2026, 12).after) == "2027-01"
    assert Month.named("2027-01").before == Month(2026, 12)
    with pytest.raises(ValueError, match="month"):
        Month.named("2026-13")
