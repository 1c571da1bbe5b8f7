"""The whole text in a modal, to read or to confirm; a very long one on several pages."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace

from handlers.cards.changes import Changes, changes_of, marked
from handlers.cards.elements import actions, button, context, header, quote, section, verbatim
from handlers.cards.fixed import changed_lines, fixed_lines
from handlers.cards.links import links_line
from handlers.cards.message import Json
from handlers.cards.modals import Carried, modal
from handlers.cards.naming import answers_line, title_of
from handlers.cards.phrase import plain
from handlers.cards.safe_text import clipped, ends_in_crlf, legible, portions, visible
from storage.card_views import CardView

# Slack takes 100 blocks and 250 KB a view; a page stays far below, counted as escaped JSON.
PORTION = 2_900
PAGE_PORTIONS = 40
PAGE_BYTES = 100_000
_INPUT_PORTIONS = 3
_STANDARD_ROOM = 2_500


def pages_of(text: str) -> list[list[str]]:
    """Return the text in pages of portions that together are all of it; one page for all but the longest."""
    pages: list[list[str]] = [[]]
    room = PAGE_BYTES
    for portion in portions(legible(text), PORTION):
        size = len(json.dumps(portion))
        if pages[-1] and (size > room or len(pages[-1]) == PAGE_PORTIONS):
            pages.append([])
            room = PAGE_BYTES
        pages[-1].append(portion)
        room -= size
    return pages


def draw_reading(view: CardView, carried: Carried) -> Json:
    """Return the modal with the page that `carried` names; to approve, the last one has the button for it."""
    pages = pages_of(view.text)
    page = min(max(carried.page, 1), len(pages))
    blocks = list(_blocks(view, pages, page, carried))
    at = replace(carried, page=page)
    if not carried.approving:
        return modal("read_all", "modal.read", blocks, carried=at)
    submit = "button.approve" if page == len(pages) else None
    return modal("approve", "modal.approve", blocks, carried=at, submit=submit, close="button.cancel")


def page_blocks(view: CardView, pages: list[list[str]], page: int, found: Changes | None) -> Iterator[Json]:
    """Give the text of one page, counted from 1, with what is new in bold."""
    before = sum(map(len, pages[: page - 1]))
    shown = marked([portion for each in pages for portion in each], found)
    yield from (
        quote(elements) for elements in itertools.islice(shown, before, before + len(pages[page - 1]))
    )
    if ends_in_crlf(view.text):
        yield context(plain("card.ends"))


def whole_blocks(
    view: CardView, pages: list[list[str]], page: int, found: Changes | None, *, approving: bool = False
) -> Iterator[Json]:
    """Give one page of the text, the buttons that turn it, and its links, standard and what was asked."""
    yield from page_blocks(view, pages, page, found)
    if len(pages) > 1:
        yield from _turning(page, len(pages), approving=approving)
    if (links := links_line(view.links)) is not None:
        yield links
    yield from _standard(view)
    if view.input:
        yield context(plain("modal.asked"))
        asked = list(portions(visible(view.input), PORTION))[:_INPUT_PORTIONS]
        yield from (quote([verbatim(portion)]) for portion in asked)


def is_last_page(view: CardView, page: int) -> bool:
    """Say whether whoever sees this page has all of the text before them or behind them."""
    return page >= len(pages_of(view.text))


def _blocks(view: CardView, pages: list[list[str]], page: int, carried: Carried) -> Iterator[Json]:
    found = changes_of(view)
    yield header(title_of(view))
    if said := fixed_lines(view, found) or changed_lines(found):
        yield context(" ".join(one.plain() for one in said))
    yield from whole_blocks(view, pages, page, found, approving=carried.approving)
    yield context(answers_line(view).plain())
    if carried.approving and page == len(pages):
        yield context(plain("modal.final", button=plain("button.approve")))


def _turning(page: int, pages: int, *, approving: bool) -> Iterator[Json]:
    yield context(plain("modal.page", page=page, pages=pages))
    turns = []
    if page > 1:
        turns.append(button("page:previous", plain("button.previous_page"), str(page - 1)))
    if page < pages:
        turns.append(button("page:next", plain("button.next_page"), str(page + 1)))
    yield actions(*turns)
    if approving and page < pages:
        yield context(plain("modal.last_page"))


def _standard(view: CardView) -> Iterator[Json]:
    standard = view.policy.standard
    criteria = " · ".join(standard.criteria) or standard.statement
    if criteria:
        yield section(plain("card.standard", criteria=clipped(criteria, _STANDARD_ROOM)))
    if standard.never:
        yield section(plain("card.never", never=clipped(" · ".join(standard.never), _STANDARD_ROOM)))
