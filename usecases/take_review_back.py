"""Somebody who was away takes back what moved on, as far as it waits and nobody else is at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.eligibility import Person, may_decide
from storage.assignment import held
from storage.leave_views import leave_view
from storage.outputs import output_for_update
from storage.people import roster_of
from storage.transaction import Tx
from usecases.move_review import Move, move_review


@dataclass(frozen=True)
class TakeReviewBack:
    """The person wants back the review of this output, which moved on because of this leave of theirs."""

    output_id: str
    leave_id: str
    person: Person
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def take_review_back(tx: Tx, command: TakeReviewBack) -> bool:
    """Give the review to the person again, in this transaction; False where it stays as it is.

    It stays with whoever has taken it meanwhile, and where it is decided, or no longer the person's to decide.
    """
    output = output_for_update(tx.conn, command.output_id)
    view = leave_view(tx.conn, command.leave_id)
    if output is None or view is None or view.leave.person != command.person.user_id:
        return False
    if output.id not in {one.output_id for one in view.to_take_back}:
        return False
    if (
        may_decide(command.person, roster_of(tx.conn, output.workflow, command.now), output, now=command.now)
        is not None
    ):
        return False
    has = held(tx.conn, output.id)
    by = command.person.user_id
    move = Move(has.assignee if has is not None else None, by, "taken_back", by)
    move_review(tx, output, move, now=command.now)
    return True
