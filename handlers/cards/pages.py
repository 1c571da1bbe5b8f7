"""Plain answers of a few lines."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.cards.elements import section
from handlers.cards.message import Message, assembled
from handlers.cards.phrase import Sentence

_LINES_AT_MOST = 40


def draw_lines(lines: Sequence[Sentence], about: str = "none") -> Message:
    """Return a private message of these lines, each a paragraph."""
    shown = lines[:_LINES_AT_MOST]
    parts = [(f"line{number}", section(one.plain())) for number, one in enumerate(shown, start=1)]
    return assembled("page", about, "\n".join(one.mrkdwn() for one in shown), parts)
