"""What the chain of escalation needs to know of what is to be put right, and for which it has something to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from domain.aftermath import PutRight
from domain.escalation import Course, Seat
from domain.outputs import Output
from domain.policy import StepTo
from storage.escalation import AT_ONCE, Standing, Taken, policy_of, seats_of
from storage.outputs import output as output_of
from storage.put_rights import put_right_of
from storage.tables import (
    late_put_rights,
    leaves,
    outputs,
    put_right_escalations,
    put_right_steps,
    put_rights,
    workflows,
)

# Nobody's stop holds it: what has gone out wrong is out.
IS_OPEN = put_rights.c.done_at.is_(None)


@dataclass(frozen=True)
class OpenTask:
    """A task that is open, with its output and the time that there is for it."""

    output: Output
    task: PutRight
    course: Course


def open_task(conn: Connection, output_id: str) -> OpenTask | None:
    """Return the open task to put this output right, None if there is none or it is done."""
    task, found = put_right_of(conn, output_id), output_of(conn, output_id)
    if task is None or found is None or task.done_at is not None:
        return None
    return OpenTask(found, task, Course(policy_of(conn, found.policy_id), task.opened_at, task.due_at))


def tasks_without_chain(conn: Connection) -> list[str]:
    """Return at most 200 outputs with an open task for which no step is planned yet."""
    planned = select(put_right_escalations.c.output_id).where(
        put_right_escalations.c.output_id == put_rights.c.output_id
    )
    found = select(put_rights.c.output_id).where(IS_OPEN, ~planned.exists())
    in_order = found.order_by(put_rights.c.person, put_rights.c.due_at).limit(AT_ONCE)
    return list(conn.execute(in_order).scalars())


def due_task_steps(conn: Connection, now: datetime) -> list[tuple[str, int]]:
    """Return (output, number of the step) of at most 200 steps that are due by `now`."""
    plans = put_right_escalations.c
    due = (
        select(plans.output_id, plans.next_step)
        .join(put_rights, put_rights.c.output_id == plans.output_id)
        .where(plans.next_at <= now, IS_OPEN)
        .order_by(plans.next_at, plans.output_id)
        .limit(AT_ONCE)
    )
    return [(row.output_id, row.next_step) for row in conn.execute(due)]


def task_standing(conn: Connection, output_id: str) -> Standing | None:
    """Return where the task is in its chain, None if nothing is planned for it."""
    plans = put_right_escalations.c
    asked = select(plans.output_id, plans.next_step, plans.next_at, plans.held_until)
    row = conn.execute(asked.where(plans.output_id == output_id)).one_or_none()
    return None if row is None else Standing(**row._mapping)


def task_steps_taken(conn: Connection, output_id: str) -> list[Taken]:
    """Return each step that was taken for the task, in order."""
    steps = put_right_steps.c
    own = select(steps.step, steps.person, steps.taken_at).where(steps.output_id == output_id)
    return [Taken(**row._mapping) for row in conn.execute(own.order_by(steps.step))]


def task_line(conn: Connection, found: OpenTask, *, leaders: str | None, now: datetime) -> dict[StepTo, Seat]:
    """Return who hears in which role now, and when each of them works. `leaders` is their channel."""
    rules = found.course.policy
    return seats_of(conn, found.output.workflow, found.task.person, rules, leaders=leaders, now=now)


def tasks_left_behind(conn: Connection, now: datetime) -> list[tuple[str, str]]:
    """Return (person, output) of at most 200 tasks on the list of who answers for them, and is away."""
    absent = leaves.c.ended_at.is_(None) & (leaves.c.from_at <= now) & (leaves.c.until_at > now)
    listed = late_put_rights.c
    others = late_put_rights.alias("others")
    known = select(others.c.person).where(
        others.c.output_id == listed.output_id, others.c.person == workflows.c.deputy
    )
    found = (
        select(listed.person, listed.output_id)
        .join(leaves, leaves.c.person == listed.person)
        .join(put_rights, put_rights.c.output_id == listed.output_id)
        .join(outputs, outputs.c.id == listed.output_id)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .where(absent, IS_OPEN, listed.role == "owner", listed.person == workflows.c.owner)
        .where(workflows.c.deputy.is_not(None), ~known.exists())
    )
    rows = conn.execute(found.order_by(listed.output_id).limit(AT_ONCE))
    return [(row.person, row.output_id) for row in rows]
