"""ISO weeks in one zone: when they begin and end there, and when the summary of one is due to whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.working_time import DAY_NAMES, WorkingHours, first_instant

# Ten to nine: before the week's first meeting.
ISSUE_MINUTE = 8 * 60 + 50
# Before nine o'clock that is ten minutes: so much before work begins it comes to whoever begins later.
_AHEAD = 10
_NAME = re.compile(r"(\d{4})-W(\d{2})")
_TIME_OF_WEEK = re.compile(r"([a-z]{3}) (\d{1,2}):(\d{2})", re.ASCII)
_DAY = timedelta(days=1)
_NOON = 12 * 60
_SEVEN_DAYS = timedelta(days=7)


@dataclass(frozen=True)
class TimeOfWeek:
    """A weekday (Monday = 0) and a minute after its midnight, by some zone's clocks."""

    day: int = 0
    minute: int = ISSUE_MINUTE

    @classmethod
    def written(cls, words: str) -> TimeOfWeek:
        """Return the time that is written like "mon 08:50". Raises ValueError for anything else."""
        found = _TIME_OF_WEEK.fullmatch(words.strip().lower())
        if found is None or found[1] not in DAY_NAMES or int(found[2]) > 23 or int(found[3]) > 59:
            raise ValueError(f"{words!r} is no time of a week; write it as mon 08:50")
        return cls(DAY_NAMES.index(found[1]), 60 * int(found[2]) + int(found[3]))


MONDAY_MORNING = TimeOfWeek()


@dataclass(frozen=True, order=True)
class Week:
    """An ISO week, Monday to Sunday, by its own year: 1 January 2027 is in 2026-W53."""

    year: int
    number: int

    @classmethod
    def named(cls, name: str) -> Week:
        """Return the week of this name, as "2026-W47". Raises ValueError if there is none."""
        found = _NAME.fullmatch(name)
        if found is None:
            raise ValueError(f"{name!r} is no week; write it as 2026-W47")
        return cls.of(date.fromisocalendar(int(found[1]), int(found[2]), 1))

    @classmethod
    def of(cls, day: date) -> Week:
        """Return the week that the day is in."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        """Return its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def after(self) -> Week:
        """Return the week after it."""
        return Week.of(self.monday + _SEVEN_DAYS)

    @property
    def before(self) -> Week:
        """Return the week before it."""
        return Week.of(self.monday - _SEVEN_DAYS)

    def begins_at(self, zone: ZoneInfo) -> datetime:
        """Return the first instant of its Monday in the zone, in UTC."""
        return first_instant(self.monday, 0, zone)

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """Return the first instant that is no longer in it, in UTC."""
        return self.after.begins_at(zone)

    def issued_at(self, zone: ZoneInfo, at: TimeOfWeek = MONDAY_MORNING) -> datetime:
        """Return when its summary is due in the leaders' channel: at this time of the week after it, in UTC."""
        return first_instant(self.after.monday + at.day * _DAY, at.minute, zone)

    def read_at(self, zone: ZoneInfo, hours: WorkingHours) -> datetime:
        """Return when its summary is due to one reader, whose hours are in their own zone, in UTC.

        It is the first morning on which they work once the week is over in `zone`, where it is counted: before the
        first meeting, or as they begin where that is later. The first morning of all where they have the whole week
        off.
        """
        own, ends_at = ZoneInfo(hours.timezone), self.ends_at(zone)
        minute = max(ISSUE_MINUTE, hours.from_minute - _AHEAD)
        days = [ends_at.astimezone(own).date() + number * _DAY for number in range(8)]
        mornings = {day: first_instant(day, minute, own) for day in days}
        within = [day for day in days if ends_at <= mornings[day] < self.after.ends_at(zone)]
        return mornings[next((day for day in within if hours.open_on(day) is not None), within[0])]


def latest_due(now: datetime, zone: ZoneInfo, due_at: Callable[[Week], datetime] | None = None) -> Week:
    """Return the last week whose summary is due by `now`; `due_at` says when one is, by default on Monday morning in
    `zone`, where weeks are counted. It lies within the week after.
    """
    week = Week.of(now.astimezone(zone).date()).before
    issued_at = week.issued_at(zone) if due_at is None else due_at(week)
    return week if issued_at <= now else week.before


def weeks_in(begins_at: datetime, ends_at: datetime, zone: ZoneInfo) -> list[Week]:
    """Return the weeks of a period (its end not included) in the zone, in order: each is of the period that the noon of
    its Sunday is in. What tells of few people is told by these: never is one day what lies between two periods.
    """
    week, found = Week.of(begins_at.astimezone(zone).date()), []
    while (noon := first_instant(week.after.monday - _DAY, _NOON, zone)) < ends_at:
        if noon >= begins_at:
            found.append(week)
        week = week.after
    return found


def weeks_between(first: Week, last: Week) -> list[Week]:
    """Return the weeks after `first` and before `last`, in order."""
    found, week = [], first.after
    while week < last:
        found.append(week)
        week = week.after
    return found
