"""Where the decision on an open card stands: what is pending, what is missing, which marks do not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from domain.judging import Standing
from domain.lanes import HELD
from domain.outputs import Vote
from handlers.cards.marks import GLYPHS
from handlers.cards.naming import approvers_of, fixer_and_others, moment, names_in, vote_of, why_of
from handlers.cards.phrase import Sentence, say
from handlers.cards.safe_text import clipped
from storage.card_views import CardView, Stray
from usecases.record_mark import Meaning

_STRAYS_SHOWN = 3
_WHO_ROOM = 80
# What cannot be seen is spelt out, which can make eight letters of one: a card has room for so many.
_WHY_ROOM = 2_000


def status(view: CardView) -> Sentence | None:
    """Return what is decided so far, or None while nobody has decided anything."""
    stand = view.standing
    if stand is None:
        return None
    if stand.outcome == "objected":
        return _objected(view)
    if stand.by is not None:
        return _pending(view, stand, stand.by)
    approvals = approvers_of(view)
    if not approvals:
        return None
    missing = view.output.needed - len(approvals)
    fixer, others = fixer_and_others(view)
    if fixer is None:
        return say("pending.quorum", who=names_in(view, approvals), missing=missing)
    if others is None:
        return say("pending.quorum_fixed", fixer=fixer, missing=missing)
    return say("pending.quorum_fixed_and", fixer=fixer, who=others, missing=missing)


def can_be_undone(view: CardView, now: datetime) -> bool:
    """Say whether anybody has a vote here that can still be undone."""
    return any(vote.stands and vote.final_at > now for vote in view.votes)


def stray_lines(view: CardView, meanings: Mapping[str, Meaning]) -> list[Sentence]:
    """Return why marks on the card do not count; empty if none could be taken for a decision."""
    misread = [mark for mark in view.strays if meanings.get(mark.name) in ("approve", "reject")]
    if not misread:
        return []
    is_settling = view.standing is not None and view.standing.by is not None
    needed = [] if is_settling else [say("stray.needed")]
    lines = [*needed, *_stray_lines(view, misread[:_STRAYS_SHOWN], meanings)]
    if len(misread) > _STRAYS_SHOWN:
        lines.append(say("stray.more", count=len(misread) - _STRAYS_SHOWN))
    return lines


def _stray_lines(view: CardView, strays: list[Stray], meanings: Mapping[str, Meaning]) -> Iterator[Sentence]:
    for mark in strays:
        who = clipped(view.names.get(mark.person, mark.person), _WHO_ROOM)
        glyph = GLYPHS[meanings[mark.name]]
        yield say("stray.mark", who=who, mark=glyph, why=say(f"stray.{mark.why}", who=who).plain())


def _pending(view: CardView, stand: Standing, vote: Vote) -> Sentence:
    at = moment(view, stand.settles_at or vote.final_at)
    if vote.verdict != "reject":
        held = view.workflow.status in HELD
        fixer, others = fixer_and_others(view)
        if fixer is None or others is None:
            key = "pending.approved_held" if held else "pending.approved"
            return say(key, who=names_in(view, approvers_of(view)), at=at)
        key = "pending.approved_fixed_held" if held else "pending.approved_fixed"
        return say(key, fixer=fixer, who=others, at=at)
    why = why_of(vote.reason, vote.note)
    who = clipped(view.names.get(vote.person, vote.person), _WHO_ROOM)
    if why is None:
        return say("pending.rejected", who=who, at=at)
    return say("pending.rejected_why", who=who, at=at, why=clipped(why, _WHY_ROOM))


def _objected(view: CardView) -> Sentence:
    objection = vote_of(view, view.output.objection)
    who = view.name(objection.person if objection else None) or say("people.someone").plain()
    judge = view.name(view.judge)
    if judge is None:
        return say("pending.objected_nobody", who=who)
    approvers = approvers_of(view)
    if not approvers:
        return say("pending.objected_alone", who=who, judge=judge)
    return say("pending.objected", who=who, approver=names_in(view, approvers), judge=judge)
