"""The part of App Home about what has gone out already and this person can look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.cards.elements import actions, button, divider, header, link_button, section
from handlers.cards.message import Json
from handlers.cards.phrase import plain
from handlers.cards.safe_text import clipped
from storage.audits import ToLookAt


def audit_blocks(found: Sequence[ToLookAt], more: int) -> Iterator[Json]:
    """Give the blocks, an output each; nothing where nothing waits."""
    if not found:
        return
    yield divider()
    yield header(plain("home.audits"))
    for one in found:
        title = clipped((one.title or "").strip() or plain("card.untitled", workflow=one.workflow), 150)
        yield section(plain("home.audit", title=title, workflow=one.workflow))
        yield actions(
            button("approve", plain("button.audit_approve"), one.output_id),
            button("reject", plain("button.audit_reject"), one.output_id),
            *_opening(one.permalink),
        )
    if more:
        yield section(plain("home.more", count=more))


def _opening(permalink: str | None) -> list[Json]:
    return [] if permalink is None else [link_button("open_card", plain("button.open_card"), permalink)]
