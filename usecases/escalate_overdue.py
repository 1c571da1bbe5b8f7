"""The clock goes a step up an output's chain: whoever's turn it is hears, once. Nothing is ever decided by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, update

from domain.escalation import Course, Goes, Move, Waits, due_from, following, move
from domain.outputs import Output
from domain.policy import StepTo
from storage.crash_points import crash_point
from storage.escalation import Standing, course_of, line_of, runs, standing, steps_taken
from storage.evidence import about, record
from storage.inserting import add_if_new
from storage.outputs import output_for_update
from storage.people import subject_of
from storage.tables import escalation_steps, escalations, late_items
from storage.transaction import Tx


@dataclass(frozen=True)
class PlanEscalation:
    """No step is planned for this output yet."""

    output_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def plan_escalation(tx: Tx, command: PlanEscalation) -> bool:
    """Plan the output's next step, in this transaction; False if one is planned, or it is not in review.

    What was reopened goes on where its chain was: a step that was taken is not taken again.
    """
    # Locked at once: what is written below refers to it, and whoever then decided it would have to lock it once more.
    found = output_for_update(tx.conn, command.output_id)
    if found is None or found.state != "in_review":
        return False
    taken = steps_taken(tx.conn, found.id)
    number = taken[-1].step + 1 if taken else 0
    next_at = _next_at(tx, found, course_of(tx.conn, found), number, None)
    if next_at is not None:
        next_at = max(next_at, command.now)  # nobody could have taken it before it was planned
    row = {"output_id": found.id, "next_step": number, "next_at": next_at}
    return add_if_new(tx.conn, escalations, row)


@dataclass(frozen=True)
class EscalateOverdue:
    """The clock says that this step (from 0) of the output's chain is due. `leaders` is their channel, or None."""

    output_id: str
    step: int
    leaders: str | None
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def escalate_overdue(tx: Tx, command: EscalateOverdue) -> Move | None:
    """Take the step if it is due still, and nobody has, in this transaction; None if not.

    Where nobody who is to hear works now it is put off until somebody does. A deadline that was moved meanwhile puts
    it off too.
    """
    found = output_for_update(tx.conn, command.output_id)
    stands = None if found is None else standing(tx.conn, found.id)
    if found is None or stands is None or not _is_due(stands, command) or not runs(tx.conn, found):
        return None
    course = course_of(tx.conn, found)
    due_at = _next_at(tx, found, course, command.step, stands.held_until)
    if due_at is None or due_at > command.now:
        _put_off(tx, command, due_at)
        return None
    step, line = (
        course.policy.escalation[command.step],
        line_of(tx.conn, found, course.policy, leaders=command.leaders, now=command.now),
    )
    comes = following(course, command.step, command.now)
    done = move(step.to, line, urgent=course.policy.urgent, now=command.now, next_at=comes)
    if isinstance(done, Waits):
        _put_off(tx, command, done.until)
        return done
    _take(tx, command, found, step.to, done)
    number = command.step + 1
    next_at = _next_at(tx, found, course, number, stands.held_until)
    own = escalations.c.output_id == found.id
    tx.conn.execute(update(escalations).where(own).values(next_step=number, next_at=next_at))
    crash_point("escalate.in_transaction")
    return done


def _is_due(stands: Standing, command: EscalateOverdue) -> bool:
    return stands.next_step == command.step and stands.next_at is not None and stands.next_at <= command.now


def _next_at(
    tx: Tx, found: Output, course: Course, number: int, held_until: datetime | None
) -> datetime | None:
    """Return when the step is due, None where the chain has no such step."""
    if number >= len(course.policy.escalation):
        return None
    told = [row for row in steps_taken(tx.conn, found.id) if row.person is not None]
    # A chain that an unreadable policy stands in for may be another one than before.
    last = (min(told[-1].step, len(course.policy.escalation) - 1), told[-1].taken_at) if told else None
    return due_from(course, number, before=last, held_until=held_until)


def _put_off(tx: Tx, command: EscalateOverdue, until: datetime | None) -> None:
    own = escalations.c.output_id == command.output_id
    tx.conn.execute(update(escalations).where(own).values(next_at=until))


def _take(tx: Tx, command: EscalateOverdue, found: Output, role: StepTo, done: Move) -> None:
    who = done.who if isinstance(done, Goes) else None
    row = {
        "output_id": found.id,
        "step": command.step,
        "role": role,
        "person": who,
        "taken_at": command.now,
    }
    tx.conn.execute(insert(escalation_steps).values(row))
    heard: StepTo | None = done.to if isinstance(done, Goes) else None
    to_a_person = who is not None and heard != "leaders"
    subject = subject_of(tx.conn, who) if to_a_person and who is not None else None
    happening = about(
        found,
        "output.escalated",
        at=command.now,
        actor="clock",
        step=command.step,
        role=role,
        heard=heard,
        person=subject,
    )
    record(tx.conn, happening)
    if who is not None and heard is not None:
        list_as_late(tx, found.id, who, heard, now=command.now)


def list_as_late(tx: Tx, output_id: str, who: str, role: StepTo, *, now: datetime) -> None:
    """Put the output on somebody's list, in this transaction; once is enough.

    Whoever does so wishes afterwards that their summaries say so: wished for here, one by one, those of several
    people would be waited for by each process in another order.
    """
    row = {"person": who, "output_id": output_id, "role": role, "from_at": now}
    add_if_new(tx.conn, late_items, row)


@dataclass(frozen=True)
class PassOnLate:
    """This person answers for the output, was told that it is late, and is away now."""

    output_id: str
    person: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def pass_on_late(tx: Tx, command: PassOnLate) -> bool:
    """Put the output on the deputy's list as well, in this transaction; False if there is no deputy who is here.

    It is no step of the chain: the deputy's own comes in its time.
    """
    found = output_for_update(tx.conn, command.output_id)
    if found is None or not runs(tx.conn, found):
        return False
    rules = course_of(tx.conn, found).policy
    line = line_of(tx.conn, found, rules, leaders=None, now=command.now)
    owner, deputy = line.get("owner"), line.get("deputy")
    if owner is None or owner.who != command.person or owner.is_here or deputy is None or not deputy.is_here:
        return False
    list_as_late(tx, found.id, deputy.who, "deputy", now=command.now)
    subject = subject_of(tx.conn, deputy.who)
    record(tx.conn, about(found, "output.passed_on", at=command.now, actor="clock", person=subject))
    return True


@dataclass(frozen=True)
class EndEscalation:
    """This output is not in review any more."""

    output_id: str

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def end_escalation(tx: Tx, command: EndEscalation) -> bool:
    """Forget what was planned for the output and take it off every list, in this transaction; the steps stay.

    False if it is in review after all.
    """
    found = output_for_update(tx.conn, command.output_id)
    if found is not None and found.state == "in_review":
        return False
    for table in (late_items, escalations):
        tx.conn.execute(delete(table).where(table.c.output_id == command.output_id))
    return True
