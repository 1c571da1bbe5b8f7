"""Many reviews have come to one person at once: one message says so, the one of what is late and due soon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.escalation import ChainKind
from storage import outbox
from storage.assignment import held
from storage.audits import audit_of
from storage.transaction import Tx
from usecases.escalate_overdue import list_as_late
from usecases.tell import summary_wish

# As many at once are worth a message; of fewer the cards tell, and half their time later a message.
MANY = 3


@dataclass(frozen=True)
class TellGiven:
    """The reviews of these outputs have moved to the person."""

    person: str
    output_ids: Sequence[str]
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.person


def tell_given(tx: Tx, command: TellGiven) -> int:
    """Put what is the person's still on their list, in this transaction; return how many, 0 where they are not many.

    They hear of it when they work, in one message, of which there are two a day at most; half the time later, when
    they would have been told of each, they have been.
    """
    theirs = [
        one
        for one in sorted(command.output_ids)
        if (has := held(tx.conn, one)) is not None
        and has.assignee == command.person
        and has.closed_at is None
    ]
    if len(theirs) < MANY:
        return 0
    for output_id in theirs:
        kind: ChainKind = "review" if audit_of(tx.conn, output_id) is None else "audit"
        list_as_late(tx, output_id, command.person, "assignee", now=command.now, kind=kind)
    outbox.want(tx, [summary_wish(command.person, now=command.now)])
    return len(theirs)
