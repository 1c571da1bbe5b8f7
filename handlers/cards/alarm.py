"""What the leaders' channel hears when this program itself is late: counts, and whom it takes."""

from __future__ import annotations

from handlers.cards.elements import section
from handlers.cards.message import Message, assembled
from handlers.cards.naming import listed
from handlers.cards.phrase import Moment, say
from storage.alarms import Alarm


def draw_raised(alarm: Alarm, zone: str) -> Message:
    """Return what is posted when an alarm was raised."""
    late = say("alarm.raised", what=_what(alarm), since=Moment(alarm.since, zone, day=True))
    return _drawn(alarm, "raised", late.mrkdwn(), late.plain(), say("alarm.help").plain())


def draw_cleared(alarm: Alarm, zone: str) -> Message:
    """Return what is posted when all is in time again."""
    until = alarm.cleared_at or alarm.raised_at
    over = say(
        "alarm.cleared",
        what=_what(alarm),
        since=Moment(alarm.since, zone, day=True),
        until=Moment(until, zone, day=True),
    )
    return _drawn(alarm, "cleared", over.mrkdwn(), over.plain())


def alarm_mark(subject: str) -> str:
    """Return how the blocks of the message about `<alarm>:raised` or `<alarm>:cleared` are recognised."""
    return f"alarm:{subject}:"


def _what(alarm: Alarm) -> str:
    return listed(
        [say(f"alarm.{step}", count=count).plain() for step, count in alarm.steps.items()], "list.and"
    )


def _drawn(alarm: Alarm, what: str, text: str, *lines: str) -> Message:
    parts = [(f"line{number}", section(line)) for number, line in enumerate(lines, start=1)]
    return assembled(f"alarm:{alarm.id}", what, " ".join([text, *lines[1:]]), parts)
