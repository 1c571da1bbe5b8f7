"""How many looks are still to be taken at what has gone out, and by when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, literal_column, select

from storage.audits import BY_INDEX, IS_AUDIT, IS_OPEN
from storage.tables import outputs, reviews

_AUDITED = reviews.join(outputs, outputs.c.id == reviews.c.output_id)
# No index is of this: it tempts the database to walk through every output of a workflow.
_WORKFLOW = outputs.c.workflow.concat(literal_column("''"))
_WAITS = (IS_AUDIT, IS_OPEN, BY_INDEX, outputs.c.state == "released")


@dataclass(frozen=True)
class AuditsWaiting:
    """How many looks wait in one workflow, how many of them are late, and by when the first was wanted."""

    count: int
    late: int
    first_due_at: datetime


def looks_by_workflow(conn: Connection) -> dict[str, int]:
    """Return how many looks wait, by workflow; without those in which none does."""
    counted = select(_WORKFLOW.label("workflow"), func.count().label("open")).select_from(_AUDITED)
    return {row.workflow: row.open for row in conn.execute(counted.where(*_WAITS).group_by(_WORKFLOW))}


def audits_waiting(conn: Connection, workflows: Collection[str], now: datetime) -> dict[str, AuditsWaiting]:
    """Return what waits to be looked at in these workflows, by name; those in which nothing does are left out."""
    if not workflows:
        return {}
    counted = (
        select(
            _WORKFLOW.label("workflow"),
            func.count().label("open"),
            func.sum(case((outputs.c.due_at <= now, 1), else_=0)).label("late"),
            func.min(outputs.c.due_at).label("first_due_at"),
        )
        .select_from(_AUDITED)
        .where(*_WAITS, _WORKFLOW.in_(sorted(workflows)))
        .group_by(_WORKFLOW)
    )
    return {
        row.workflow: AuditsWaiting(row.open, int(row.late), row.first_due_at)
        for row in conn.execute(counted)
    }
