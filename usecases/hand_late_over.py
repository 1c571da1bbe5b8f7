"""Somebody hands on one of those that are late and on their list; whoever has it now is told in their own message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.eligibility import Person
from domain.escalation import ChainKind
from domain.refusals import Refused
from storage import outbox
from storage.late import listing
from storage.transaction import Tx
from usecases.escalate_overdue import list_as_late
from usecases.hand_review_over import HandReviewOver, hand_review_over
from usecases.tell import summary_wish


@dataclass(frozen=True)
class HandLateOver:
    """A person hands a late review to somebody; `to` None: to whoever else has the least to do."""

    output_id: str
    person: Person
    to: Person | None
    now: datetime
    kind: ChainKind = "review"

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def hand_late_over(tx: Tx, command: HandLateOver) -> str | Refused:
    """Give the review away and put it on the list of who has it now, in this transaction; return who that is.

    Everybody whose message names it reads at once who has it, and who hears next.

    Refuses as `hand_review_over` does.
    """
    handed = HandReviewOver(command.output_id, command.person, command.to, command.now)
    becomes = hand_review_over(tx, handed)
    if not isinstance(becomes, Refused):
        list_as_late(tx, command.output_id, becomes, "assignee", now=command.now, kind=command.kind)
        everybody = {command.person.user_id, *listing(tx.conn, command.output_id, command.kind)}
        outbox.want(tx, [summary_wish(who, now=command.now) for who in sorted(everybody)])
    return becomes
