"""ISO weeks: named by their own year, as long as the zone's clocks say, summed up on Monday morning."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.weeks import Week, latest_due, weeks_between

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


def test_weeks_between_leaves_both_ends_out() -> None:
    found = weeks_between(Week.named("2026-W52"), Week.named("2027-W02"))

    assert [str(week) for week in found] == ["2026-W53", "2027-W01"]
    assert weeks_between(Week.named("2026-W52"), Week.named("2026-W53")) == []
