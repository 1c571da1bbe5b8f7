"""Working time: the hours in which people are answerable for a deadline.

An open interval belongs to the local day on which it begins and is counted between two instants in UTC, so
an hour is an hour on the days when clocks change. A wall-clock time that does not exist means the first
instant after the gap; one that comes twice means the first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_PER_DAY = 24 * 60
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_NOTHING = timedelta(0)

Interval = tuple[datetime, datetime]


@dataclass(frozen=True)
class WorkingHours:
    """When a team works. Minutes count from local midnight; `to_minute` 1440 is "24:00".

    `to_minute` before `from_minute` is a night: it closes on the day after. `days` are those on which it
    opens, Monday = 0. `country` ("DE") and `subdivision` ("BY") take their public holidays out.
    """

    timezone: str = "UTC"
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    from_minute: int = 9 * 60
    to_minute: int = 17 * 60
    country: str | None = None
    subdivision: str | None = None
    days_off: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError for hours that are never open or mean nothing."""
        if not self.days or not set(self.days) <= set(range(7)):
            raise ValueError("working hours need days from 0 (Monday) to 6")
        if not (0 <= self.from_minute < MINUTES_PER_DAY and 0 <= self.to_minute <= MINUTES_PER_DAY):
            raise ValueError("working hours lie between 00:00 and 24:00")
        if self.from_minute == self.to_minute:
            raise ValueError("working hours end when they begin")
        if not is_zone(self.timezone):
            raise ValueError(f"no time zone is called {self.timezone!r}")
        if self.country is not None and not has_holidays(self.country, self.subdivision):
            raise ValueError(f"no public holidays are known for {self.country!r}, {self.subdivision!r}")

    @property
    def day(self) -> timedelta:
        """How long a working day is, by the wall clock."""
        return timedelta(minutes=(self.to_minute - self.from_minute) % MINUTES_PER_DAY or MINUTES_PER_DAY)

    @cached_property
    def _calendar(self) -> _Calendar:
        return _Calendar(self)

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """Return the UTC instant at which `duration` of working time has passed since `start` (aware).

        It is never inside closed time: work that ends with the day ends at closing time, and no work at all
        ends at the next opening. Raises ValueError for a negative duration.
        """
        if duration < _NOTHING:
            raise ValueError("working time does not run backwards")
        calendar = self._calendar
        at = start.astimezone(UTC)
        day = calendar.first_day(at)
        while True:
            interval = calendar.open_on(day)
            if interval is not None and at <= interval[1]:
                begin = max(at, interval[0])
                if duration <= interval[1] - begin:
                    return begin + duration
                duration -= interval[1] - begin
            day += 1

    def between(self, begin: datetime, end: datetime) -> timedelta:
        """Return the working time from `begin` to `end` (aware); zero if `end` is not later."""
        calendar = self._calendar
        at, until = begin.astimezone(UTC), end.astimezone(UTC)
        last_day = until.astimezone(calendar.zone).toordinal()
        total = _NOTHING
        for day in range(calendar.first_day(at), last_day + 1):
            interval = calendar.open_on(day)
            if interval is not None:
                total += max(min(interval[1], until) - max(interval[0], at), _NOTHING)
        return total

    def is_open(self, at: datetime) -> bool:
        """Say whether people work at this instant (aware): from opening time on, not at closing time."""
        return self.next_open(at) == at

    def open_on(self, day: date) -> Interval | None:
        """Return when the interval that begins on this local day opens and closes, in UTC; None if it is closed."""
        return self._calendar.open_on(day.toordinal())

    def next_open(self, at: datetime) -> datetime:
        """Return the first instant in UTC, from `at` (aware) on, at which people work."""
        calendar = self._calendar
        at = at.astimezone(UTC)
        day = calendar.first_day(at)
        while (interval := calendar.open_on(day)) is None or interval[1] <= at:
            day += 1
        return max(at, interval[0])

    def day_at(self, at: datetime) -> tuple[date, datetime] | None:
        """Return the working day that this instant (aware) belongs to, and when it closes in UTC; None: it is closed.

        A night's work belongs to the day on which it begins.
        """
        today = at.astimezone(self._calendar.zone).date()
        for day in (today, today - _DAY):
            interval = self.open_on(day)
            if interval is not None and interval[0] <= at < interval[1]:
                return day, interval[1]
        return None

    def in_zone(self, zone: str | None) -> WorkingHours:
        """Return the same hours by the clocks of where somebody lives; None or an unknown zone: as they are."""
        return _in_zone(self, zone)

    def __str__(self) -> str:
        hours = f"{spell_minute(self.from_minute)}-{spell_minute(self.to_minute)}"
        closed = "-".join(part for part in (self.country, self.subdivision) if part)
        off = [f"holidays {closed}"] if closed else []
        off += [f"off {day.isoformat()}" for day in self.days_off]
        return ", ".join([f"{spell_days(self.days)} {hours} {self.timezone}", *off])


def is_zone(name: str) -> bool:
    """Say whether the time zone database knows this name."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):  # OSError: the name of one of its folders
        return False
    return True


@lru_cache(maxsize=1_024)
def _in_zone(hours: WorkingHours, zone: str | None) -> WorkingHours:
    return hours if zone is None or not is_zone(zone) else replace(hours, timezone=zone)


def has_holidays(country: str, subdivision: str | None) -> bool:
    """Say whether public holidays are known for this country and, if given, this part of it."""
    try:
        _holidays(country, subdivision, 2026)
    except NotImplementedError:
        return False
    return True


def spell_minute(minute: int) -> str:
    """Return a minute of the day as "09:00"; 1440 is "24:00"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def spell_days(days: tuple[int, ...]) -> str:
    """Return sorted days as "mon-fri", or as "mon,wed" where they are not in one row."""
    if len(days) > 1 and days == tuple(range(days[0], days[-1] + 1)):
        return f"{DAY_NAMES[days[0]]}-{DAY_NAMES[days[-1]]}"
    return ",".join(DAY_NAMES[day] for day in days)


class _Calendar:
    """The open interval of each day (a proleptic ordinal), worked out once."""

    def __init__(self, hours: WorkingHours) -> None:
        self.hours = hours
        self.zone = ZoneInfo(hours.timezone)
        self._open: dict[int, Interval | None] = {}

    def first_day(self, at: datetime) -> int:
        """Return the first day whose interval can still matter at this instant: a night began yesterday."""
        return at.astimezone(self.zone).toordinal() - 1

    def open_on(self, day: int) -> Interval | None:
        """Return when the day's interval begins and ends in UTC; None if it is closed."""
        try:
            return self._open[day]
        except KeyError:
            return self._open.setdefault(day, self._work_out(day))

    def _work_out(self, ordinal: int) -> Interval | None:
        hours, day = self.hours, date.fromordinal(ordinal)
        if day.weekday() not in hours.days or day in hours.days_off or self._is_holiday(day):
            return None
        opens = first_instant(day, hours.from_minute, self.zone)
        closes_on = day if hours.to_minute > hours.from_minute else day + _DAY
        closes = first_instant(closes_on, hours.to_minute, self.zone)
        return (opens, closes) if opens < closes else None  # a day that a zone skipped has no hours

    def _is_holiday(self, day: date) -> bool:
        country = self.hours.country
        return country is not None and day in _holidays(country, self.hours.subdivision, day.year)


@lru_cache(maxsize=1024)
def _holidays(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    # A set of our own for each year: the library fills its objects on reading, which threads must not share.
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))


def first_instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the first instant, in UTC, at which the zone's clocks show this time or a later one."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    at = wall.replace(tzinfo=zone).astimezone(UTC)  # of a time that comes twice, the first
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    return _end_of_gap(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), at, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant between the two at which the zone's clocks went forward, to the second."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after
