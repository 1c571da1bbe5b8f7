"""The part of App Home that everybody reads: where AI works here, and where it was decided that it does not."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.cards.deciding_workflow import decide_button
from handlers.cards.elements import divider, header, section
from handlers.cards.message import Json
from handlers.cards.phrase import plain
from handlers.cards.standing import register_line
from storage.register import Register, Standing

_SHOWN = 15


def register_blocks(found: Register) -> Iterator[Json]:
    """Give the blocks, a line for each workflow; first what this person can decide, with the button for it."""
    if not found.standings:
        return
    yield divider()
    yield header(plain("home.register"))
    ordered = sorted(found.standings, key=_is_waiting, reverse=True)
    for standing in ordered[:_SHOWN]:
        said = register_line(standing, found.names).plain()
        if _is_waiting(standing):
            slug = standing.workflow.slug
            yield section(said, decide_button(slug)) | {"block_id": f"home:decide:{slug}"}
        else:
            yield section(said)
    if (left := len(ordered) - _SHOWN) > 0:
        yield section(plain("home.register_more", count=left))


def _is_waiting(standing: Standing) -> bool:
    """Say whether this person can decide about it now."""
    return bool(standing.verdicts)
