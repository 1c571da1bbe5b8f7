"""What is to be put right and stands in one person's message of what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select

from domain.working_time import WorkingHours
from storage.escalation import Held, Next, policy_of
from storage.hearing_next import chain_of, next_of
from storage.lateness import runs_for
from storage.outputs import names_of
from storage.tables import escalations, late_items, outputs, put_rights, workflows

TASKS_SHOWN = 3


@dataclass(frozen=True)
class LateTask:
    """One output to be put right. `who` has it, a name; None: whoever reads this.

    `answers`: this person is its workflow's owner or deputy. `held` None: nobody asked for more time, or it is over.
    """

    output_id: str
    title: str | None
    workflow: str
    due_at: datetime
    hours: WorkingHours
    who: str | None
    answers: bool
    held: Held | None


@dataclass(frozen=True)
class LateTasks:
    """The first of somebody's, how many there are, and who hears next (None: nobody)."""

    items: tuple[LateTask, ...]
    count: int
    next: Next | None


def listed_tasks(person: str) -> Select[*tuple[Any, ...]]:
    """Return the query for what stands in the person's message, or in the leaders' channel's, the most pressing first.

    Whoever no longer has it to put right need not hear of it as theirs.
    """
    listed, plans = late_items.c, escalations.c
    return (
        select(
            outputs.c.id,
            outputs.c.workflow,
            outputs.c.policy_id,
            outputs.c.title,
            put_rights.c.due_at,
            put_rights.c.person.label("has_it"),
            workflows.c.owner,
            workflows.c.deputy,
            listed.kind,
            listed.from_at,
            listed.told_at,
            plans.next_step,
            plans.next_at,
            plans.held_until,
            plans.held_by,
            plans.held_why,
        )
        .select_from(late_items)
        .join(put_rights, put_rights.c.output_id == listed.output_id)
        .join(outputs, outputs.c.id == listed.output_id)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .outerjoin(escalations, (plans.output_id == listed.output_id) & (plans.kind == listed.kind))
        .where(listed.person == person, listed.kind == "put_right", runs_for(listed.kind))
        .where(or_(listed.role != "assignee", put_rights.c.person == listed.person))
        .order_by(put_rights.c.due_at, outputs.c.id)
    )


def late_tasks(
    conn: Connection, person: str, rows: Sequence[Row[Any]], now: datetime, leaders: str | None
) -> LateTasks | None:
    """Return what the person's message says of these rows, None if there are none. `leaders`: their channel."""
    if not rows:
        return None
    shown = rows[:TASKS_SHOWN]
    asked = {row.has_it for row in shown} | {row.held_by for row in shown if row.held_by is not None}
    names = names_of(conn, asked)
    items = tuple(_task(conn, person, row, names, now) for row in shown)
    return LateTasks(
        items,
        len(rows),
        next_of(conn, person, rows, lambda row: chain_of(conn, row.id, "put_right", leaders), leaders),
    )


def _task(conn: Connection, person: str, row: Row[Any], names: dict[str, str], now: datetime) -> LateTask:
    is_held = row.held_until is not None and row.held_until > now
    return LateTask(
        output_id=row.id,
        title=row.title,
        workflow=row.workflow,
        due_at=row.due_at,
        hours=policy_of(conn, row.policy_id).working_hours,
        who=None if row.has_it == person else names.get(row.has_it, row.has_it),
        answers=person in (row.owner, row.deputy),
        held=Held(names.get(row.held_by, row.held_by), row.held_until, row.held_why) if is_held else None,
    )
