"""A person takes back what they said: by Undo within the minute, or by removing their ✅ before release."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update

from domain.eligibility import Person
from domain.outputs import UNRELEASED, Output, Vote
from domain.refusals import Refused
from storage.crash_points import crash_point
from storage.evidence import about, record
from storage.outputs import output_for_update, votes_of
from storage.tables import votes
from storage.transaction import Tx
from usecases.check_more import hold_workflow_of
from usecases.settle import settle


@dataclass(frozen=True)
class UndoVote:
    """A press of *Undo*: takes back this person's own vote while its minute runs."""

    output_id: str
    person: Person
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


@dataclass(frozen=True)
class WithdrawApproval:
    """A ✅ taken off: withdraws the approval which that very reaction made, nothing else.

    `made_by` is what the sources of that reaction's votes begin with, however often it was put on.
    """

    output_id: str
    person: Person
    made_by: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


@dataclass(frozen=True)
class Withdrawn:
    """The vote that no longer counts, and the output as it is now."""

    vote: Vote
    output: Output


def undo_vote(tx: Tx, command: UndoVote) -> Withdrawn | Refused:
    """Withdraw the person's vote if it can still be undone, in this transaction; else refuse."""
    hold_workflow_of(tx, command.output_id)
    output = output_for_update(tx.conn, command.output_id)
    if output is None:
        return Refused.of("not_found")
    open_votes = [
        vote for vote in votes_of(tx.conn, output.id) if vote.stands and vote.final_at > command.now
    ]
    own = next((vote for vote in open_votes if vote.person == command.person.user_id), None)
    if own is None:
        whose = open_votes[0].person if open_votes else None
        return Refused.of("not_yours", by=whose) if whose else Refused.of("nothing_to_undo")
    if output.state not in UNRELEASED:
        return Refused.of("nothing_to_undo")
    return _withdraw(tx, output, own, command.person, command.now, "vote.undone")


def withdraw_approval(tx: Tx, command: WithdrawApproval) -> Withdrawn | Refused:
    """Withdraw the approval that the removed reaction had made, in this transaction.

    After the release it is too late, and the refusal says so; an approval made otherwise stays.
    """
    hold_workflow_of(tx, command.output_id)
    output = output_for_update(tx.conn, command.output_id)
    if output is None:
        return Refused.of("not_found")
    own = next(
        (
            vote
            for vote in votes_of(tx.conn, output.id, made_by=command.made_by)
            if vote.stands and vote.verdict != "reject"
        ),
        None,
    )
    if own is None:
        return Refused.of("nothing_to_undo")
    if output.state == "released":
        return Refused.of("already_released", by=own.person, at=output.settled_at)
    if output.state not in UNRELEASED:
        return Refused.of("already_final", state=output.state, by=None, at=output.settled_at)
    return _withdraw(tx, output, own, command.person, command.now, "vote.withdrawn")


def _withdraw(tx: Tx, output: Output, vote: Vote, person: Person, now: datetime, action: str) -> Withdrawn:
    crash_point("undo.before_write")
    tx.conn.execute(update(votes).where(votes.c.id == vote.id).values(withdrawn_at=now))
    record(tx.conn, about(output, action, at=now, actor=person.subject, via=vote.via, vote=vote.id))
    settled = settle(tx, output, now=now, actor=person.subject)
    crash_point("undo.in_transaction")
    return Withdrawn(replace(vote, withdrawn_at=now), settled)
