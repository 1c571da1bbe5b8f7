"""When a team's stand-up is due: at its hour, on the days on which it works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.working_time import WorkingHours, first_instant

_DAY = timedelta(days=1)
# Whoever does not work after the stand-up's hour that day may still read it for so long.
_AT_LEAST = timedelta(hours=1)
# No team that works at all has a longer holiday: before it, nothing is told of what came and went.
_LOOKED_BACK = 60


@dataclass(frozen=True)
class Standup:
    """A working day's stand-up: when it is due, until when it may be late, and since when it tells. All in UTC."""

    day: date
    due_at: datetime
    until: datetime
    since: datetime


def standup_due(hours: WorkingHours, at: time, now: datetime) -> Standup | None:
    """Return the stand-up that belongs to this instant (aware): due, and its day not yet over. None: none does.

    `at` is on the clocks of the hours' zone; a night's work belongs to the day on which it begins.
    """
    today = now.astimezone(ZoneInfo(hours.timezone)).date()
    for day in (today, today - _DAY):
        due_at, works = _due_on(hours, at, day), hours.open_on(day)
        if due_at is None or works is None:
            continue
        until = max(works[1], due_at + _AT_LEAST)
        if due_at <= now < until:
            return Standup(day, due_at, until, _before(hours, at, day))
    return None


def _due_on(hours: WorkingHours, at: time, day: date) -> datetime | None:
    if hours.open_on(day) is None:
        return None
    return first_instant(day, at.hour * 60 + at.minute, ZoneInfo(hours.timezone))


def _before(hours: WorkingHours, at: time, day: date) -> datetime:
    for back in range(1, _LOOKED_BACK):
        due_at = _due_on(hours, at, day - back * _DAY)
        if due_at is not None:
            return due_at
    return first_instant(day - _DAY, at.hour * 60 + at.minute, ZoneInfo(hours.timezone))
