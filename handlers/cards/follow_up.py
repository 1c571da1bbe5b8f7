"""What came of what leaders did about the last weekly summary: one line each."""

from __future__ import annotations

from domain.follow_up import BothAsked, FollowUp, OwnerNamed
from handlers.cards.phrase import Sentence, say, say_count
from handlers.cards.safe_text import clipped
from handlers.cards.signals.measures import duration

_NAME_ROOM = 80


def follow_up_words(done: FollowUp) -> Sentence:
    """Return the line."""
    workflow = clipped(done.workflow, _NAME_ROOM)
    if isinstance(done, BothAsked):
        after, before = duration(done.minutes_after), duration(done.minutes)
        team = clipped(done.team.capitalize(), _NAME_ROOM)
        return say("week.asked_both", workflow=workflow, team=team, after=after, before=before)
    return _named(done, workflow)


def _named(done: OwnerNamed, workflow: str) -> Sentence:
    who = clipped(done.who, _NAME_ROOM)
    if done.said == "nothing":
        return say("week.named_nothing", who=who, workflow=workflow)
    if done.said == "no":
        return say("week.named_no", who=who, workflow=workflow)
    if not done.late:
        return say("week.named_only", who=who, workflow=workflow)
    if not done.left:
        return say_count("week.named_done", done.late, who=who, workflow=workflow)
    return say_count("week.named_open", done.late, who=who, workflow=workflow, left=done.left)
