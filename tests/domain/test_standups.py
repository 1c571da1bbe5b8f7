"""When a team's stand-up is due: on its working days, at its hour, and not when the day is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.standups import standup_due
from domain.working_time import WorkingHours

BERLIN = WorkingHours("Europe/Berlin", country="DE", days_off=(date(2026, 11, 24),))
AT = time(9, 15)


def at(zone: str, *moment: int) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[arg-type, misc]  # its parts


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ((2026, 11, 23, 9, 14), None),
        ((2026, 11, 23, 9, 15), date(2026, 11, 23)),
        ((2026, 11, 23, 16, 59), date(2026, 11, 23)),
        ((2026, 11, 23, 17, 0), None),  # the day is over: nobody is there to read it
        ((2026, 11, 24, 9, 15), None),  # a day off
        ((2026, 11, 28, 9, 15), None),  # a Saturday
        ((2026, 12, 25, 9, 15), None),  # a holiday
    ],
)
def test_it_is_due_at_its_hour_on_working_days(moment: tuple[int, ...], day: date | None) -> None:
    due = standup_due(BERLIN, AT, at("Europe/Berlin", *moment))

    assert (due and due.day) == day


def test_it_tells_of_the_time_since_the_last_working_day() -> None:
    monday = standup_due(BERLIN, AT, at("Europe/Berlin", 2026, 11, 23, 9, 15))
    after_a_day_off = standup_due(BERLIN, AT, at("Europe/Berlin", 2026, 11, 25, 10, 0))

    assert monday is not None
    assert after_a_day_off is not None
    assert monday.since == at("Europe/Berlin", 2026, 11, 20, 9, 15)
    assert after_a_day_off.since == at("Europe/Berlin", 2026, 11, 23, 9, 15)


def test_a_nights_stand_up_belongs_to_the_day_on_which_the_night_begins() -> None:
    nights = WorkingHours("Europe/Berlin", from_minute=22 * 60, to_minute=6 * 60)

    due = standup_due(nights, time(22, 15), at("Europe/Berlin", 2026, 11, 24, 1, 0))

    assert due is not None
    assert due.day == date(2026, 11, 23)
    assert standup_due(nights, time(22, 15), at("Europe/Berlin", 2026, 11, 24, 6, 0)) is None


def test_an_hour_that_the_clocks_leave_out_is_the_first_instant_after() -> None:
    nights = WorkingHours("Europe/Berlin", days=(6,), from_minute=0, to_minute=6 * 60)

    due = standup_due(nights, time(2, 30), at("Europe/Berlin", 2026, 3, 29, 3, 0))

    assert due is not None
    assert due.due_at == at("Europe/Berlin", 2026, 3, 29, 3, 0)


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)).map(
        lambda moment: moment.replace(tzinfo=UTC)
    ),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe"]),
    hour=st.times(),
)
def test_one_day_has_one_stand_up_which_is_never_early(now: datetime, zone: str, hour: time) -> None:
    hours = WorkingHours(zone)
    due = standup_due(hours, hour, now)
    if due is None:
        return

    again = standup_due(hours, hour, due.due_at)

    assert due.since < due.due_at <= now < due.until
    assert again == due
    assert due.due_at.astimezone(ZoneInfo(zone)).date() == due.day
    assert due.until - due.due_at >= timedelta(hours=1)
