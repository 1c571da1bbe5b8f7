"""The text that is judged, on its card: whole if it is short enough, else its beginning."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.cards.elements import verbatim
from handlers.cards.message import Json
from handlers.cards.safe_text import beginning, size, visible
from storage.card_views import CardView

# Up to here a card holds the whole text. Slack folds longer messages away, and refuses much longer ones.
WHOLE_UP_TO = 3_000
WHOLE_LINES = 60
BEGINNING = 1_200
BEGINNING_LINES = 24

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
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
    text = visible(view.text)
    if size(text) > WHOLE_UP_TO or text.count("\n") >= WHOLE_LINES:
        start = "\n".join(text.split("\n")[:BEGINNING_LINES])
        return ShownText([verbatim(beginning(start, BEGINNING).rstrip() + " …")], whole=False)
    pieces = changes(visible(view.last_try.text), text) if view.last_try is not None else None
    if pieces is None:
        return ShownText([verbatim(text)], whole=True)
    return ShownText([_piece(words, new=new) for words, new in pieces], whole=True, marked=True)


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
