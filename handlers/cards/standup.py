"""A team's stand-up: what waits, what came and went, and the way in. Counts, and no names of the late."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.cards.elements import actions, button, line
from handlers.cards.message import Json, Message, assembled
from handlers.cards.phrase import Moment, Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from storage.rolling import LooksIn, WaitsIn
from storage.standups import TeamDay

_LINES = 8
_SLUG_ROOM = 60


def draw_standup(subject: str, day: TeamDay, instead: Sentence | None = None) -> Message:
    """Return the message; `subject` is its channel and day, `instead` says why somebody has it instead of those."""
    lines = [*([instead] if instead is not None else []), *_lines(day)]
    parts: list[tuple[str, Json]] = [
        (f"line{number}", line(one.rich())) for number, one in enumerate(lines, start=1)
    ]
    if day.waits or day.looks:
        parts.append(("open", actions(button("queue", plain("button.queue"), "queue", "primary"))))
    return assembled("standup", subject, "\n".join(one.mrkdwn() for one in lines), parts)


def standup_mark(subject: str) -> str:
    """Return what the ids of the message's blocks begin with."""
    return f"standup:{subject}:"


def _lines(day: TeamDay) -> Iterator[Sentence]:
    if not day.waits:
        yield say("standup.nothing")
    by_need = sorted(day.waits, key=lambda one: (-one.late, one.first_due_at, one.slug))
    for one in by_need[:_LINES]:
        yield _waits(one, stopped=one.slug in day.stopped)
    if rest := by_need[_LINES:]:
        yield say_count("standup.more", len(rest), outputs=sum(one.count for one in rest))
    looks = sorted(day.looks, key=lambda one: (-one.late, one.first_due_at, one.slug))
    for look in looks[:_LINES]:
        yield _looks(look)
    if more := looks[_LINES:]:
        yield say_count("standup.more_looks", len(more), outputs=sum(one.count for one in more))
    if day.came or day.went:
        yield say("standup.moved", before=Moment(day.since, day.zone, day=True), came=day.came, went=day.went)
    for slug in day.stopped:
        yield say("standup.stopped", slug=clipped(slug, _SLUG_ROOM))


def _looks(one: LooksIn) -> Sentence:
    return say(
        "standup.looks_late" if one.late else "standup.looks",
        slug=clipped(one.slug, _SLUG_ROOM),
        count=one.count,
        late=one.late,
        due=Moment(one.first_due_at, one.zone, day=True),
    )


def _waits(one: WaitsIn, *, stopped: bool) -> Sentence:
    """Return what waits; nobody wants it by any time while it is stopped."""
    key = "standup.waits_stopped" if stopped else "standup.late" if one.late else "standup.waits"
    return say(
        key,
        slug=clipped(one.slug, _SLUG_ROOM),
        count=one.count,
        late=one.late,
        oldest=Moment(one.oldest_at, one.zone, day=True),
        due=Moment(one.first_due_at, one.zone, day=True),
    )
