from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.durations import parse_duration
from domain.working_time import DAY_NAMES, WorkingHours

EVERY_DAY = tuple(range(7))
OFFICE = WorkingHours("Europe/Berlin", country="DE")


def at(zone: str, text: str) -> datetime:
    """Return a local time as an instant: `fold` is 0."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def hours(zone: str, days: str, begin: str, end: str) -> WorkingHours:
    opens, closes = (int(text[:2]) * 60 + int(text[3:]) for text in (begin, end))
    return WorkingHours(zone, tuple(DAY_NAMES.index(day) for day in days.split(",")), opens, closes)


# -- a table of days on which the answer is not obvious ------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "hours_", "begin", "worked", "expected_utc"),
    [
        ("Europe/Berlin", "09:00 17:00", "2026-11-20T16:30", "1h30m", "2026-11-23T09:00"),  # over a weekend
        ("Europe/Berlin", "09:00 17:00", "2026-11-21T12:00", "0m", "2026-11-23T08:00"),
        ("Europe/Berlin", "09:00 17:00", "2026-11-20T09:00", "8h", "2026-11-20T16:00"),  # not Monday
        ("Europe/Berlin", "00:00 24:00", "2026-03-29T00:00", "3h", "2026-03-29T02:00"),  # 23 hours
        ("Europe/Berlin", "00:00 24:00", "2026-10-24T00:00", "48h", "2026-10-25T22:00"),  # 25 hours
        ("Europe/Berlin", "02:30 04:00", "2026-03-29T00:00", "0m", "2026-03-29T01:00"),  # no 02:30
        ("Europe/Berlin", "02:30 04:00", "2026-10-25T00:00", "0m", "2026-10-25T00:30"),  # 02:30 comes twice
        ("Europe/Berlin", "02:30 04:00", "2026-10-25T00:00", "2h30m", "2026-10-25T03:00"),
        ("Europe/Berlin", "22:00 06:00", "2026-03-28T21:00", "7h", "2026-03-29T04:00"),  # a short night
        ("Europe/Berlin", "22:00 06:00", "2026-10-24T21:00", "9h", "2026-10-25T05:00"),  # a long one
        ("Europe/Berlin", "22:00 06:00", "2026-07-02T03:00", "1h", "2026-07-02T02:00"),  # of yesterday
        ("America/New_York", "09:00 17:00", "2026-03-06T16:00", "2h", "2026-03-09T14:00"),  # clocks on Sunday
        ("America/New_York", "01:30 03:30", "2026-11-01T00:00", "3h", "2026-11-01T08:30"),
        ("Australia/Lord_Howe", "00:00 24:00", "2026-04-04T00:00", "48h30m", "2026-04-05T13:30"),
        ("Australia/Lord_Howe", "02:15 09:00", "2026-10-04T00:00", "0m", "2026-10-03T15:30"),
        ("America/Santiago", "00:00 24:00", "2026-09-06T01:00", "23h", "2026-09-07T03:00"),  # no midnight
        ("America/Santiago", "00:00 08:00", "2026-09-05T08:00", "1h", "2026-09-06T05:00"),
        ("Pacific/Apia", "09:00 17:00", "2011-12-29T16:00", "2h", "2011-12-30T20:00"),  # no 30 December there
        ("Pacific/Apia", "00:00 24:00", "2011-12-29T00:00", "25h", "2011-12-30T11:00"),
        ("Asia/Kathmandu", "09:00 17:00", "2026-11-24T08:00", "1h", "2026-11-24T04:15"),
        ("UTC", "09:00 17:00", "2028-02-28T16:00", "9h", "2028-02-29T17:00"),  # leap day
        ("UTC", "09:00 17:00", "2026-12-31T16:00", "2h", "2027-01-01T10:00"),
    ],
)  # fmt: skip
def test_working_time_on_odd_days(zone: str, hours_: str, begin: str, worked: str, expected_utc: str) -> None:
    days = (
        "mon,tue,wed,thu,fri" if hours_ == "09:00 17:00" and zone != "Pacific/Apia" else ",".join(DAY_NAMES)
    )
    ours = hours(zone, days, *hours_.split())

    assert ours.add(at(zone, begin), parse_duration(worked)) == at("UTC", expected_utc)


@pytest.mark.parametrize(
    ("begin", "end", "worked_h"),
    [
        ("2026-11-20T16:30", "2026-11-23T10:00", 1.5),
        ("2026-11-21T10:00", "2026-11-22T10:00", 0),
        ("2026-11-19T08:00", "2026-11-19T09:15", 0.25),
        ("2026-03-27T16:00", "2026-03-30T10:00", 2),  # the clocks change on the Sunday between
        ("2026-12-24T16:00", "2026-12-28T10:00", 2),  # Christmas
        ("2026-11-20T10:00", "2026-11-20T09:00", 0),
    ],
)
def test_time_between_counts_open_hours_only(begin: str, end: str, worked_h: float) -> None:
    worked = OFFICE.between(at("Europe/Berlin", begin), at("Europe/Berlin", end))

    assert worked == timedelta(hours=worked_h)


def test_holidays_depend_on_the_part_of_the_country() -> None:
    bavaria = WorkingHours("Europe/Berlin", country="DE", subdivision="BY")
    epiphany = at("Europe/Berlin", "2026-01-06T10:00")

    assert OFFICE.is_open(epiphany)
    assert not bavaria.is_open(epiphany)


def test_days_off_are_closed_and_a_holiday_that_is_moved_counts_where_it_is_kept() -> None:
    away = WorkingHours("UTC", days_off=(date(2026, 11, 24),))
    american = WorkingHours("America/New_York", country="US")

    assert away.next_open(at("UTC", "2026-11-24T10:00")) == at("UTC", "2026-11-25T09:00")
    assert not american.is_open(
        at("America/New_York", "2021-12-31T10:00")
    )  # New Year's Day 2022 is a Saturday


def test_doors_are_open_from_the_first_instant_and_closed_from_the_last() -> None:
    opening, closing = at("Europe/Berlin", "2026-11-24T09:00"), at("Europe/Berlin", "2026-11-24T17:00")

    assert OFFICE.is_open(opening)
    assert not OFFICE.is_open(closing)
    assert not OFFICE.is_open(opening - timedelta(microseconds=1))
    assert OFFICE.next_open(closing) == opening + timedelta(days=1)


def test_hours_that_mean_nothing_are_refused() -> None:
    for wrong in (
        {"days": ()}, {"days": (7,)}, {"from_minute": -1}, {"to_minute": 1441},
        {"from_minute": 60, "to_minute": 60},
        {"timezone": "Europe/Atlantis"}, {"timezone": "Europe"}, {"timezone": "../etc"}, {"country": "ZZ"},
        {"country": "DE", "subdivision": "ZZ"},
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"working hours|no time zone|no public holidays"):
            WorkingHours(**wrong)
    with pytest.raises(ValueError, match="backwards"):
        OFFICE.add(at("UTC", "2026-11-24T10:00"), timedelta(seconds=-1))


def test_hours_read_as_words() -> None:
    assert str(OFFICE) == "mon-fri 09:00-17:00 Europe/Berlin, holidays DE"
    assert str(hours("UTC", "mon,wed", "00:00", "24:00")) == "mon,wed 00:00-24:00 UTC"
    assert WorkingHours().day == timedelta(hours=8)
    assert hours("UTC", "mon", "22:00", "06:00").day == timedelta(hours=8)
    assert hours("UTC", "mon", "00:00", "24:00").day == timedelta(hours=24)


# -- laws ----------------------------------------------------------------------------------------------------

zones = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Pacific/Apia",
        "UTC",
        "Asia/Kolkata",
    ]
)


@st.composite
def any_hours(draw: st.DrawFn) -> WorkingHours:
    begin, end = draw(st.integers(0, 95)) * 15, draw(st.integers(0, 96)) * 15
    assume(begin != end)
    days = tuple(sorted(draw(st.sets(st.sampled_from(EVERY_DAY), min_size=1))))
    country = draw(st.sampled_from([None, "DE", "US"]))
    return WorkingHours(
        draw(zones), days, begin, end, country, days_off=(date(2026, 3, 30), date(2011, 12, 29))
    )


instants = st.one_of(
    st.datetimes(datetime(2011, 12, 20), datetime(2012, 1, 10), timezones=st.just(UTC)),
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)),
)
works = st.integers(0, 60 * 100).map(lambda minutes: timedelta(minutes=minutes))


@given(any_hours(), instants, works, works)
def test_working_in_two_goes_ends_when_working_in_one(
    ours: WorkingHours, start: datetime, first: timedelta, second: timedelta
) -> None:
    assert ours.add(ours.add(start, first), second) == ours.add(start, first + second)


@given(any_hours(), instants, works)
def test_work_takes_exactly_its_time_and_ends_in_open_hours(
    ours: WorkingHours, start: datetime, work: timedelta
) -> None:
    end = ours.add(start, work)

    assert end >= start
    assert ours.between(start, end) == work
    assert ours.is_open(end) or ours.between(end - timedelta(microseconds=1), end) > timedelta(0)


@given(any_hours(), instants, instants, works)
def test_who_begins_later_is_never_done_earlier(
    ours: WorkingHours, one: datetime, other: datetime, work: timedelta
) -> None:
    assert ours.add(min(one, other), work) <= ours.add(max(one, other), work)


@given(any_hours(), instants, instants, instants)
def test_time_between_adds_up(ours: WorkingHours, one: datetime, two: datetime, three: datetime) -> None:
    a, b, c = sorted((one, two, three))

    assert ours.between(a, b) + ours.between(b, c) == ours.between(a, c) <= c - a


@given(any_hours(), instants)
def test_the_next_opening_is_open_with_nothing_open_before_it(ours: WorkingHours, start: datetime) -> None:
    opening = ours.next_open(start)

    assert ours.is_open(opening)
    assert ours.between(start, opening) == timedelta(0)


@given(zones, st.integers(0, 95), instants)
def test_doors_open_when_the_wall_clock_first_shows_the_hour(
    zone: str, quarter: int, start: datetime
) -> None:
    ours = WorkingHours(zone, EVERY_DAY, quarter * 15, (quarter + 1) * 15)
    opening = ours.next_open(start)
    local = opening.astimezone(ZoneInfo(zone))
    shown, before = (
        local.hour * 60 + local.minute,
        (opening - timedelta(minutes=15)).astimezone(ZoneInfo(zone)),
    )
    assume(opening != start)

    # Either the clock shows the hour, for the first time that day, or it has just jumped over it.
    skipped = local.utcoffset() != before.utcoffset()
    assert local.fold == 0
    assert shown == quarter * 15 or skipped


def test_a_deadline_is_cheap_enough_for_every_submit() -> None:
    start, work = datetime(2026, 11, 20, 15, 30, tzinfo=UTC), timedelta(hours=4)
    OFFICE.add(start, work)

    begin = time.perf_counter()
    for _ in range(2000):
        OFFICE.add(start, work)
    each_us = (time.perf_counter() - begin) / 2000 * 1e6

    assert each_us < 50


def test_a_working_day_is_the_one_on_which_its_work_began() -> None:
    nights = hours("Europe/Berlin", "mon", "22:00", "06:00")
    closes = at("Europe/Berlin", "2026-11-24T06:00")

    assert nights.day_at(at("Europe/Berlin", "2026-11-23T22:00")) == (date(2026, 11, 23), closes)
    assert nights.day_at(at("Europe/Berlin", "2026-11-24T05:59")) == (date(2026, 11, 23), closes)
    assert nights.day_at(closes) is None
    assert OFFICE.day_at(at("Europe/Berlin", "2026-12-25T10:00")) is None
