"""What whoever answers for a workflow hears of a stop: who, why, what waits; and, in its place, that it is over."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.cards.elements import actions, button, section
from handlers.cards.message import Json, Message, assembled
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped
from handlers.cards.standing import status_lines, watching_ended, who_lets_go_on, why_line
from storage.stops import Stop
from usecases.pause_workflow import may_let_go_on

_CHANNEL_ROOM = 80


def draw_stopped(stop: Stop, person: str, *, again: bool) -> Message:
    """Return the message to this person, with the button only for who may press it. `again`: it is the reminder."""
    lines = list(_lines(stop, again=again) if stop.stands else _over(stop))
    parts: list[tuple[str, Json]] = [
        (f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)
    ]
    if stop.stands and may_let_go_on(stop.workflow, stop.decision, person):
        parts.append(("act", actions(button("go_on", plain("button.go_on"), stop.workflow.slug))))
    said = "\n".join(one.mrkdwn() for one in lines)
    return assembled("stopped", f"{stop.id}-{'again' if again else 'first'}", said, parts)


def stopped_mark(stop: Stop, *, again: bool) -> str:
    """Return how the blocks of that message are recognised."""
    return f"stopped:{stop.id}-{'again' if again else 'first'}:"


def _lines(stop: Stop, *, again: bool) -> Iterator[Sentence]:
    slug, waiting = stop.workflow.slug, stop.waiting
    yield say("stop_told.still" if again else "stopped.channel", slug=slug)
    yield why_line(stop.decision, stop.workflow, stop.names)
    yield say("stop_told.waiting", in_review=waiting.in_review, approved=waiting.approved)
    judges = who_lets_go_on(stop.workflow, stop.decision, stop.names, stop.gone)
    yield say("stopped.until", judges=judges)
    if stop.decision.stopped_watching:
        yield from watching_ended(stop.workflow, stop.names, stop.gone)
    yield say("stop_told.read", slug=slug, channel=f"#{clipped(stop.channel, _CHANNEL_ROOM)}")


def _over(stop: Stop) -> Iterator[Sentence]:
    """Give what became of it: what was decided next, or that a file has closed it."""
    if stop.next is None:
        yield say("stop_told.closed", slug=stop.workflow.slug)
    else:
        yield from status_lines(stop.next, stop.workflow, stop.names, stop.gone, before=stop.decision)
