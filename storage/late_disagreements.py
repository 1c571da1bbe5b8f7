"""What two reviewers disagree about, nobody has settled in time, and stands in one person's message of what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from domain.second_looks import FirstVerdict, SecondVerdict
from domain.working_time import WorkingHours
from storage.escalation import Next, policy_of
from storage.hearing_next import chain_of, next_of
from storage.lateness import runs_for
from storage.tables import escalations, late_items, outputs, second_verdicts, workflows

SHOWN = 3


@dataclass(frozen=True)
class LateDisagreement:
    """One output, and what the two have said of it."""

    output_id: str
    title: str | None
    workflow: str
    due_at: datetime
    hours: WorkingHours
    first: FirstVerdict
    second: SecondVerdict


@dataclass(frozen=True)
class LateDisagreements:
    """The first of somebody's, how many there are, and who hears next (None: nobody)."""

    items: tuple[LateDisagreement, ...]
    count: int
    next: Next | None


def listed_disagreements(person: str) -> Select[*tuple[Any, ...]]:
    """Return the query for what stands in the person's message, or the leaders' channel's, the most pressing first."""
    listed, plans = late_items.c, escalations.c
    return (
        select(
            outputs.c.id,
            outputs.c.workflow,
            outputs.c.policy_id,
            outputs.c.title,
            second_verdicts.c.settle_by.label("due_at"),
            second_verdicts.c.first,
            second_verdicts.c.verdict,
            listed.kind,
            listed.from_at,
            listed.told_at,
            plans.next_step,
            plans.next_at,
            plans.held_until,
        )
        .select_from(late_items)
        .join(second_verdicts, second_verdicts.c.output_id == listed.output_id)
        .join(outputs, outputs.c.id == listed.output_id)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .outerjoin(escalations, (plans.output_id == listed.output_id) & (plans.kind == listed.kind))
        .where(listed.person == person, listed.kind == "disagreement", runs_for(listed.kind))
        .order_by(second_verdicts.c.settle_by, outputs.c.id)
    )


def late_disagreements(
    conn: Connection, person: str, rows: Sequence[Row[Any]], leaders: str | None
) -> LateDisagreements | None:
    """Return what the person's message says of these rows, None if there are none. `leaders`: their channel."""
    if not rows:
        return None
    items = [
        LateDisagreement(
            row.id,
            row.title,
            row.workflow,
            row.due_at,
            policy_of(conn, row.policy_id).working_hours,
            row.first,
            row.verdict,
        )
        for row in rows[:SHOWN]
    ]
    comes = next_of(conn, person, rows, lambda row: chain_of(conn, row.id, "disagreement", leaders), leaders)
    return LateDisagreements(tuple(items), len(rows), comes)
