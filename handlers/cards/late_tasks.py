"""The part of somebody's message of what is late about what is to be put right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from handlers.cards.elements import actions, button, line, section
from handlers.cards.lateness import has_time, how_late, who_hears
from handlers.cards.message import Json
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped
from storage.late_put_rights import LateTask, LateTasks

_TITLE_ROOM = 150
_NAME_ROOM = 80


def draw_tasks(
    tasks: LateTasks, now: datetime, zone: str | None
) -> tuple[list[Sentence], list[tuple[str, Json]]]:
    """Return the lines for the message's text, and its blocks with their names. `zone` is the reader's, or None."""
    known = zone or tasks.items[0].hours.timezone
    head = say("tasks.one") if tasks.count == 1 else say("tasks.many", count=tasks.count)
    comes = say("late.last") if tasks.next is None else who_hears(tasks.next, known)
    parts: list[tuple[str, Json]] = [("tasks-head", section(head.plain()))]
    for place, one in enumerate(tasks.items, start=1):
        lines = [_item(one, place, now, zone)]
        lines += [] if one.held is None else [has_time(one.held, known)]
        parts.append((f"task{place}", section("\n".join(said.plain() for said in lines))))
        parts.append((f"task{place}-act", actions(*_buttons(one))))
    if tasks.count > len(tasks.items):
        rest = plain("late.more", count=tasks.count - len(tasks.items))
        parts.append(("tasks-rest", section(rest)))
    parts.append(("tasks-next", line(comes.rich())))
    return [head, comes], parts


def _item(one: LateTask, place: int, now: datetime, zone: str | None) -> Sentence:
    title = clipped((one.title or "").strip() or plain("card.untitled", workflow=one.workflow), _TITLE_ROOM)
    slug, late = clipped(one.workflow, _NAME_ROOM), how_late(one.hours, one.due_at, now, zone)
    said = say("tasks.item", number=place, title=title, slug=slug, late=late)
    if one.who is None:
        return said
    return say("tasks.item_of", line=said.plain(), who=clipped(one.who, _NAME_ROOM))


def _buttons(one: LateTask) -> Iterator[Json]:
    yield button("put_right_done", plain("button.put_right_done"), one.output_id)
    yield button("put_right_handover", plain("button.put_right_handover"), one.output_id)
    if one.answers:
        yield button("put_right_time", plain("button.more_time"), one.output_id)
