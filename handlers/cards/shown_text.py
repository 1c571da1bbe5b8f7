"""The text that is judged, on its card: whole if it is short enough, else its beginning."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.cards.elements import verbatim
from handlers.cards.message import Json
from handlers.cards.safe_text import beginning, inert_within, size, visible
from handlers.cards.spoken import room_for_text
from storage.card_views import CardView

# Up to here a card holds the whole text, if its top-level text can hold it as well.
WHOLE_UP_TO = 2_500
WHOLE_LINES = 60
BEGINNING = 1_200
BEGINNING_LINES = 24

# A number with its dots and commas is one word.
_WORDS = re.compile(r"\s+|\d[\d.,:]*\d|\w+|[^\w\s]")
_COMPARED_WORDS = 1_500
_MARKED_PIECES = 80


@dataclass(frozen=True)
class ShownText:
    """What a card shows of the text, as elements of rich text. `marked`: what changed is in bold."""

    elements: list[Json]
    whole: bool
    marked: bool = False


def shown_text(view: CardView) -> ShownText:
    """Return the text for the card; on a second try with what is new in it marked."""
    # Of a very long text only the beginning matters here; line ends may make it shorter by half.
    text = visible(view.text[: 2 * WHOLE_UP_TO + 2])
    if not _fits(view, text):
        start = "\n".join(text.split("\n")[:BEGINNING_LINES])
        return ShownText([verbatim(beginning(start, BEGINNING).rstrip() + " …")], whole=False)
    pieces = changes(visible(view.last_try.text), text) if view.last_try is not None else None
    if pieces is None:
        return ShownText([verbatim(text)], whole=True)
    return ShownText([_piece(words, new=new) for words, new in pieces], whole=True, marked=True)


def _fits(view: CardView, text: str) -> bool:
    """Say whether the card can hold the whole text, for who sees it and for who hears it."""
    if size(text) > WHOLE_UP_TO or text.count("\n") >= WHOLE_LINES:
        return False
    return inert_within(text, room_for_text(view))[1]


def changes(old: str, new: str) -> list[tuple[str, bool]] | None:
    """Return the new text in pieces that together are it, each with whether it is new.

    None where marks would help nobody: nothing is the same, nothing changed, or far too much.
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if not before or max(len(before), len(after)) > _COMPARED_WORDS:
        return None
    pieces = list(_compared(before, after))
    same = sum(len(words) for words, is_new in pieces if not is_new)
    if same == len(new) or same * 2 < len(new) or len(pieces) > _MARKED_PIECES:
        return None
    return pieces


def _compared(before: list[str], after: list[str]) -> Iterator[tuple[str, bool]]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for what, _, _, start, end in matcher.get_opcodes():
        if end > start:
            yield "".join(after[start:end]), what != "equal"


def _piece(words: str, *, new: bool) -> Json:
    return verbatim(words) | {"style": {"bold": True}} if new else verbatim(words)
