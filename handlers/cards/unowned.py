"""What the deputy and the leaders hear of a workflow that has no owner any more."""

from __future__ import annotations

from collections.abc import Iterator

from domain.lanes import RUNNING
from handlers.cards.elements import actions, button, section
from handlers.cards.message import Json, Message, assembled
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped
from storage.unowned import UnownedView

_NAME_ROOM = 80


def draw_unowned(view: UnownedView, *, to_deputy: bool) -> Message:
    """Return the message: to the deputy what they can do meanwhile, to the leaders who stands in."""
    lines = list(_lines(view, to_deputy=to_deputy))
    parts: list[tuple[str, Json]] = [
        (f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)
    ]
    pressed = [button("name_owner", plain("button.name_owner"), view.workflow.slug)]
    if to_deputy and view.workflow.status in RUNNING:
        pressed.append(button("stop", plain("button.stop"), view.workflow.slug))
    parts.append(("act", actions(*pressed)))
    about = f"{view.workflow.slug}-{int(view.since_at.timestamp())}"
    return assembled("unowned", about, "\n".join(one.mrkdwn() for one in lines), parts)


def unowned_mark(view: UnownedView) -> str:
    """Return how the blocks of that message are recognised."""
    return f"unowned:{view.workflow.slug}-{int(view.since_at.timestamp())}:"


def _lines(view: UnownedView, *, to_deputy: bool) -> Iterator[Sentence]:
    workflow = view.workflow
    owner = clipped(view.names.get(workflow.owner, workflow.owner), _NAME_ROOM)
    yield say("unowned.title", slug=workflow.slug, owner=owner)
    yield say("unowned.waiting", count=view.waiting.in_review)
    if to_deputy:
        yield say("unowned.yours", owner=owner)
    elif workflow.deputy is None:
        yield say("unowned.nobody")
    else:
        yield say(
            "unowned.stands_in",
            deputy=clipped(view.names.get(workflow.deputy, workflow.deputy), _NAME_ROOM),
        )
    yield say("unowned.how")
