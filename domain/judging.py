"""What a set of votes comes to. Time alone only makes a person's own decision final; it never makes one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from domain.clock import CLOCKS_APART
from domain.outputs import FINAL, Verdict, Vote

Outcome = Literal["open", "approving", "rejecting", "objected", "approved", "rejected"]


@dataclass(frozen=True)
class Standing:
    """Where the votes on one text stand at one moment.

    `approvals` are the final approvals of distinct people in the order in which they became final.
    `by` is the vote that settles it, or will at `settles_at`; both None while nothing would settle it.
    """

    outcome: Outcome
    approvals: tuple[Vote, ...]
    by: Vote | None = None
    settles_at: datetime | None = None


def standing(
    votes: Iterable[Vote], *, sha256: str, needed: int, now: datetime, objection: str | None = None
) -> Standing:
    """Return what the standing votes on the text `sha256` come to at `now`.

    One rejection suffices whatever `needed` says, and beats all approvals from the click; when it is undone
    they count again. An open `objection` (a vote's id) holds the approvals back until the owner has settled
    it. `needed` is at least 1: what needs nobody is never judged here (ValueError).
    """
    if needed < 1:
        raise ValueError("an output that needs nobody has no votes to count")
    standing_votes = [vote for vote in votes if vote.stands]
    approvals = _approvals(standing_votes, sha256, now)
    if objection is not None:
        return Standing("objected", approvals)
    rejections = [vote for vote in standing_votes if vote.verdict == "reject"]
    if rejections:
        first = min(rejections, key=lambda vote: (vote.final_at, vote.recorded_at, vote.id))
        if first.final_at <= now:
            return Standing("rejected", approvals, first)
        return Standing("rejecting", approvals, first, first.final_at)
    candidates = _in_final_order(standing_votes, sha256)
    if len(candidates) < needed:
        return Standing("open", approvals)
    settling = candidates[needed - 1]
    if settling.final_at <= now:
        return Standing("approved", approvals, settling)
    return Standing("approving", approvals, settling, settling.final_at)


def objections(votes: Sequence[Vote]) -> list[Vote]:
    """Return the standing rejections by people who had not approved it themselves, first come first.

    `votes` are all votes on one output as they were recorded. An approver's own rejection, which took the
    place of their approval, is a withdrawal and not among them.
    """
    latest: dict[str, Vote] = {}
    found = []
    for vote in votes:
        before = latest.get(vote.person)
        withdraws = before is not None and before.verdict != "reject" and before.void_why == "replaced"
        if vote.stands and vote.verdict == "reject" and not withdraws:
            found.append(vote)
        latest[vote.person] = vote
    return found


def open_objection(votes: Sequence[Vote], objection: str | None) -> str | None:
    """Return the vote that holds the approvals back: this one while it stands, else whoever objected next.

    None where nobody had objected, or everybody who had has taken it back.
    """
    if objection is None:
        return None
    held = [vote.id for vote in objections(votes)]
    return objection if objection in held else next(iter(held), None)


def own_standing(votes: Iterable[Vote], person: str) -> Vote | None:
    """Return the person's vote that stands, None if there is none."""
    return next((vote for vote in votes if vote.stands and vote.person == person), None)


def is_newer(own: Vote, verdict: Verdict, acted_at: datetime) -> bool:
    """Say whether this vote of a person came after another act of theirs, which Slack has stamped `acted_at`.

    A modal has no stamp but ours: no rejection is taken for the older word because our clock is ahead of Slack's.
    """
    apart = CLOCKS_APART if own.via == "modal" and verdict == "reject" else timedelta()
    return own.acted_at > acted_at + apart


def may_mean_otherwise(own: Vote, said_at: datetime, now: datetime) -> bool:
    """Say whether words of whoever cast this vote may be meant to take it back: said after an approval that can be
    undone. Who writes "looks good" and approves then has said it twice.
    """
    return own.verdict != "reject" and own.acted_at < said_at and own.final_at > now


def said_last(votes: Sequence[Vote], *, settled_by: str | None = None) -> Vote | None:
    """Return what was said last of an output and never taken back: the vote `settled_by`, if it is among these,
    else the newest. None where nobody has said anything. `votes` are as they were recorded.

    Votes of an output that ended are void and were said all the same.
    """
    meant = [vote for vote in votes if vote.stands or vote.void_why in FINAL]
    return next((vote for vote in meant if vote.id == settled_by), meant[-1] if meant else None)


def _approvals(votes: Iterable[Vote], sha256: str, now: datetime) -> tuple[Vote, ...]:
    return tuple(vote for vote in _in_final_order(votes, sha256) if vote.final_at <= now)


def _in_final_order(votes: Iterable[Vote], sha256: str) -> list[Vote]:
    """Return the approvals of this text, one a person, by when they become final."""
    first_of_person: dict[str, Vote] = {}
    for vote in sorted(votes, key=lambda vote: (vote.final_at, vote.recorded_at, vote.id)):
        if vote.verdict != "reject" and vote.sha256 == sha256:
            first_of_person.setdefault(vote.person, vote)
    return list(first_of_person.values())
