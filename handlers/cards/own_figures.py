"""The part of App Home about what one did oneself: counts, for oneself alone."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.cards.elements import divider, header, section
from handlers.cards.message import Json
from handlers.cards.phrase import plain
from storage.own_figures import OwnFigures


def own_figures_blocks(own: OwnFigures) -> Iterator[Json]:
    """Give the blocks; nothing where there is nothing to count, and no line of a figure that is zero."""
    if own.is_empty:
        return
    yield divider()
    yield header(plain("own.title"))
    yield section("\n".join([*_lines(own), plain("own.alone")]))


def _lines(own: OwnFigures) -> Iterator[str]:
    if own.judged:
        each = (("approved", own.approved), ("fixed", own.fixed), ("rejected", own.rejected))
        parts = [plain(f"own.{key}", count=count) for key, count in each if count]
        yield plain("own.judged", count=own.judged, parts=" · ".join(parts))
    if own.taken_back:
        yield plain("own.taken_back", count=own.taken_back)
    if own.put_right:
        yield plain("own.put_right", count=own.put_right)
