"""The text that is judged, on its card: whole if it is short enough, else its beginning."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.cards.changes import Changes, changes_of, marked
from handlers.cards.elements import verbatim
from handlers.cards.message import Json
from handlers.cards.safe_text import beginning, inert_within, legible, size
from handlers.cards.spoken import room_for_text
from storage.card_views import CardView

# Up to here a card holds the whole text, if its top-level text can hold it as well.
WHOLE_UP_TO = 2_500
WHOLE_LINES = 60
BEGINNING = 1_200
BEGINNING_LINES = 24


@dataclass(frozen=True)
class ShownText:
    """What a card shows of the text, as elements of rich text. `changes` are marked in it; None: nothing is."""

    elements: list[Json]
    whole: bool
    changes: Changes | None = None


def shown_text(view: CardView) -> ShownText:
    """Return the text for the card; what is new in a fix or a later try is marked."""
    # Of a very long text only the beginning matters here; line ends may make it shorter by half.
    text = legible(view.text, 2 * WHOLE_UP_TO + 3)
    if not _fits(view, text):
        start = "\n".join(text.split("\n")[:BEGINNING_LINES])
        return ShownText([verbatim(beginning(start, BEGINNING).rstrip() + " …")], whole=False)
    found = changes_of(view)
    elements = next(marked([text], found), [])
    return ShownText(elements, whole=True, changes=found)


def _fits(view: CardView, text: str) -> bool:
    """Say whether the card can hold the whole text, for who sees it and for who hears it."""
    if size(text) > WHOLE_UP_TO or text.count("\n") >= WHOLE_LINES:
        return False
    return inert_within(text, room_for_text(view))[1]
