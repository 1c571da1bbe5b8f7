"""A card whose output is settled: one line, and the text behind *Read it*."""

from __future__ import annotations

from datetime import datetime

from handlers.cards.audited import audited_line
from handlers.cards.elements import actions, button, line, section
from handlers.cards.message import Json, Message, assembled
from handlers.cards.naming import (
    approvers_of,
    deadline,
    fixer_and_others,
    moment,
    names_in,
    title_of,
    vote_of,
    why_of,
)
from handlers.cards.phrase import Moment, Sentence, plain, say
from handlers.cards.safe_text import clipped
from handlers.cards.standing import stopped_line
from storage.card_views import CardView


def draw_decided(view: CardView, now: datetime) -> Message:
    """Return the card of an output that is approved, out, or will not go out."""
    said = outcome_line(view, now)
    read = button("read_all", plain("button.read_it"), view.output.id)
    if view.output.state == "released":
        wrong = button("report_wrong", plain("button.report_wrong"), view.output.id)
        parts: list[tuple[str, Json]] = [("line", section(said.plain())), ("after", actions(read, wrong))]
    else:
        parts = [("line", section(said.plain(), read))]
    heard = said.mrkdwn()
    if view.output.state == "approved" and (stopped := stopped_line(view)) is not None:
        parts.append(("stopped", line(stopped.rich())))
        heard = f"{heard} {stopped.mrkdwn()}"
    if _needs_a_button_to_object(view):
        reject = button("reject", plain("button.reject"), view.output.id)
        parts.append(("decide", actions(reject)))
    return assembled("ans", view.output.id, heard, parts)


def outcome_line(view: CardView, now: datetime) -> Sentence:
    """Return what became of the output, in one sentence."""
    title = clipped(title_of(view), 150)
    match view.output.state:
        case "approved" | "released":
            return _let_out(view, title)
        case "rejected":
            return _stopped(view, title)
        case "recalled" if view.output.released_sha256 is not None:
            return _taken_back(view, title, now)
        case state:
            return say(f"done.{state}", title=title)


def _taken_back(view: CardView, title: str, now: datetime) -> Sentence:
    """Return who puts right what had gone out, by when, or that it is done."""
    task = view.put_right
    if task is None:
        return say("done.recalled_after", title=title)
    if task.done_at is not None:
        who = clipped(view.name(task.done_by) or "", 80)
        return say("done.put_right", title=title, who=who, at=moment(view, task.done_at))
    key = "done.putting_right_late" if task.is_late(now) else "done.putting_right"
    who = clipped(view.name(task.person) or "", 80)
    return say(key, title=title, who=who, due=deadline(view, task.due_at))


def _let_out(view: CardView, title: str) -> Sentence:
    approvers, at = approvers_of(view), _decided_at(view)
    if (audited := audited_line(view, title)) is not None:
        return audited
    if not approvers:
        return say("done.automated", title=title, at=at)
    state = view.output.state
    fixer, others = fixer_and_others(view)
    if fixer is None:
        return say(f"done.{state}", title=title, who=names_in(view, approvers), at=at)
    if others is None:
        return say(f"done.{state}_fixed", title=title, fixer=fixer, at=at)
    return say(f"done.{state}_fixed_and", title=title, fixer=fixer, who=others, at=at)


def _stopped(view: CardView, title: str) -> Sentence:
    vote, at = vote_of(view, view.output.settled_by_vote), _decided_at(view)
    who = view.name(vote.person if vote else None) or plain("people.someone")
    why = why_of(vote.reason, vote.note) if vote else None
    if why is None:
        return say("done.rejected", title=title, who=who, at=at)
    return say("done.rejected_why", title=title, who=who, at=at, why=clipped(why, 1_000))


def _decided_at(view: CardView) -> Moment:
    """Return when the person decided, which is before the minute of undo was over."""
    vote = vote_of(view, view.output.settled_by_vote)
    settled = view.output.settled_at or view.output.submitted_at
    return moment(view, settled if vote is None else vote.acted_at)


def _needs_a_button_to_object(view: CardView) -> bool:
    """Say whether a late objection has no reaction to come by."""
    return view.output.state == "approved" and not view.policy.accept_reactions
