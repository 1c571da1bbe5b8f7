"""The one message of a quiet channel: how many wait, and the way to them. It names nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.cards.elements import actions, button, line
from handlers.cards.message import Json, Message, assembled
from handlers.cards.phrase import Fact, Moment, Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from storage.rolling import LooksIn, QuietChannel, WaitsIn

_NAMED = 8
_SLUG_ROOM = 60


def rolling_mark(channel_id: str) -> str:
    """Return what the ids of the message's blocks begin with."""
    return f"ans:waiting-{channel_id}:"


def draw_rolling(channel: QuietChannel) -> Message:
    """Return the message as it should look. The same truth gives the same message."""
    lines = _lines(channel)
    parts: list[tuple[str, Json]] = [
        (f"line{number}", line(one.rich())) for number, one in enumerate(lines, start=1)
    ]
    if channel.waits or channel.looks:
        parts.append(("open", actions(button("queue", plain("button.queue"), "queue", "primary"))))
    text = "\n".join(one.mrkdwn() for one in lines)
    return assembled("ans", f"waiting-{channel.channel_id}", text, parts)


def draw_empty(channel: QuietChannel) -> Message:
    """Return the message of the channel when nothing waits there."""
    return draw_rolling(replace(channel, waits=(), looks=()))


def _lines(channel: QuietChannel) -> list[Sentence]:
    return [*_decisions(channel.waits), *_looks(channel.looks)]


def _looks(looks: tuple[LooksIn, ...]) -> Iterator[Sentence]:
    if not looks:
        return
    first = min(looks, key=lambda one: one.first_due_at)
    due = Moment(first.first_due_at, first.zone, day=True)
    yield say("rolling.looks", count=sum(one.count for one in looks), where=_where(looks), due=due)
    if late := sum(one.late for one in looks):
        yield say_count("rolling.looks_late", late)


def _decisions(waits: tuple[WaitsIn, ...]) -> list[Sentence]:
    if not waits:
        return [say("rolling.nothing")]
    count, late = sum(one.count for one in waits), sum(one.late for one in waits)
    first = min(waits, key=lambda one: one.first_due_at)
    facts: dict[str, Fact] = {
        "count": count,
        "where": _where(waits),
        "due": Moment(first.first_due_at, first.zone, day=True),
    }
    lines = [say("rolling.one" if count == 1 else "rolling.many", **facts)]
    if late:
        lines.append(say_count("rolling.late", late))
    return lines


def _where(waits: Sequence[WaitsIn | LooksIn]) -> str:
    if len(waits) == 1:
        return clipped(waits[0].slug, _SLUG_ROOM)
    named = [f"{clipped(one.slug, _SLUG_ROOM)} {one.count}" for one in waits[:_NAMED]]
    return ", ".join([*named, "…"] if len(waits) > _NAMED else named)
