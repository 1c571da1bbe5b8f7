"""The clock goes a step up the chain of what is to be put right: whoever's turn it is hears, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, update

from domain.escalation import UPWARDS, Goes, Move, Waits, due_from, following, move
from domain.policy import StepTo
from storage.evidence import about, record
from storage.inserting import add_if_new, insert_into
from storage.outputs import output_for_update
from storage.people import subject_of
from storage.put_right_chain import OpenTask, open_task, task_line, task_standing, task_steps_taken
from storage.tables import late_put_rights, put_right_escalations, put_right_steps
from storage.transaction import Tx


@dataclass(frozen=True)
class PlanPutRight:
    """No step is planned for this output's task yet."""

    output_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def plan_put_right(tx: Tx, command: PlanPutRight) -> bool:
    """Plan the first step, in this transaction; False if one is planned, or there is no open task."""
    found = _locked(tx, command.output_id)
    if found is None:
        return False
    next_at = _next_at(tx, found, 0, None)
    if next_at is not None:
        next_at = max(next_at, command.now)  # nobody could have taken it before it was planned
    row = {"output_id": found.output.id, "next_step": 0, "next_at": next_at}
    return add_if_new(tx.conn, put_right_escalations, row)


@dataclass(frozen=True)
class EscalatePutRight:
    """The clock says that this step (from 0) of the task's chain is due. `leaders` is their channel, or None."""

    output_id: str
    step: int
    leaders: str | None
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def escalate_put_right(tx: Tx, command: EscalatePutRight) -> Move | None:
    """Take the step if it is due still, and nobody has, in this transaction; None if not.

    Where nobody who is to hear works now it is put off until somebody does.
    """
    found = _locked(tx, command.output_id)
    stands = None if found is None else task_standing(tx.conn, command.output_id)
    if found is None or stands is None or stands.next_step != command.step:
        return None
    if stands.next_at is None or stands.next_at > command.now:
        return None
    due_at = _next_at(tx, found, command.step, stands.held_until)
    if due_at is None or due_at > command.now:
        _plan(tx, command.output_id, command.step, due_at)
        return None
    rules = found.course.policy
    step = rules.escalation[command.step]
    line = task_line(tx.conn, found, leaders=command.leaders, now=command.now)
    comes = following(found.course, command.step, command.now)
    done = move(step.to, line, urgent=rules.urgent, now=command.now, next_at=comes)
    if isinstance(done, Waits):
        _plan(tx, command.output_id, command.step, done.until)
        return done
    _take(tx, command, found, step.to, done)
    number = command.step + 1
    _plan(tx, command.output_id, number, _next_at(tx, found, number, stands.held_until))
    return done


@dataclass(frozen=True)
class PassOnPutRight:
    """This person answers for the output, was told that it is not put right, and is away now."""

    output_id: str
    person: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def pass_on_put_right(tx: Tx, command: PassOnPutRight) -> bool:
    """Put the task on the deputy's list as well, in this transaction; False if there is no deputy who is here."""
    found = _locked(tx, command.output_id)
    if found is None:
        return False
    line = task_line(tx.conn, found, leaders=None, now=command.now)
    owner, deputy = line.get("owner"), line.get("deputy")
    if owner is None or owner.who != command.person or owner.is_here or deputy is None or not deputy.is_here:
        return False
    _list(tx, found.output.id, deputy.who, "deputy", now=command.now)
    subject = subject_of(tx.conn, deputy.who)
    record(tx.conn, about(found.output, "put_right.passed_on", at=command.now, actor="clock", person=subject))
    return True


def hand_on_late(tx: Tx, output_id: str, was: str, becomes: str, *, now: datetime) -> None:
    """Let the task stand in the message of who has it now, in this transaction, if it stood in that of who had it.

    They hear of the task by a message of its own, so that this is no news.
    """
    own = (late_put_rights.c.output_id == output_id) & (late_put_rights.c.person == was)
    gone = delete(late_put_rights).where(own, late_put_rights.c.role == "assignee")
    if tx.conn.execute(gone).rowcount:
        _list(tx, output_id, becomes, "assignee", now=now)
        listed = (late_put_rights.c.output_id == output_id) & (late_put_rights.c.person == becomes)
        tx.conn.execute(update(late_put_rights).where(listed).values(told_at=now))


def end_put_right(tx: Tx, output_id: str) -> None:
    """Forget what was planned for the task and take it off every list, in this transaction; the steps stay."""
    for table in (late_put_rights, put_right_escalations):
        tx.conn.execute(delete(table).where(table.c.output_id == output_id))


def _locked(tx: Tx, output_id: str) -> OpenTask | None:
    return None if output_for_update(tx.conn, output_id) is None else open_task(tx.conn, output_id)


def _next_at(tx: Tx, found: OpenTask, number: int, held_until: datetime | None) -> datetime | None:
    """Return when the step is due, None where the chain has no such step."""
    chain = found.course.policy.escalation
    if number >= len(chain):
        return None
    told = [row for row in task_steps_taken(tx.conn, found.output.id) if row.person is not None]
    last = (min(told[-1].step, len(chain) - 1), told[-1].taken_at) if told else None
    return due_from(found.course, number, before=last, held_until=held_until)


def _plan(tx: Tx, output_id: str, step: int, at: datetime | None) -> None:
    own = update(put_right_escalations).where(put_right_escalations.c.output_id == output_id)
    tx.conn.execute(own.values(next_step=step, next_at=at))


def _take(tx: Tx, command: EscalatePutRight, found: OpenTask, role: StepTo, done: Move) -> None:
    who, heard = (done.who, done.to) if isinstance(done, Goes) else (None, None)
    row = {
        "output_id": command.output_id,
        "step": command.step,
        "role": role,
        "person": who,
        "taken_at": command.now,
    }
    tx.conn.execute(insert(put_right_steps).values(row))
    subject = None if who is None or heard == "leaders" else subject_of(tx.conn, who)
    happening = about(
        found.output,
        "put_right.escalated",
        at=command.now,
        actor="clock",
        step=command.step,
        role=role,
        heard=heard,
        person=subject,
    )
    record(tx.conn, happening)
    if who is not None and heard is not None:
        _list(tx, command.output_id, who, heard, now=command.now)


def _list(tx: Tx, output_id: str, who: str, role: StepTo, *, now: datetime) -> None:
    """Put the task on somebody's list. Whoever has it and answers for it too hears again as who answers for it."""
    row = {"person": who, "output_id": output_id, "role": role, "from_at": now, "told_at": None}
    higher = late_put_rights.c.role.in_(UPWARDS[: UPWARDS.index(role)])
    changed = {"role": role, "from_at": now, "told_at": None}
    added = insert_into(tx.conn, late_put_rights).values(row)
    tx.conn.execute(
        added.on_conflict_do_update(index_elements=["person", "output_id"], set_=changed, where=higher)
    )
