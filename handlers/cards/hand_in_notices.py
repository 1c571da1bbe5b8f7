"""Messages to a person who handed in a text by hand: that it is being looked at, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from handlers.cards.elements import button, link_button, preformatted, verbatim
from handlers.cards.message import Json
from handlers.cards.naming import (
    approvers_of,
    deciders_of,
    names_in,
    title_of,
    vote_of,
    why_of,
)
from handlers.cards.phrase import Moment, Sentence, plain, say
from handlers.cards.safe_text import clipped, portions, size, visible
from storage.aftermath import AfterView, Notice
from storage.card_views import CardView

# A message's blocks hold about 13,000 characters in all.
TEXT_ROOM = 9_000
_PORTION = 2_900
_TITLE_ROOM = 150

Drawn = tuple[list[Sentence], list[Json], list[Json]]


def handed_in(after: AfterView, notice: Notice, now: datetime) -> Drawn:
    """Return that it was handed in, and who can decide while nobody has."""
    view = after.view
    facts = {"title": _title(view), "workflow": view.output.workflow}
    said = say("hand_in.done", **facts)
    if view.output.state == "in_review":
        said = say("hand_in.waits", deciders=clipped(deciders_of(view), 300), **facts)
    link = view.card.permalink if view.card is not None else None
    return [said], [], [] if link is None else [link_button("open_card", plain("button.open_card"), link)]


def answer(after: AfterView, notice: Notice, now: datetime) -> Drawn:
    """Return what came of it: approved it can be used, and used it is here to be copied."""
    view, state = after.view, after.view.output.state
    if notice.about == "expired":
        return [say("hand_in.expired", title=_title(view))], [], []
    if notice.about == "reversed":
        return [_reversed(after)], [], []
    if view.output.settled_by_vote != notice.about or state not in ("approved", "released", "rejected"):
        key = "hand_in.taken_back" if state == "recalled" else "hand_in.changed"
        return [say(key, title=_title(view))], [], []
    who = clipped(names_in(view, approvers_of(view)), 200)
    if state == "approved":
        use = button("use_it", plain("button.use_it"), view.output.id, "primary")
        return [say("hand_in.approved", who=who, title=_title(view))], [], [use, _read(view)]
    if state == "rejected":
        return [_stopped(view)], [], [_read(view)]
    wrong = button("report_wrong", plain("button.report_wrong"), view.output.id)
    return list(_used(view, who)), list(_text(view)), [_read(view), wrong]


def _used(view: CardView, who: str) -> Iterator[Sentence]:
    yield say("hand_in.used", who=who, title=_title(view))
    if size(visible(view.text)) > TEXT_ROOM:
        yield say("hand_in.too_long")
    elif visible(view.text) != view.text:
        yield say("hand_in.marked")


def _text(view: CardView) -> Iterator[Json]:
    text = visible(view.text)
    if size(text) <= TEXT_ROOM:
        yield from (preformatted([verbatim(portion)]) for portion in portions(text, _PORTION))


def _stopped(view: CardView) -> Sentence:
    vote = vote_of(view, view.output.settled_by_vote)
    who = clipped(view.name(vote.person if vote else None) or plain("people.someone"), 80)
    why = why_of(vote.reason, vote.note) if vote else None
    if why is None:
        return say("hand_in.stopped", who=who, title=_title(view))
    return say("hand_in.stopped_why", who=who, title=_title(view), why=clipped(why, 1_000))


def _reversed(after: AfterView) -> Sentence:
    view, task = after.view, after.view.put_right
    if task is None:
        return say("hand_in.taken_back", title=_title(view))
    due = Moment(task.due_at, view.policy.working_hours.timezone, day=True)
    return say("hand_in.reversed", title=_title(view), who=clipped(after.name(task.person), 80), due=due)


def _read(view: CardView) -> Json:
    return button("read_all", plain("button.read_it"), view.output.id)


def _title(view: CardView) -> str:
    return clipped(title_of(view), _TITLE_ROOM)
