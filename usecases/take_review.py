"""A reviewer says "I'll take it": the others see that someone is at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from domain.eligibility import Person, may_decide
from domain.outputs import FINAL, Output
from domain.refusals import Refused
from storage.evidence import about, record
from storage.outputs import output_for_update
from storage.people import roster_of
from storage.tables import reviews
from storage.transaction import Tx
from usecases.tell import redraw_card


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
    if output.state in FINAL:
        return Refused.of("already_final", state=output.state, by=None, at=output.settled_at)
    if output.state == "released":
        return Refused.of("already_released", by=None, at=output.settled_at)
    refused = may_decide(command.person, roster_of(tx.conn, output.workflow), output, now=command.now)
    if refused is not None:
        return refused
    tx.conn.execute(
        update(reviews)
        .where(reviews.c.output_id == output.id, reviews.c.kind == "first")
        .values(assignee=command.person.user_id, taken_at=command.now)
    )
    record(tx.conn, about(output, "review.taken", at=command.now, actor=command.person.subject))
    redraw_card(tx, output, now=command.now)
    tx.changed.add(output.id)
    return output
