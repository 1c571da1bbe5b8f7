"""Who answers for a workflow asks for more time for one thing to be put right, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, update

from domain.eligibility import Person, unfit
from domain.refusals import Refused
from storage.evidence import about, record
from storage.outbox import want
from storage.outputs import output_for_update
from storage.put_rights import put_right_of
from storage.tables import escalations, late_items
from storage.transaction import Tx
from storage.workflows import workflow
from usecases.give_more_time import LONGEST_DAYS
from usecases.tell import summary_wish


@dataclass(frozen=True)
class GivePutRightTime:
    """The person wants until `until_at` before anybody else hears that this output is not put right."""

    output_id: str
    person: Person
    reason: str
    until_at: datetime
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def give_put_right_time(tx: Tx, command: GivePutRightTime) -> Refused | None:
    """Hold the task's chain, in this transaction; its deadline stays, and it stays late.

    Refuses as `give_more_time` does, and `task_done` where it is done by now.
    """
    output = output_for_update(tx.conn, command.output_id)
    live = None if output is None else workflow(tx.conn, output.workflow)
    if output is None or live is None:
        return Refused.of("not_found")
    task = put_right_of(tx.conn, output.id)
    if task is None:
        return Refused.of("not_found")
    if task.done_at is not None:
        return Refused.of("task_done", by=task.done_by, at=task.done_at)
    if refused := unfit(command.person, now=command.now):
        return refused
    if command.person.user_id not in (live.owner, live.deputy):
        return Refused.of("only_owner", judge=live.owner)
    if command.until_at <= command.now:
        return Refused.of("due_in_the_past")
    hours = live.policy.working_hours
    if command.until_at > hours.add(command.now, LONGEST_DAYS * hours.day):
        return Refused.of("due_too_late", days=LONGEST_DAYS)
    _hold(tx, command)
    happening = about(
        output,
        "put_right.given_time",
        at=command.now,
        actor=command.person.subject,
        until=command.until_at,
    )
    record(tx.conn, happening)
    return None


def _hold(tx: Tx, command: GivePutRightTime) -> None:
    """Let nobody else hear before then, and those who answer for it hear again at that time."""
    plans, listed = escalations.c, late_items.c
    own = update(escalations).where(plans.output_id == command.output_id, plans.kind == "put_right")
    held = {
        "held_until": command.until_at,
        "held_by": command.person.user_id,
        "held_why": command.reason,
    }
    tx.conn.execute(own.values(held))
    tx.conn.execute(own.where(plans.next_at < command.until_at).values(next_at=command.until_at))
    answering = or_(listed.role == "owner", listed.role == "deputy")
    theirs = update(late_items).where(
        listed.output_id == command.output_id, listed.kind == "put_right", answering
    )
    again = theirs.values(from_at=command.until_at, told_at=None).returning(listed.person)
    want(tx, [summary_wish(row.person, now=command.now) for row in tx.conn.execute(again).all()])
