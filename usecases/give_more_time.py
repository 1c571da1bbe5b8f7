"""Who answers for a workflow asks for more time for what is late there, with a reason: the next hears only after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, update

from domain.eligibility import Person, unfit
from domain.escalation import ChainKind
from domain.refusals import Refused
from storage.evidence import about, record
from storage.inserting import add_if_new
from storage.late import late_in
from storage.outbox import want
from storage.outputs import output_for_update
from storage.tables import escalations, late_items, more_time
from storage.transaction import Tx
from storage.workflows import workflow
from usecases.tell import summary_wish

# In working days. Beyond it, it is another deadline that is wanted, and that is the policy's.
LONGEST_DAYS = 5


@dataclass(frozen=True)
class GiveMoreTime:
    """The person wants until `until_at` for what is late in the workflow, of this kind; `source` names the act."""

    workflow: str
    person: Person
    reason: str
    until_at: datetime
    source: str
    now: datetime
    kind: ChainKind = "review"

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def give_more_time(tx: Tx, command: GiveMoreTime) -> int | Refused:
    """Hold the chains of what is on the person's list there, in this transaction; return of how many.

    They stay late: no deadline moves, and neither does expiry. Refuses `only_owner` for who does not answer for it,
    `due_in_the_past`, and `due_too_late` beyond five working days. The same act again changes nothing.
    """
    found = workflow(tx.conn, command.workflow)
    if found is None:
        return Refused.of("workflow_unknown", workflow=command.workflow)
    if refused := unfit(command.person, now=command.now):
        return refused
    if command.person.user_id not in (found.owner, found.deputy):
        return Refused.of("only_owner", judge=found.owner)
    if command.until_at <= command.now:
        return Refused.of("due_in_the_past")
    hours = found.policy.working_hours
    if command.until_at > hours.add(command.now, LONGEST_DAYS * hours.day):
        return Refused.of("due_too_late", days=LONGEST_DAYS)
    ids = late_in(tx.conn, command.person.user_id, command.workflow, command.now, command.kind).ids
    if not _keep(tx, command):
        return len(ids)
    for output_id in ids:
        _hold(tx, output_id, command)
    return len(ids)


def _keep(tx: Tx, command: GiveMoreTime) -> bool:
    """Keep who asked for it and why; False if this very act is kept already."""
    row = {
        "source": command.source,
        "workflow": command.workflow,
        "person": command.person.user_id,
        "reason": command.reason,
        "until_at": command.until_at,
        "given_at": command.now,
    }
    return add_if_new(tx.conn, more_time, row)


def _hold(tx: Tx, output_id: str, command: GiveMoreTime) -> None:
    """Let nobody else hear before then, and those who answer for it hear again at that time."""
    output = output_for_update(tx.conn, output_id)
    if output is None:
        return
    own = (escalations.c.output_id == output_id) & (escalations.c.kind == command.kind)
    tx.conn.execute(update(escalations).where(own).values(held_until=command.until_at))
    sooner = own & (escalations.c.next_at < command.until_at)
    tx.conn.execute(update(escalations).where(sooner).values(next_at=command.until_at))
    listed = (late_items.c.output_id == output_id) & (late_items.c.kind == command.kind)
    theirs = update(late_items).where(listed, _answering())
    for row in tx.conn.execute(
        theirs.values(from_at=command.until_at, told_at=None).returning(late_items.c.person)
    ).all():
        want(tx, [summary_wish(row.person, now=command.now)])
    actor = command.person.subject
    happening = about(
        output,
        "audit.given_time" if command.kind == "audit" else "output.given_time",
        at=command.now,
        actor=actor,
        until=command.until_at,
        by=command.source,
    )
    record(tx.conn, happening)


def _answering() -> ColumnElement[bool]:
    return or_(late_items.c.role == "owner", late_items.c.role == "deputy")
