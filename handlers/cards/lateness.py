"""How late something is, who has time for it, and who hears next, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.escalation import is_late
from domain.working_time import WorkingHours
from handlers.cards.phrase import Moment, Sentence, plain, say
from handlers.cards.safe_text import clipped
from storage.escalation import Held, Next

_NAME_ROOM = 80
_REASON_ROOM = 300
_AN_HOUR = timedelta(hours=1)


def how_late(hours: WorkingHours, due_at: datetime, now: datetime, zone: str | None) -> str:
    """Return how late it is in working time, so roughly that it does not change by the minute; before, by when it is
    wanted. `zone` is the reader's, None if nobody knows.
    """
    if not is_late(due_at, now):
        return plain("late.by", due=Moment(due_at, zone or hours.timezone, day=True))
    passed = hours.between(due_at, now)
    if passed >= hours.day:
        count = passed // hours.day
        return plain("late.day") if count == 1 else plain("late.days", count=count)
    if passed < _AN_HOUR:
        return plain("late.minutes")
    count = passed // _AN_HOUR
    return plain("late.hour") if count == 1 else plain("late.hours", count=count)


def has_time(held: Held, zone: str) -> Sentence:
    """Return who asked for more time, until when and why."""
    until, why = Moment(held.until_at, zone, day=True), clipped(held.reason, _REASON_ROOM)
    return say("late.held", who=clipped(held.name, _NAME_ROOM), until=until, why=why)


def who_hears(comes: Next, zone: str) -> Sentence:
    """Return who hears next if nothing happens, and when."""
    at = Moment(comes.at, zone, day=True, joined=True)
    if comes.name is None:
        return say("late.next_leaders", at=at)
    return say("late.next", who=clipped(comes.name, _NAME_ROOM), at=at)
