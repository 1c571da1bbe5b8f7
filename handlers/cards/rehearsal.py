"""What somebody's message of what is late, or their weekly one, would look like, marked as a test: nothing in it does
anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from domain.policy import StepTo
from domain.weekly import WeeklySummary
from handlers.cards.digest import draw_weekly
from handlers.cards.elements import section
from handlers.cards.late import draw_late
from handlers.cards.message import Json, Message, assembled
from handlers.cards.phrase import Sentence, plain, say
from storage.escalation import Next
from storage.late import LateIn, LateItem, LateList
from storage.workflows import Workflow

_AN_HOUR = timedelta(hours=1)


def rehearsal_mark(wish: int) -> str:
    """Return what the ids of its blocks begin with."""
    return f"test:{wish}:"


def draw_rehearsal(late: LateList, example: Workflow | None, wish: int) -> Message:
    """Return the message: what is late and theirs, else an example in a workflow that they have to do with."""
    shown = _example(late, example) if late.is_empty and example is not None else late
    real = draw_late(shown)
    title, what = say("rehearsal.title"), say("rehearsal.real" if shown is late else "rehearsal.example")
    return _marked([title, what], real, wish)


def draw_weekly_rehearsal(summary: WeeklySummary, wish: int) -> Message:
    """Return the weekly message as it would come."""
    return _marked([say("rehearsal.title")], draw_weekly(summary), wish)


def _marked(heads: Sequence[Sentence], real: Message, wish: int) -> Message:
    blocks = [section(one.plain()) for one in heads]
    blocks += [_harmless(block, place) for place, block in enumerate(real.blocks)]
    parts = [(f"part{place}", block) for place, block in enumerate(blocks[:50])]
    text = f"{' '.join(one.mrkdwn() for one in heads)}\n{real.text}"
    return assembled("test", str(wish), text[:3_900], parts)


def _example(late: LateList, workflow: Workflow) -> LateList:
    titles = ((plain("rehearsal.first"), 5), (plain("rehearsal.second"), 1))
    hours = workflow.policy.working_hours
    items = tuple(
        LateItem("out_test", title, _before(late.now, count), None, is_objected=False, theirs_to_decide=True)
        for title, count in titles
    )
    is_owner = workflow.owner == late.person
    answers = late.person in (workflow.owner, workflow.deputy)
    role: StepTo = "owner" if is_owner else "deputy" if answers else "assignee"
    comes = Next(plain("rehearsal.next"), hours.add(late.now, 2 * _AN_HOUR))
    taken = 2 if role == "assignee" else 0
    one = LateIn(workflow, role, plain("rehearsal.owner"), 2, 2, taken, items, comes, answers=answers)
    return LateList(late.person, late.now, late.timezone, (one,))


def _before(now: datetime, hours: int) -> datetime:
    return now - hours * _AN_HOUR


def _harmless(block: Json, place: int) -> Json:
    """Return the block with buttons that only say that this is a test."""
    changed = dict(block)
    if isinstance(accessory := changed.get("accessory"), dict):
        changed["accessory"] = accessory | {"action_id": f"rehearsal:{place}", "value": "none"}
    if changed.get("type") == "actions":
        changed["elements"] = list(_pressed(changed["elements"], place))
    return changed


def _pressed(elements: object, place: int) -> Iterator[Json]:
    assert isinstance(elements, list)
    for number, one in enumerate(elements):
        yield one | {"action_id": f"rehearsal:{place}-{number}", "value": "none"}
