"""ISO weeks in one zone: when they begin and end there, and when the summary of one is due."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.working_time import first_instant

# Monday ten to nine: before the week's first meeting.
ISSUE_MINUTE = 8 * 60 + 50
_NAME = re.compile(r"(\d{4})-W(\d{2})")
_SEVEN_DAYS = timedelta(days=7)


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

    def issued_at(self, zone: ZoneInfo) -> datetime:
        """Return when its summary is due: on the Monday after it, in UTC."""
        return first_instant(self.after.monday, ISSUE_MINUTE, zone)


def latest_due(now: datetime, zone: ZoneInfo) -> Week:
    """Return the last week whose summary is due by `now`."""
    week = Week.of(now.astimezone(zone).date()).before
    return week if week.issued_at(zone) <= now else week.before


def weeks_between(first: Week, last: Week) -> list[Week]:
    """Return the weeks after `first` and before `last`, in order."""
    found, week = [], first.after
    while week < last:
        found.append(week)
        week = week.after
    return found
