"""A card whose output is settled: one line, and the text behind *Read it*."""

from __future__ import annotations

from handlers.cards.elements import actions, button, section
from handlers.cards.message import Json, Message, assembled
from handlers.cards.naming import approvers_of, moment, names_in, title_of, vote_of, why_of
from handlers.cards.phrase import Moment, Sentence, plain, say
from handlers.cards.safe_text import clipped
from storage.card_views import CardView


def draw_decided(view: CardView) -> Message:
    """Return the card of an output that is approved, out, or will not go out."""
    line = outcome_line(view)
    read = button("read_all", plain("button.read_it"), view.output.id)
    parts: list[tuple[str, Json]] = [("line", section(line.plain(), read))]
    if _needs_a_button_to_object(view):
        reject = button("reject", plain("button.reject"), view.output.id)
        parts.append(("decide", actions(reject)))
    return assembled("ans", view.output.id, line.mrkdwn(), parts)


def outcome_line(view: CardView) -> Sentence:
    """Return what became of the output, in one sentence."""
    title = clipped(title_of(view), 150)
    match view.output.state:
        case "approved" | "released":
            return _let_out(view, title)
        case "rejected":
            return _stopped(view, title)
        case "recalled" if view.output.released_sha256 is not None:
            return say("done.recalled_after", title=title)
        case state:
            return say(f"done.{state}", title=title)


def _let_out(view: CardView, title: str) -> Sentence:
    approvers, at = approvers_of(view), _decided_at(view)
    if not approvers:
        return say("done.automated", title=title, at=at)
    return say(f"done.{view.output.state}", title=title, who=names_in(view, approvers), at=at)


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
