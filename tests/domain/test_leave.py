"""When somebody is away, as they write it: in their own zone, and in no way that could mean two days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.leave import Absence, read_absence, read_day
from tests.builders import MONDAY

TODAY = date(2026, 11, 23)  # a Monday
BERLIN = "Europe/Berlin"


def local(day: date, zone: str = BERLIN) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-12-07", date(2026, 12, 7)),
        ("7 dec", date(2026, 12, 7)),
        ("7 december 2026", date(2026, 12, 7)),
        ("dec 7", date(2026, 12, 7)),
        ("december 7th, 2026", date(2026, 12, 7)),
        ("7. december", date(2026, 12, 7)),
        ("2 jan", date(2027, 1, 2)),
        ("23 nov", date(2027, 11, 23)),
        ("29 feb", date(2028, 2, 29)),
        ("monday", date(2026, 11, 30)),
        ("fri", date(2026, 11, 27)),
        ("tues", date(2026, 11, 24)),
        ("tomorrow", date(2026, 11, 24)),
        ("yesterday", date(2026, 11, 22)),
    ],
)
def test_a_day_is_read_as_people_write_it(written: str, meant: date) -> None:
    assert read_day(written, today=TODAY) == meant


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("7/12", "two_days"),
        ("07/12/2026", "two_days"),
        ("7.12.", "two_days"),
        ("12-07", "two_days"),
        ("31 feb", "no_such_day"),
        ("2026-13-01", "no_such_day"),
        ("", "unreadable"),
        ("soon", "unreadable"),
        ("7 smarch", "unreadable"),
        ("\u0667 dec", "unreadable"),
        ("mo", "unreadable"),
        ("7", "unreadable"),
    ],
)
def test_what_could_be_two_days_or_is_none_is_said_to_be(written: str, why: str) -> None:
    assert read_day(written, today=TODAY) == why


def test_until_a_day_means_back_on_that_day_in_ones_own_zone() -> None:
    assert read_absence("until 7 Dec", now=MONDAY, zone=BERLIN) == Absence(MONDAY, local(date(2026, 12, 7)))
    assert read_absence("Until  FRIDAY", now=MONDAY, zone="Asia/Tokyo") == Absence(
        MONDAY, local(date(2026, 11, 27), "Asia/Tokyo")
    )


def test_today_is_the_rest_of_it_and_tomorrow_the_whole() -> None:
    tuesday, wednesday = local(date(2026, 11, 24)), local(date(2026, 11, 25))

    assert read_absence("today", now=MONDAY, zone=BERLIN) == Absence(MONDAY, tuesday)
    assert read_absence("until tomorrow", now=MONDAY, zone=BERLIN) == Absence(MONDAY, tuesday)
    assert read_absence("tomorrow", now=MONDAY, zone=BERLIN) == Absence(tuesday, wednesday)


def test_from_a_day_until_another() -> None:
    found = read_absence("from 21 Dec until 4 Jan", now=MONDAY, zone=BERLIN)

    assert found == Absence(local(date(2026, 12, 21)), local(date(2027, 1, 4)))


def test_where_it_is_already_tomorrow_today_is_another_day() -> None:
    late = datetime(2026, 11, 23, 16, tzinfo=UTC)

    assert read_absence("today", now=late, zone="Asia/Tokyo") == Absence(
        late, local(date(2026, 11, 25), "Asia/Tokyo")
    )


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("until 2026-11-23", "past"),
        ("until today", "past"),
        ("until 2020-01-01", "past"),
        ("from 4 Jan until 2026-12-21", "past"),
        ("until 2099-01-01", "too_long"),
        ("until 7/12", "two_days"),
        ("from 7/12 until monday", "two_days"),
        ("untl monday", "unreadable"),
        ("until", "unreadable"),
        ("for a week", "unreadable"),
        ("since monday until friday", "unreadable"),
    ],
)
def test_what_is_no_absence_is_told_why(written: str, why: str) -> None:
    assert read_absence(written, now=MONDAY, zone=BERLIN) == why


@given(
    st.text()
    | st.builds("until {}".format, st.text())
    | st.from_regex(r"until [0-9a-z ./-]{1,14}", fullmatch=True),
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    st.sampled_from([BERLIN, "Asia/Tokyo", "America/Santiago", "Pacific/Apia"]),
)
def test_whatever_is_written_is_a_time_to_come_or_a_reason(written: str, now: datetime, zone: str) -> None:
    found = read_absence(written, now=now, zone=zone)

    if isinstance(found, Absence):
        assert found.from_at < found.until_at
        assert now <= found.from_at
        assert found.until_at - now < timedelta(days=369)
    else:
        assert found in ("unreadable", "two_days", "past", "too_long", "no_such_day")


@pytest.mark.parametrize("written", ["until yesterday", "until 2026-11-20", "from 7 Dec until today"])
def test_what_is_over_is_told_as_that(written: str) -> None:
    assert read_absence(written, now=MONDAY, zone=BERLIN) == "past"
