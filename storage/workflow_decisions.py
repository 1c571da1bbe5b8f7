"""What named persons decided about a workflow, with their reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select

from storage.tables import workflow_decisions


@dataclass(frozen=True)
class WorkflowDecision:
    """A person changed a workflow's lane or status, and said why. `person` is a Slack id."""

    workflow: str
    subject: Literal["lane", "status"]
    was: str
    becomes: str
    person: str
    reason: str
    decided_at: datetime


def keep_decision(conn: Connection, decision: WorkflowDecision) -> None:
    """Add it in this transaction."""
    conn.execute(insert(workflow_decisions).values(vars(decision)))


def decisions_about(conn: Connection, workflow: str, *, limit: int = 10) -> list[WorkflowDecision]:
    """Return the latest decisions about the workflow, newest first."""
    columns = [workflow_decisions.c[name] for name in WorkflowDecision.__dataclass_fields__]
    found = select(*columns).where(workflow_decisions.c.workflow == workflow)
    rows = conn.execute(found.order_by(workflow_decisions.c.id.desc()).limit(limit))
    return [WorkflowDecision(**row._mapping) for row in rows]
