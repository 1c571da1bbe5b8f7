"""The day nears, or has come, on which a standard is to be looked at again: who answers for it hears, once each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.standards import Reminder
from storage import outbox
from storage.answering import who_answers
from storage.digests import add_digests
from storage.evidence import Happening, record
from storage.standards import is_asked
from storage.standards_due import audience_of, period_of
from storage.transaction import Tx
from storage.workflows import workflow_for_update
from usecases.tell import look_again_wish


@dataclass(frozen=True)
class RemindOfStandard:
    """The clock says that it is time for this reminder of the day that the standard names."""

    workflow: str
    review_by: date
    reminder: Reminder
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def remind_of_standard(tx: Tx, command: RemindOfStandard) -> bool:
    """Note the reminder and wish for it, in this transaction; say whether there was still need.

    Another day, signed or filed meanwhile, has reminders of its own. The deputy hears where the owner is away.
    """
    found = workflow_for_update(tx.conn, command.workflow)
    if found is None or not is_asked(found) or found.policy.standard.review_by != command.review_by:
        return False
    period = period_of(command.review_by, command.reminder)
    if not add_digests(tx.conn, audience_of(found.slug), [period], "issued", now=command.now):
        return False
    happening = Happening(
        "standard.reminded",
        command.now,
        "clock",
        workflow=found.slug,
        policy_version=found.policy_version,
        facts={"review_by": command.review_by.isoformat(), "reminder": command.reminder},
    )
    record(tx.conn, happening)
    person = who_answers(tx.conn, found, command.now) or found.owner
    outbox.want(tx, [look_again_wish(person, now=command.now)])
    return True
