"""What was wrong is put right: somebody says so, and what it took."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert, update

from domain.aftermath import Feedback, PutRight
from domain.eligibility import Person
from domain.outputs import Output
from domain.refusals import Refused
from storage.evidence import about, record
from storage.outputs import output_for_update
from storage.put_rights import put_right_of
from storage.tables import feedback, put_rights
from storage.transaction import Tx
from storage.workflows import workflow
from usecases.escalate_overdue import EndEscalation, end_escalation
from usecases.notify import redraw_notices
from usecases.tell import redraw_card


@dataclass(frozen=True)
class FinishPutRight:
    """It is done. `minutes` and `team` are what it took and whose time it was, None where nobody said."""

    output_id: str
    person: Person
    note: str | None
    minutes: int | None
    team: str | None
    feedback_id: str
    source: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def finish_put_right(tx: Tx, command: FinishPutRight) -> PutRight | Refused:
    """Close the task in this transaction; what it took is kept as clean-up.

    Refuses `not_found`, `task_done` (facts say by whom and when), and whom `may_act_on` does.
    """
    output = output_for_update(tx.conn, command.output_id)
    task = put_right_of(tx.conn, command.output_id)
    if output is None or task is None:
        return Refused.of("not_found")
    refused = may_act_on(tx, output, task, command.person, now=command.now)
    if refused is not None:
        return refused
    done = replace(task, done_by=command.person.user_id, done_at=command.now, note=command.note)
    tx.conn.execute(
        update(put_rights)
        .where(put_rights.c.output_id == output.id, put_rights.c.done_at.is_(None))
        .values(done_by=done.done_by, done_at=done.done_at, note=done.note)
    )
    if command.minutes is not None:
        tx.conn.execute(insert(feedback).values(vars(_took(command, command.minutes))))
    happening = about(
        output, "put_right.done", at=command.now, actor=command.person.subject, minutes=command.minutes
    )
    record(tx.conn, happening)
    end_escalation(tx, EndEscalation(output.id, "put_right"))
    redraw_card(tx, output, now=command.now)
    redraw_notices(tx, output.id, now=command.now)
    return done


def may_act_on(tx: Tx, output: Output, task: PutRight, person: Person, *, now: datetime) -> Refused | None:
    """Return why this person may not close the task or hand it on, None if they may: whose task it is, and
    the workflow's owner and deputy. Refuses `task_done`, `unknown_person`, `not_your_task`.
    """
    if task.done_at is not None:
        return Refused.of("task_done", by=task.done_by, at=task.done_at)
    if person.is_outdated(now):
        return Refused.of("unknown_person")
    found = workflow(tx.conn, output.workflow)
    allowed = {task.person} | ({found.owner, found.deputy} if found is not None else set())
    if person.kind != "member" or person.user_id not in allowed:
        return Refused.of("not_your_task", by=task.person)
    return None


def _took(command: FinishPutRight, minutes: int) -> Feedback:
    return Feedback(
        id=command.feedback_id,
        output_id=command.output_id,
        kind="cleanup",
        minutes=minutes,
        team=command.team,
        note=command.note,
        critical=False,
        given_by=command.person.user_id,
        source=command.source,
        given_at=command.now,
    )
