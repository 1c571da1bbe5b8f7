"""Friday's question to whoever answers for something: will you be away, and who stands in then?"""

from __future__ import annotations

from collections.abc import Iterator

from handlers.cards.elements import actions, button, section
from handlers.cards.home_aftermath import NO_OUTPUT
from handlers.cards.message import Json, Message, assembled
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped
from storage.fridays import OwnerView

_SHOWN = 10


def draw_friday(view: OwnerView, subject: str) -> Message:
    """Return the question; `subject` names the person and the week."""
    lines = list(_lines(view))
    parts: list[tuple[str, Json]] = [
        (f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)
    ]
    away = button("away", plain("button.away"), NO_OUTPUT)
    here = button("here", plain("button.here"), NO_OUTPUT)
    parts.append(("answer", actions(away, here)))
    text = "\n".join(one.mrkdwn(250) for one in lines)
    return assembled("friday", _about(subject), text, parts)


def friday_mark(subject: str) -> str:
    """Return how the blocks of that message are recognised."""
    return f"friday:{_about(subject)}:"


def _about(subject: str) -> str:
    return subject.replace(":", "-")


def _lines(view: OwnerView) -> Iterator[Sentence]:
    yield say("friday.ask", who=clipped(view.names.get(view.user_id, view.user_id), 80))
    for one in view.workflows[:_SHOWN]:
        if one.deputy is None:
            yield say("friday.nobody", slug=one.slug)
        else:
            yield say(
                "friday.deputy", slug=one.slug, deputy=clipped(view.names.get(one.deputy, one.deputy), 80)
            )
    if (more := len(view.workflows) - _SHOWN) > 0:
        yield say("home.more", count=more)
    yield say("friday.nothing")
