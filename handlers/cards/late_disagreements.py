"""The part of somebody's message of what is late about what two reviewers disagree about."""

from __future__ import annotations

from datetime import datetime

from handlers.cards.elements import actions, button, line, section
from handlers.cards.lateness import how_late, who_hears
from handlers.cards.message import Json
from handlers.cards.phrase import Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from storage.late_disagreements import LateDisagreement, LateDisagreements

_TITLE_ROOM = 150
_NAME_ROOM = 80
_BUTTONS = ("first_stands", "first_was_wrong")


def draw_disagreements(
    both: LateDisagreements, now: datetime, zone: str | None
) -> tuple[list[Sentence], list[tuple[str, Json]]]:
    """Return the lines for the message's text, and its blocks with their names. `zone` is the reader's, or None."""
    head = say_count("disagreements.head", both.count)
    known = zone or both.items[0].hours.timezone
    comes = say("disagreements.last") if both.next is None else who_hears(both.next, known)
    parts: list[tuple[str, Json]] = [("disagreements-head", section(head.plain()))]
    for place, one in enumerate(both.items, start=1):
        said = "\n".join(told.plain() for told in _item(one, place, now, zone))
        parts.append((f"disagreement{place}", section(said)))
        pressed = [button(name, plain(f"button.{name}"), one.output_id) for name in _BUTTONS]
        pressed.append(button("read_all", plain("button.read_it"), one.output_id))
        parts.append((f"disagreement{place}-act", actions(*pressed)))
    if both.count > len(both.items):
        parts.append(("disagreements-rest", section(plain("late.more", count=both.count - len(both.items)))))
    parts.append(("disagreements-next", line(comes.rich())))
    return [head, comes], parts


def _item(one: LateDisagreement, place: int, now: datetime, zone: str | None) -> list[Sentence]:
    title = clipped((one.title or "").strip() or plain("card.untitled", workflow=one.workflow), _TITLE_ROOM)
    late = how_late(one.hours, one.due_at, now, zone)
    return [
        say("tasks.item", number=place, title=title, slug=clipped(one.workflow, _NAME_ROOM), late=late),
        say(f"disagreement.first_{one.first}"),
        say(f"disagreement.second_{one.second}"),
    ]
