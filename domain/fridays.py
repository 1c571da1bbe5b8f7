"""When somebody is asked whether they will be away: once a week, before the weekend."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.weeks import Week
from domain.working_time import WorkingHours

FRIDAY = 4


def asking_week(hours: WorkingHours, zone: str | None, now: datetime) -> Week | None:
    """Return the week that a question at `now` would be of, None where it is not the time for it.

    It is on Friday, or on the last day before it for those who do not work on Fridays, while the person works by the
    clock of their own zone (None: the workflow's).
    """
    own = hours.in_zone(zone)
    day = now.astimezone(ZoneInfo(own.timezone)).date()
    asked_on = max((one for one in hours.days if one <= FRIDAY), default=hours.days[-1])
    return Week.of(day) if day.weekday() == asked_on and own.is_open(now) else None
