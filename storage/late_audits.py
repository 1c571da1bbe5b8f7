"""How many looks are still to be taken at what has gone out, by when, and who answers for that."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, select

from storage.audits import IS_AUDIT, IS_OPEN
from storage.tables import outputs, reviews


@dataclass(frozen=True)
class AuditsWaiting:
    """How many looks wait in one workflow, how many of them are late, and by when the first was wanted."""

    count: int
    late: int
    first_due_at: datetime


def audits_waiting(conn: Connection, workflows: Collection[str], now: datetime) -> dict[str, AuditsWaiting]:
    """Return what waits to be looked at in these workflows, by name; those in which nothing does are left out."""
    if not workflows:
        return {}
    counted = (
        select(
            outputs.c.workflow,
            func.count().label("open"),
            func.sum(case((outputs.c.due_at <= now, 1), else_=0)).label("late"),
            func.min(outputs.c.due_at).label("first_due_at"),
        )
        .select_from(reviews.join(outputs, outputs.c.id == reviews.c.output_id))
        .where(IS_AUDIT, IS_OPEN, outputs.c.state == "released", outputs.c.workflow.in_(sorted(workflows)))
        .group_by(outputs.c.workflow)
    )
    return {
        row.workflow: AuditsWaiting(row.open, int(row.late), row.first_due_at)
        for row in conn.execute(counted)
    }
