"""What the clock may do to an output: make a person's own decision final, or let it expire. Never more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from domain.outputs import Output
from storage.outputs import output_for_update
from storage.tables import outputs
from storage.transaction import Tx
from usecases.check_more import hold_workflow_of
from usecases.recall_output import end_output
from usecases.settle import settle
from usecases.tell import tell_submitter

# Large work is cut up, so that decisions never wait long behind the clock's.
AT_ONCE = 200


@dataclass(frozen=True)
class SettleDue:
    """The clock says that something about this output is due."""

    output_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def due_outputs(conn: Connection, now: datetime) -> list[str]:
    """Return ids of at most 200 outputs whose decision has become final, or that expire, by `now`."""
    settling = select(outputs.c.id).where(outputs.c.settles_at <= now).order_by(outputs.c.settles_at)
    expiring = (
        select(outputs.c.id)
        .where(outputs.c.expires_at <= now, outputs.c.state == "in_review")
        .where(outputs.c.settles_at.is_(None), outputs.c.objection.is_(None), outputs.c.question.is_(None))
        .order_by(outputs.c.expires_at)
    )
    found = [
        *conn.execute(settling.limit(AT_ONCE)).scalars(),
        *conn.execute(expiring.limit(AT_ONCE)).scalars(),
    ]
    return found[:AT_ONCE]


def settle_due(tx: Tx, command: SettleDue) -> Output | None:
    """Settle or expire the output if it is due still, in this transaction; None if there is none.

    A pending decision does not expire, and neither does what somebody has objected to or asked about.
    """
    hold_workflow_of(tx, command.output_id)
    output = output_for_update(tx.conn, command.output_id)
    if output is None:
        return None
    if output.settles_at is not None and output.settles_at <= command.now:
        output = settle(tx, output, now=command.now, actor="clock")
    if not output.expires_by(command.now):
        return output
    expired = end_output(tx, output, "expired", now=command.now, actor="clock")
    tell_submitter(tx, expired, "output.expired", now=command.now)
    return expired
