"""ISO weeks: named by their own year, as long as the zone's clocks say, summed up on Monday morning."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.weeks import TimeOfWeek, Week, latest_due, weeks_between
from domain.working_time import WorkingHours

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Pacific/Apia",
    "UTC",
]
instants = st.datetimes(datetime(2010, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


def test_the_first_days_of_a_year_may_belong_to_the_week_before() -> None:
    assert str(Week.of(date(2027, 1, 1))) == "2026-W53"
    assert Week.named("2026-W53").after == Week.named("2027-W01")


@pytest.mark.parametrize("name", ["2026-W54", "2027-W53", "2026-47", "2026-W0", "W47", ""])
def test_a_week_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        Week.named(name)


@pytest.mark.parametrize(
    ("name", "hours"),
    [("2026-W13", 167), ("2026-W43", 169), ("2026-W47", 168)],
    ids=["spring", "autumn", "any"],
)
def test_a_week_is_as_long_as_its_clocks_make_it(name: str, hours: int) -> None:
    week = Week.named(name)

    assert week.ends_at(BERLIN) - week.begins_at(BERLIN) == timedelta(hours=hours)


def test_a_summary_is_due_at_ten_to_nine_on_the_monday_after() -> None:
    week = Week.named("2026-W47")
    just_before = datetime(2026, 11, 23, 8, 49, 59, tzinfo=BERLIN)

    assert week.issued_at(BERLIN) == datetime(2026, 11, 23, 8, 50, tzinfo=BERLIN)
    assert latest_due(just_before, BERLIN) == week.before
    assert latest_due(just_before + timedelta(seconds=1), BERLIN) == week


@given(instants, st.sampled_from(ZONES))
def test_the_latest_due_summary_is_of_the_last_week_that_is_over(now: datetime, zone_name: str) -> None:
    zone = ZoneInfo(zone_name)

    week = latest_due(now, zone)

    assert week.issued_at(zone) <= now < week.after.issued_at(zone)
    assert week.ends_at(zone) == week.after.begins_at(zone)
    assert Week.named(str(week)) == week
    assert week.after.before == week
    assert timedelta(days=6) <= week.after.issued_at(zone) - week.issued_at(zone) <= timedelta(days=8)


READERS = [
    *ZONES,
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Tehran",
    "Asia/Kathmandu",
    "Africa/Casablanca",
]
WORKING = [
    WorkingHours(),
    WorkingHours(days=(0, 1, 2, 3, 6)),
    WorkingHours(days=(6,), from_minute=22 * 60, to_minute=6 * 60),
    WorkingHours(days=(1, 3), from_minute=6 * 60, to_minute=14 * 60),
    WorkingHours(days=tuple(range(7)), from_minute=0, to_minute=24 * 60),
    WorkingHours(country="DE", subdivision="BY"),
]


@given(instants, st.sampled_from(ZONES), st.sampled_from(READERS), st.sampled_from(WORKING))
def test_a_reader_has_each_weeks_summary_once_on_a_morning_of_their_own_after_it_is_over(
    now: datetime, zone_name: str, reader: str, working: WorkingHours
) -> None:
    zone, hours = ZoneInfo(zone_name), working.in_zone(reader)

    week = latest_due(now, zone, lambda one: one.read_at(zone, hours))

    due_at = week.read_at(zone, hours)
    assert week.ends_at(zone) <= due_at <= now < week.after.read_at(zone, hours)
    assert due_at < week.after.ends_at(zone)
    there = due_at.astimezone(ZoneInfo(reader))
    wanted = max(8 * 60 + 50, hours.from_minute - 10)
    assert abs(there.hour * 60 + there.minute - wanted) <= 60, "by their own clocks; an hour later in a gap"
    mornings = [due_at - timedelta(days=back) for back in range(1, 8)]
    for missed in (one for one in mornings if one - timedelta(hours=2) >= week.ends_at(zone)):
        assert hours.open_on(missed.astimezone(ZoneInfo(reader)).date()) is None or _is_off(due_at, hours)


def _is_off(due_at: datetime, hours: WorkingHours) -> bool:
    return hours.open_on(due_at.astimezone(ZoneInfo(hours.timezone)).date()) is None


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (WorkingHours("Europe/Berlin"), "2026-11-23T08:50+01:00"),
        (WorkingHours("America/New_York"), "2026-11-23T08:50-05:00"),
        # The week that Berlin counts is over on Monday at one o'clock there, after their morning.
        (WorkingHours("Pacific/Auckland"), "2026-11-24T08:50+13:00"),
        (WorkingHours("Europe/Berlin", days=(2, 3)), "2026-11-25T08:50+01:00"),
        (WorkingHours("Asia/Jerusalem", days=(0, 1, 2, 3, 6)), "2026-11-23T08:50+02:00"),
        (WorkingHours("Europe/Berlin", from_minute=22 * 60, to_minute=6 * 60), "2026-11-23T21:50+01:00"),
        (WorkingHours("Europe/Berlin", days_off=(date(2026, 11, 23),)), "2026-11-24T08:50+01:00"),
        (WorkingHours("Europe/Berlin", days_off=tuple(date(2026, 11, day) for day in range(23, 30))),
         "2026-11-23T08:50+01:00"),
    ],
)  # fmt: skip
def test_a_reader_has_it_as_their_working_week_begins(hours: WorkingHours, expected: str) -> None:
    week = Week.named("2026-W47")

    assert week.read_at(BERLIN, hours) == datetime.fromisoformat(expected)


def test_leaders_may_want_it_at_another_time_of_the_week() -> None:
    assert Week.named("2026-W47").issued_at(BERLIN, TimeOfWeek.written("Tue 9:05")) == datetime(
        2026, 11, 24, 9, 5, tzinfo=BERLIN
    )
    for wrong in ("08:50", "monday 08:50", "mon 24:00", "mon 8:60", "xyz 08:50", ""):
        with pytest.raises(ValueError, match="write it as mon 08:50"):
            TimeOfWeek.written(wrong)


def test_weeks_between_leaves_both_ends_out() -> None:
    found = weeks_between(Week.named("2026-W52"), Week.named("2027-W02"))

    assert [str(week) for week in found] == ["2026-W53", "2027-W01"]
    assert weeks_between(Week.named("2026-W52"), Week.named("2026-W53")) == []
