"""A reviewer says "I'll take it": the others see that someone is at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.eligibility import Person, may_decide
from domain.outputs import Output
from domain.refusals import Refused
from storage.assignment import held
from storage.outputs import output_for_update
from storage.people import roster_of
from storage.transaction import Tx
from usecases.move_review import Move, move_review, why_over


@dataclass(frozen=True)
class TakeReview:
    """This person takes the review of this output."""

    output_id: str
    person: Person
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def take_review(tx: Tx, command: TakeReview) -> Output | Refused:
    """Make the person the assignee, in this transaction. Taking from someone else is open and allowed.

    Whoever may not decide may not take: what nobody may finish would look attended to.
    """
    output = output_for_update(tx.conn, command.output_id)
    if output is None:
        return Refused.of("not_found")
    refused = why_over(tx.conn, output) or may_decide(
        command.person, roster_of(tx.conn, output.workflow, command.now), output, now=command.now
    )
    if refused is not None:
        return refused
    has = held(tx.conn, output.id)
    taken = Move(has.assignee if has else None, command.person.user_id, "taken", command.person.user_id)
    move_review(tx, output, taken, now=command.now)
    return output
