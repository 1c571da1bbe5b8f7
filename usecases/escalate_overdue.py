"""The clock goes a step up a chain: whoever's turn it is hears, once. Nothing is ever decided by it.

The same for what is to be decided, for what has gone out and is to be looked at, for what is to be put right, and for
two verdicts that disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, update

from domain.escalation import UPWARDS, ChainKind, Goes, Move, Waits, due_from, following, move
from domain.outputs import Output
from domain.policy import StepTo
from storage.crash_points import crash_point
from storage.escalation import Chained, Standing, chained, line_of, standing, steps_taken
from storage.evidence import about, record
from storage.inserting import add_if_new, insert_into
from storage.outputs import output_for_update
from storage.people import subject_of
from storage.tables import escalation_steps, escalations, late_items
from storage.transaction import Tx

# What a step of each is called on record.
_CALLED: Mapping[ChainKind, str] = {
    "review": "output",
    "audit": "audit",
    "put_right": "put_right",
    "disagreement": "second_look",
}


@dataclass(frozen=True)
class PlanEscalation:
    """No step is planned for this output's review yet, or for its audit or put-right."""

    output_id: str
    now: datetime
    kind: ChainKind = "review"

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def plan_escalation(tx: Tx, command: PlanEscalation) -> bool:
    """Plan the chain's next step, in this transaction; False if one is planned, or nothing is to be done any more.

    What was reopened goes on where its chain was: a step that was taken is not taken again.
    """
    # Locked at once: what is written below refers to it, and whoever then decided it would have to lock it once more.
    found = _locked(tx, command.output_id, command.kind)
    if found is None:
        return False
    taken = steps_taken(tx.conn, command.output_id, command.kind)
    number = taken[-1].step + 1 if taken else 0
    next_at = _next_at(tx, found, number, None)
    if next_at is not None:
        next_at = max(next_at, command.now)  # nobody could have taken it before it was planned
    row = {
        "output_id": command.output_id,
        "kind": command.kind,
        "next_step": number,
        "next_at": next_at,
    }
    return add_if_new(tx.conn, escalations, row)


@dataclass(frozen=True)
class EscalateOverdue:
    """The clock says that this step (from 0) of the chain is due. `leaders` is their channel, or None."""

    output_id: str
    step: int
    leaders: str | None
    now: datetime
    kind: ChainKind = "review"

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def escalate_overdue(tx: Tx, command: EscalateOverdue) -> Move | None:
    """Take the step if it is due still, and nobody has, in this transaction; None if not.

    Where nobody who is to hear works now it is put off until somebody does. A deadline that was moved meanwhile puts
    it off too.
    """
    found = _locked(tx, command.output_id, command.kind)
    stands = None if found is None else standing(tx.conn, command.output_id, command.kind)
    if found is None or stands is None or not _is_due(stands, command) or not found.runs:
        return None
    due_at = _next_at(tx, found, command.step, stands.held_until)
    if due_at is None or due_at > command.now:
        _plan(tx, command, command.step, due_at)
        return None
    rules = found.course.policy
    step = rules.escalation[command.step]
    line = line_of(tx.conn, found, leaders=command.leaders, now=command.now)
    comes = following(found.course, command.step, command.now)
    done = move(step.to, line, urgent=rules.urgent, now=command.now, next_at=comes)
    if isinstance(done, Waits):
        _plan(tx, command, command.step, done.until)
        return done
    _take(tx, command, found.output, step.to, done)
    number = command.step + 1
    _plan(tx, command, number, _next_at(tx, found, number, stands.held_until))
    crash_point("escalate.in_transaction")
    return done


def _locked(tx: Tx, output_id: str, kind: ChainKind) -> Chained | None:
    return None if output_for_update(tx.conn, output_id) is None else chained(tx.conn, output_id, kind)


def _is_due(stands: Standing, command: EscalateOverdue) -> bool:
    return stands.next_step == command.step and stands.next_at is not None and stands.next_at <= command.now


def _next_at(tx: Tx, found: Chained, number: int, held_until: datetime | None) -> datetime | None:
    """Return when the step is due, None where the chain has no such step."""
    chain = found.course.policy.escalation
    if number >= len(chain):
        return None
    told = [row for row in steps_taken(tx.conn, found.output.id, found.kind) if row.person is not None]
    # A chain that an unreadable policy stands in for may be another one than before.
    last = (min(told[-1].step, len(chain) - 1), told[-1].taken_at) if told else None
    return due_from(found.course, number, before=last, held_until=held_until)


def _plan(tx: Tx, command: EscalateOverdue, step: int, at: datetime | None) -> None:
    own = (escalations.c.output_id == command.output_id) & (escalations.c.kind == command.kind)
    tx.conn.execute(update(escalations).where(own).values(next_step=step, next_at=at))


def _take(tx: Tx, command: EscalateOverdue, output: Output, role: StepTo, done: Move) -> None:
    who, heard = (done.who, done.to) if isinstance(done, Goes) else (None, None)
    row = {
        "output_id": command.output_id,
        "kind": command.kind,
        "step": command.step,
        "role": role,
        "person": who,
        "taken_at": command.now,
    }
    tx.conn.execute(insert(escalation_steps).values(row))
    subject = None if who is None or heard == "leaders" else subject_of(tx.conn, who)
    happening = about(
        output,
        f"{_CALLED[command.kind]}.escalated",
        at=command.now,
        actor="clock",
        step=command.step,
        role=role,
        heard=heard,
        person=subject,
    )
    record(tx.conn, happening)
    if who is not None and heard is not None:
        list_as_late(tx, command.output_id, who, heard, now=command.now, kind=command.kind)


def list_as_late(
    tx: Tx, output_id: str, who: str, role: StepTo, *, now: datetime, kind: ChainKind = "review"
) -> None:
    """Put it on somebody's list, in this transaction; once is enough. Whoever has it and answers for it too hears
    again as who answers for it.

    Whoever does so wishes afterwards that their summaries say so: wished for here, one by one, those of several
    people would be waited for by each process in another order.
    """
    row = {
        "person": who,
        "output_id": output_id,
        "kind": kind,
        "role": role,
        "from_at": now,
        "told_at": None,
    }
    higher = late_items.c.role.in_(UPWARDS[: UPWARDS.index(role)])
    changed = {"role": role, "from_at": now, "told_at": None}
    added = insert_into(tx.conn, late_items).values(row)
    own = ["person", "output_id", "kind"]
    tx.conn.execute(added.on_conflict_do_update(index_elements=own, set_=changed, where=higher))


def hand_on_late(
    tx: Tx, output_id: str, was: str, becomes: str, *, now: datetime, kind: ChainKind = "put_right"
) -> None:
    """Let it stand in the message of who has it now, in this transaction, if it stood in that of who had it.

    They hear of it by a message of its own, so that this is no news.
    """
    listed = late_items.c
    own = (listed.output_id == output_id) & (listed.kind == kind)
    gone = delete(late_items).where(own, listed.person == was, listed.role == "assignee")
    if tx.conn.execute(gone).rowcount:
        list_as_late(tx, output_id, becomes, "assignee", now=now, kind=kind)
        tx.conn.execute(update(late_items).where(own, listed.person == becomes).values(told_at=now))


@dataclass(frozen=True)
class PassOnLate:
    """This person answers for the output, was told that it is late, and is away now."""

    output_id: str
    person: str
    now: datetime
    kind: ChainKind = "review"

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def pass_on_late(tx: Tx, command: PassOnLate) -> bool:
    """Put the output on the deputy's list as well, in this transaction; False if there is no deputy who is here.

    It is no step of the chain: the deputy's own comes in its time.
    """
    found = _locked(tx, command.output_id, command.kind)
    if found is None or not found.runs:
        return False
    line = line_of(tx.conn, found, leaders=None, now=command.now)
    owner, deputy = line.get("owner"), line.get("deputy")
    if owner is None or owner.who != command.person or owner.is_here or deputy is None or not deputy.is_here:
        return False
    list_as_late(tx, command.output_id, deputy.who, "deputy", now=command.now, kind=command.kind)
    subject = subject_of(tx.conn, deputy.who)
    said = f"{_CALLED[command.kind]}.passed_on"
    record(tx.conn, about(found.output, said, at=command.now, actor="clock", person=subject))
    return True


@dataclass(frozen=True)
class EndEscalation:
    """Nothing of this kind is to be done about this output any more."""

    output_id: str
    kind: ChainKind = "review"

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def end_escalation(tx: Tx, command: EndEscalation) -> bool:
    """Forget what was planned and take it off every list, in this transaction; the steps stay.

    False if something is to be done after all.
    """
    if _locked(tx, command.output_id, command.kind) is not None:
        return False
    for table in (late_items, escalations):
        own = (table.c.output_id == command.output_id) & (table.c.kind == command.kind)
        tx.conn.execute(delete(table).where(own))
    return True
