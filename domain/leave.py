"""From when until when somebody is away, as they write it: in their own zone, and in no way that means two days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from domain.working_time import first_instant

LONGEST = timedelta(days=366)
_DAY = timedelta(days=1)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.? ([a-z]+)\.?,?(?: (\d{4}))?", re.ASCII)
_MONTH_DAY = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?", re.ASCII)
_NUMBERS = re.compile(r"\d{1,2}[./-]\d{1,2}([./-](\d{2}|\d{4})?)?", re.ASCII)

Unclear = Literal["unreadable", "two_days", "past", "too_long", "no_such_day"]


@dataclass(frozen=True)
class Absence:
    """From one instant until another, both in UTC: the second is the start of the day on which somebody is back."""

    from_at: datetime
    until_at: datetime


def read_absence(words: str, *, now: datetime, zone: str) -> Absence | Unclear:
    """Return when somebody in this zone is away who writes "until 7 Dec", "today", "tomorrow" or "from … until …".

    Whoever is away until a day is back on that day. A day without a year is the next one of its name; days written
    in numbers only are read as 2026-12-07 and in no other way ("two_days").
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    said = " ".join(words.lower().split())
    if said in ("today", "until tomorrow"):
        return absence(None, today + _DAY, now=now, zone=zone)
    if said == "tomorrow":
        return absence(today + _DAY, today + 2 * _DAY, now=now, zone=zone)
    begin, _, end = said.rpartition("until ")
    first: date | None = None
    if begin:
        if not begin.startswith("from "):
            return "unreadable"
        read = read_day(begin.removeprefix("from ").strip(), today=today)
        if not isinstance(read, date):
            return read
        first = read
    elif not said.startswith("until "):
        return "unreadable"
    back = read_day(end.strip(), today=first or today)
    return absence(first, back, now=now, zone=zone) if isinstance(back, date) else back


def absence(first: date | None, back: date, *, now: datetime, zone: str) -> Absence | Unclear:
    """Return the absence from the start of the day `first` (None: from now) until that of the day `back`.

    "past" where it would be over, or end before it begins; "too_long" for more than a year.
    """
    there = ZoneInfo(zone)
    today = now.astimezone(there).date()
    if back <= max(first or today, today):
        return "past"
    if back - today > LONGEST:
        return "too_long"
    begins = now if first is None or first <= today else first_instant(first, 0, there)
    return Absence(begins, first_instant(back, 0, there))


def read_day(words: str, *, today: date) -> date | Unclear:
    """Return the day that is meant: 2026-12-07, 7 Dec, Dec 7 2026, Monday, tomorrow, yesterday.

    A name means the next day of it after `today`, never that day itself.
    """
    if words == "today":
        return today
    if words == "tomorrow":
        return today + _DAY
    if words == "yesterday":
        return today - _DAY
    weekday = _named(words, _WEEKDAYS)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if (iso := _ISO.fullmatch(words)) is not None:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if _NUMBERS.fullmatch(words):
        return "two_days"
    for pattern, day_at, month_at in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        found = pattern.fullmatch(words)
        month = _named(found[month_at], _MONTHS) if found is not None else None
        if found is not None and month is not None:
            return _in_year(int(found[3]) if found[3] else None, month + 1, int(found[day_at]), today)
    return "unreadable"


def _in_year(year: int | None, month: int, day: int, today: date) -> date | Unclear:
    if year is not None:
        return _day(year, month, day)
    # Four years and one: there may be no 29 February before that.
    tried = (_day(today.year + more, month, day) for more in range(9))
    return next((one for one in tried if isinstance(one, date) and one > today), "no_such_day")


def _day(year: int, month: int, day: int) -> date | Unclear:
    try:
        return date(year, month, day)
    except ValueError:
        return "no_such_day"


def _named(word: str, names: tuple[str, ...]) -> int | None:
    """Return which of the names begins like this word, of at least three letters."""
    if len(word) < 3:
        return None
    return next((place for place, name in enumerate(names) if name.startswith(word.rstrip("."))), None)
