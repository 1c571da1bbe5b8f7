"""What is late in somebody's workflows at this moment: behind the button of their weekly summary."""

from __future__ import annotations

from handlers.cards.elements import context, link_button, section
from handlers.cards.message import Json
from handlers.cards.modals import modal, notice
from handlers.cards.phrase import Moment, plain, say
from handlers.cards.safe_text import clipped
from storage.late_now import LateNow, LateOne

_TITLE_ROOM = 150
_NAME_ROOM = 80


def draw_late_now(late: LateNow) -> Json:
    """Return the modal, each with the way to its card where it has one."""
    if not late.items:
        return notice("modal.late_now", say("late_now.none"))
    blocks = [_line(one) for one in late.items]
    if (more := late.count - len(late.items)) > 0:
        blocks.append(context(plain("late_now.more", count=more)))
    return modal("late_now", "modal.late_now", blocks)


def _line(one: LateOne) -> Json:
    workflow = clipped(one.workflow, _NAME_ROOM)
    title = clipped((one.title or "").strip() or plain("card.untitled", workflow=workflow), _TITLE_ROOM)
    key = "late_now.waits" if one.kind == "review" else "late_now.looked_at"
    said = plain(key, title=title, workflow=workflow, due=Moment(one.due_at, one.zone, day=True))
    if one.permalink is None:
        return section(said)
    return section(said, link_button("open_card", plain("button.open_card"), one.permalink))
