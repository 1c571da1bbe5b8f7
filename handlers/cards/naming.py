"""How people, times, reasons and an output itself are called in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from domain.outputs import Vote
from handlers.cards.phrase import Moment, Sentence, has, plain, say
from handlers.cards.safe_text import clipped
from storage.card_views import CardView

# As long as a name in Slack may be. What cannot be seen in it is spelt out, and takes more.
_NAME_ROOM = 80

_NAMED_AT_MOST = 4


def title_of(view: CardView) -> str:
    """Return what the output is called: its title, or that it is a new text of its workflow."""
    title = (view.output.title or "").strip()
    return title or plain("card.untitled", workflow=view.output.workflow)


def moment(view: CardView, at: datetime) -> Moment:
    """Return an instant for a sentence, with its date if that is not the day the output came in."""
    zone = view.policy.working_hours.timezone
    days = {instant.astimezone(ZoneInfo(zone)).date() for instant in (at, view.output.submitted_at)}
    return Moment(at, zone, day=len(days) > 1)


def deadline(view: CardView, at: datetime) -> Moment:
    """Return a deadline for a sentence, always with its day: nobody draws it anew when the day is over."""
    return Moment(at, view.policy.working_hours.timezone, day=True)


def requester_of(view: CardView) -> str | None:
    """Return whom the output is for: who asked for it, or the team it is for; None if nobody said."""
    asked = view.output.requester or view.output.requested_by
    return view.name(asked) or view.output.beneficiary_team


def listed(names: Sequence[str], joint: Literal["list.and", "list.or"]) -> str:
    """Return names as a sentence lists them, at most four of them: "Ben, Mia or Tom"."""
    if len(names) > _NAMED_AT_MOST:
        rest = plain("list.more", count=len(names) - _NAMED_AT_MOST + 1)
        names = [*names[: _NAMED_AT_MOST - 1], rest]
    if len(names) < 2:
        return "".join(names)
    return plain(joint, first=", ".join(names[:-1]), last=names[-1])


def deciders_of(view: CardView, *, still: bool = False) -> str:
    """Return who may decide this output, or whom to tell that nobody may.

    With `still`, without those who have approved its text already, as long as that leaves somebody.
    """
    done = {vote.person for vote in approvers_of(view)} if still else set()
    left = [user_id for user_id in view.deciders if user_id not in done] or view.deciders
    names = [view.names.get(user_id, user_id) for user_id in left]
    asks = view.workflow.live.training_months is not None
    return listed(names, "list.or") or plain(
        "people.untrained" if asks else "people.nobody", owner=owner_of(view)
    )


def owner_of(view: CardView) -> str:
    """Return who is answerable for the workflow: while it has no owner, who stands in; else who was the last."""
    whose = view.answers or view.workflow.owner
    return view.names.get(whose, whose)


def owner_line(view: CardView) -> Sentence:
    """Return who answers for this output now."""
    if view.answers is None:
        return say("card.owner_nobody")
    key = "card.owner" if view.answers == view.workflow.owner else "card.owner_stands_in"
    return say(key, owner=clipped(owner_of(view), _NAME_ROOM))


def answers_line(view: CardView) -> Sentence:
    """Return who answers for the workflow now, with its name: where no card is around it."""
    if view.answers is None:
        return say("modal.answers_nobody", workflow=view.output.workflow)
    key = "modal.answers" if view.answers == view.workflow.owner else "modal.answers_stands_in"
    return say(key, owner=clipped(owner_of(view), _NAME_ROOM), workflow=view.output.workflow)


def holder_of(view: CardView, room: int = 80) -> str | None:
    """Return who has it, or was given it, in words; None while nobody was."""
    name = view.name(view.assignee)
    if name is None:
        return None
    return plain("card.taken" if view.has_taken_it else "card.given", who=clipped(name, room))


def why_of(reason: str | None, note: str | None) -> str | None:
    """Return a rejection's reason in words: “Shipping isn't refundable.” (wrong); None if none was given."""
    said = None
    if reason is not None:
        said = plain(f"reason.{reason}") if has(f"reason.{reason}") else reason
    note = (note or "").strip()
    if note and said:
        return plain("why.note_and_reason", note=note, reason=said)
    return plain("why.note", note=note) if note else said


def last_time(view: CardView) -> tuple[str | None, str | None]:
    """Return of the try before who fixed it, and why it was stopped; None where nobody did, or nobody said."""
    before = view.last_try
    if before is None:
        return None, None
    return view.name(before.fixed_by), why_of(before.reason, before.note)


def vote_of(view: CardView, vote_id: str | None) -> Vote | None:
    """Return one of the output's votes, or None."""
    return next((vote for vote in view.votes if vote.id == vote_id), None)


def approvers_of(view: CardView) -> list[Vote]:
    """Return the standing approvals of the text that is judged, in the order in which they were given."""
    approvals = [vote for vote in view.votes if vote.stands and vote.verdict != "reject"]
    current = [vote for vote in approvals if vote.sha256 == view.output.current_sha256]
    return sorted(current, key=lambda vote: vote.acted_at)


def fixer_and_others(view: CardView) -> tuple[str | None, str | None]:
    """Return who approved the text by fixing it, and who else approved it; None for nobody."""
    approvals = approvers_of(view)
    fixers = names_in(view, [vote for vote in approvals if vote.verdict == "fix"])
    return fixers or None, names_in(view, [vote for vote in approvals if vote.verdict != "fix"]) or None


def names_in(view: CardView, votes: Sequence[Vote]) -> str:
    """Return who cast these votes."""
    names = (view.names.get(vote.person, vote.person) for vote in votes)
    return listed([clipped(name, _NAME_ROOM) for name in names], "list.and")
