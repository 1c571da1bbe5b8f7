"""What stands in the place of a message whose matter is over."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.cards.elements import section
from handlers.cards.message import Message, assembled
from handlers.cards.phrase import say
from handlers.cards.safe_text import clipped

_ROOM = 150


def draw_over(kind: str, about: str, facts: Mapping[str, str]) -> Message:
    """Return it: one sentence and no button. `about` is what the ids of the blocks in its place begin with."""
    line = say(f"over.{kind}", **{name: clipped(value, _ROOM) for name, value in facts.items()})
    prefix, _, rest = about.partition(":")
    return assembled(prefix, rest, line.mrkdwn(), [("over", section(line.plain()))])
