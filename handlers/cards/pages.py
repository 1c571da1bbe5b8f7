"""Plain answers of a few lines."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.cards.elements import actions, section
from handlers.cards.message import Json, Message, assembled
from handlers.cards.modals import modal
from handlers.cards.phrase import Sentence

LINES_AT_MOST = 40
TEXT_ROOM = 3_900


def draw_lines(lines: Sequence[Sentence], about: str = "none", *, buttons: Sequence[Json] = ()) -> Message:
    """Return a private message of these lines, each a paragraph, with a row of these buttons below."""
    shown = lines[:LINES_AT_MOST]
    parts = [(f"line{number}", section(one.plain())) for number, one in enumerate(shown, start=1)]
    parts += [("buttons", actions(*buttons))] if buttons else []
    text = "\n".join(one.mrkdwn(TEXT_ROOM // len(shown)) for one in shown)
    return assembled("page", about, text, parts)


def draw_window(title: str, lines: Sequence[Sentence]) -> Json:
    """Return a modal of these lines; `title` is a key of the catalogue."""
    return modal("notice", title, [section(one.plain()) for one in lines[:LINES_AT_MOST]])
