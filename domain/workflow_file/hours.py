"""The `working_hours` of a workflow."""

from __future__ import annotations

import re
from datetime import date

from domain.policy import OFFICE_HOURS
from domain.workflow_file.problem import Wrong
from domain.workflow_file.table import Table
from domain.workflow_file.values import a_date, a_minute, shown
from domain.working_time import DAY_NAMES, MINUTES_PER_DAY, WorkingHours, has_holidays, is_zone

_DAYS = re.compile(r"([a-z]{3})(?:-([a-z]{3}))?")
_NONE: tuple[str | None, str | None] = (None, None)


def read_hours(table: Table, *, timezone: str) -> WorkingHours:
    """Return the hours; `timezone` is the installation's, for who does not name one."""
    usual = OFFICE_HOURS
    zone = table.take("timezone", a_zone, timezone)
    days = table.take("days", some_days, usual.days)
    begin = table.take("from", a_minute, usual.from_minute)
    end = table.take("to", a_minute, usual.to_minute)
    country, part = table.take("holidays", a_country, _NONE)
    days_off: tuple[date, ...] = table.each("days_off", a_date, most=400)
    table.close()
    if begin == MINUTES_PER_DAY:
        table.note("from", '"24:00" is the end of a day', 'write "00:00"')
    elif begin == end:
        table.note("to", "the day would end when it begins", 'for all day write from = "00:00", to = "24:00"')
    else:
        return WorkingHours(zone, days, begin, end, country, part, days_off)
    return usual


def a_zone(value: object) -> str:
    """Read the name of a time zone."""
    if isinstance(value, str) and is_zone(value):
        return value
    raise Wrong(f"{shown(value)} is not a time zone", 'write its name like "Europe/Berlin" or "UTC"')


def some_days(value: object) -> tuple[int, ...]:
    """Read days of the week: "mon-fri", "sun-thu", "mon,wed,fri"."""
    days: set[int] = set()
    for part in value.split(",") if isinstance(value, str) else [""]:
        shape = _DAYS.fullmatch(part.strip())
        first, last = (shape[1], shape[2] or shape[1]) if shape else ("", "")
        if first not in DAY_NAMES or last not in DAY_NAMES:
            raise Wrong(f"{shown(value)} names no days", 'write them like "mon-fri" or "mon,wed,fri"')
        begin, end = DAY_NAMES.index(first), DAY_NAMES.index(last)
        days |= {(begin + step) % 7 for step in range((end - begin) % 7 + 1)}
    return tuple(sorted(days))


def a_country(value: object) -> tuple[str | None, str | None]:
    """Read whose public holidays are kept: "DE", or a part of it as in "DE-BY"."""
    country, _, part = value.partition("-") if isinstance(value, str) else ("", "", "")
    if country and has_holidays(country, part or None):
        return country, part or None
    raise Wrong(f"{shown(value)} has no public holidays that we know", 'write a country like "DE" or "DE-BY"')
