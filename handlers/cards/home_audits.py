"""The part of App Home about what has gone out already and this person can look at, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.cards.elements import actions, button, context, divider, header, link_button, section
from handlers.cards.message import Json
from handlers.cards.phrase import Moment, plain
from handlers.cards.safe_text import clipped
from storage.home_views import AUDITS_SHOWN, ToLookAt
from storage.places import COUNTED


def audit_blocks(looks: ToLookAt) -> Iterator[Json]:
    """Give the blocks, an output each, and the way to the other pages; nothing where nothing waits."""
    if not looks.items:
        return
    yield divider()
    yield header(plain("home.audits"))
    for one in looks.items:
        output = one.output
        title = clipped((output.title or "").strip() or plain("card.untitled", workflow=output.workflow), 150)
        said = plain(
            "home.audit", title=title, workflow=output.workflow, due=Moment(one.due_at, one.zone, day=True)
        )
        if one.mine:
            said = plain("home.given" if one.given else "home.mine", line=said)
        yield section(said)
        yield actions(
            button("approve", plain("button.audit_approve"), output.id),
            button("reject", plain("button.audit_reject"), output.id),
            *(
                []
                if one.permalink is None
                else [link_button("open_card", plain("button.open_card"), one.permalink)]
            ),
        )
    yield from _pages(looks)


def _pages(looks: ToLookAt) -> Iterator[Json]:
    """Give which of them these are, and the ways on and back; nothing where these are all."""
    first = (looks.page - 1) * AUDITS_SHOWN + 1
    last = first + len(looks.items) - 1
    if first == 1 and last >= looks.count:
        return
    key = "home.audits_page_many" if looks.count > COUNTED else "home.audits_page"
    yield context(plain(key, first=first, last=last, count=min(looks.count, COUNTED)))
    turns = []
    if last < looks.count:
        turns.append(button("looks:next", plain("button.next_page"), str(looks.page + 1)))
    if looks.page > 1:
        turns.append(button("looks:previous", plain("button.previous_page"), str(looks.page - 1)))
    # Drawn anew, it is still the same to whoever has the focus there.
    yield actions(*turns) | {"block_id": "home:looks"}
