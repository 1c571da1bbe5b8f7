"""The one-tap question: did you use it? Each has its buttons until it is answered, and then says thanks in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.cards.elements import actions, button, context, section
from handlers.cards.message import Json, Message, assembled
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped
from storage.use_questions import UseQuestion

_TITLE_ROOM = 150
# In the order of the buttons.
ANSWERS = ("used", "edited", "no_use")


def draw_use_questions(asked: Sequence[UseQuestion], subject: str) -> Message:
    """Return one day's message as it should look; `subject` names the person and the day."""
    parts = [part for number, one in enumerate(asked, start=1) for part in _parts(one, number)]
    why = say("use.why")
    parts.append(("why", context(why.plain())))
    said = [_line(one) for one in asked]
    return assembled("use", _about(subject), "\n".join(one.mrkdwn(500) for one in [*said, why]), parts)


def use_mark(subject: str) -> str:
    """Return how the blocks of that message are recognised."""
    return f"use:{_about(subject)}:"


def _about(subject: str) -> str:
    return subject.replace(":", "-")


def _parts(one: UseQuestion, number: int) -> Iterator[tuple[str, Json]]:
    yield f"line{number}", section(_line(one).plain())
    if one.answer is None:
        choices = (button(f"use:{kind}", plain(f"button.use_{kind}"), one.output_id) for kind in ANSWERS)
        yield f"answer{number}", actions(*choices)


def _line(one: UseQuestion) -> Sentence:
    title = clipped((one.title or "").strip() or plain("card.untitled", workflow=one.workflow), _TITLE_ROOM)
    return say("use.ask" if one.answer is None else f"use.{one.answer}", title=title)
