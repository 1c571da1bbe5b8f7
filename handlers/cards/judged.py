"""What is judged, as every card of an output shows it: the text, what came with it, and what good enough means."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.cards.elements import button, context, quote, section
from handlers.cards.links import links_line
from handlers.cards.message import Json
from handlers.cards.phrase import plain
from handlers.cards.safe_text import clipped, ends_in_crlf
from handlers.cards.shown_text import ShownText
from storage.card_views import CardView

Part = tuple[str, Json]

_STANDARD_ROOM = 1_000


def text_parts(view: CardView, text: ShownText) -> Iterator[Part]:
    """Give the text whole, or its beginning and *Read all*, and its links."""
    yield "text", quote(text.elements)
    if text.whole and ends_in_crlf(view.text):
        yield "ends", context(plain("card.ends"))
    if not text.whole:
        read_all = button("read_all", plain("button.read_all"), view.output.id)
        yield "beginning", section(plain("card.beginning"), read_all)
    if (links := links_line(view.links)) is not None:
        yield "links", links


def standard_parts(view: CardView) -> Iterator[Part]:
    """Give the workflow's standard: what good enough means, and what must never be."""
    standard = view.policy.standard
    criteria = " · ".join(standard.criteria) or standard.statement
    if criteria:
        yield "standard", section(plain("card.standard", criteria=clipped(criteria, _STANDARD_ROOM)))
    if standard.never:
        never = clipped(" · ".join(standard.never), _STANDARD_ROOM)
        yield "never", context(plain("card.never", never=never))
