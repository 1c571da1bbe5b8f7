"""Until when somebody wants fewer direct messages, as they write it: for the rest of the day, or until a time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from domain.durations import parse_duration
from domain.working_time import first_instant

_DAY = timedelta(days=1)
_TIME = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)

# Whoever wants peace for longer than tomorrow is away: then somebody stands in.
UnclearQuiet = Literal["unreadable", "past", "too_long"]


def read_quiet(words: str, *, now: datetime, zone: str) -> datetime | UnclearQuiet:
    """Return until when, in UTC: of nothing the end of today in this zone, of "until 15:00", "until tomorrow 9:30" or
    "for 2h" that time. "past" where it is over, "too_long" beyond the end of tomorrow.
    """
    there = ZoneInfo(zone)
    today = now.astimezone(there).date()
    said = " ".join(words.lower().split())
    until = first_instant(today + _DAY, 0, there) if said in ("", "today") else _read(said, now, there)
    if until is None:
        return "unreadable"
    if until <= now:
        return "past"
    return "too_long" if until > first_instant(today + 2 * _DAY, 0, there) else until


def _read(said: str, now: datetime, there: ZoneInfo) -> datetime | None:
    if said.startswith("for "):
        try:
            return now + parse_duration(said.removeprefix("for ").replace(" ", ""))
        except (ValueError, OverflowError):
            return None
    day = now.astimezone(there).date()
    rest = said.removeprefix("until ")
    if rest.startswith("tomorrow "):
        day, rest = day + _DAY, rest.removeprefix("tomorrow ")
    found = _TIME.fullmatch(rest)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return first_instant(day, 60 * int(found[1]) + int(found[2]), there)
