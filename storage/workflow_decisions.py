"""What named persons decided about a workflow, with their reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, insert, select

from storage.tables import workflow_decisions
from storage.workflows import Workflow

# Who stopped what nobody had decided in time. It never lets anything go on.
CLOCK = "clock"


@dataclass(frozen=True)
class WorkflowDecision:
    """A person changed a workflow's lane or status, and said why. `person` is a Slack id, or CLOCK."""

    workflow: str
    subject: Literal["lane", "status"]
    was: str
    becomes: str
    person: str
    reason: str
    decided_at: datetime

    @property
    def stopped_watching(self) -> bool:
        """Say whether it stopped what was only watched: nobody has decided yet that it begins."""
        return (self.was, self.becomes) == ("watching", "paused")

    @property
    def stopped_live(self) -> bool:
        """Say whether it stopped what was live: that it begins was decided long before."""
        return (self.was, self.becomes) == ("live", "paused")


_COLUMNS = [workflow_decisions.c[name] for name in WorkflowDecision.__dataclass_fields__]


def keep_decision(conn: Connection, decision: WorkflowDecision) -> int:
    """Add it in this transaction; its id."""
    added = insert(workflow_decisions).values(vars(decision)).returning(workflow_decisions.c.id)
    return int(conn.execute(added).scalar_one())


def decision_with(conn: Connection, decision_id: int) -> WorkflowDecision | None:
    """Return the decision, or None."""
    row = conn.execute(select(*_COLUMNS).where(workflow_decisions.c.id == decision_id)).one_or_none()
    return None if row is None else WorkflowDecision(**row._mapping)


def decision_of_proposal(conn: Connection, slug: str) -> WorkflowDecision | None:
    """Return what was decided about the workflow when it was only proposed, None: nothing yet, or it never was."""
    made = (workflow_decisions.c.workflow == slug) & (workflow_decisions.c.subject == "status")
    found = select(*_COLUMNS).where(made, workflow_decisions.c.was == "proposed")
    row = conn.execute(found.order_by(workflow_decisions.c.id).limit(1)).one_or_none()
    return None if row is None else WorkflowDecision(**row._mapping)


def decision_before(conn: Connection, decision_id: int) -> WorkflowDecision | None:
    """Return the decision about the workflow's status that this one came after, None: it was the first."""
    one = workflow_decisions.alias()
    found = (
        select(*_COLUMNS)
        .join(one, (one.c.workflow == workflow_decisions.c.workflow) & (one.c.id > workflow_decisions.c.id))
        .where(one.c.id == decision_id, workflow_decisions.c.subject == "status")
        .order_by(workflow_decisions.c.id.desc())
        .limit(1)
    )
    row = conn.execute(found).one_or_none()
    return None if row is None else WorkflowDecision(**row._mapping)


def who_stopped(conn: Connection, workflow: Workflow) -> WorkflowDecision | None:
    """Return the decision that stopped the workflow, None while it is not stopped."""
    if workflow.status != "paused":
        return None
    made = (workflow_decisions.c.workflow == workflow.slug) & (workflow_decisions.c.subject == "status")
    latest = select(*_COLUMNS).where(made).order_by(workflow_decisions.c.id.desc()).limit(1)
    row = conn.execute(latest).one_or_none()
    return None if row is None else WorkflowDecision(**row._mapping)


def last_changes_of_status(conn: Connection) -> dict[str, WorkflowDecision]:
    """Return by workflow the latest decision that changed its status; without those that nobody ever changed."""
    latest = (
        select(func.max(workflow_decisions.c.id))
        .where(workflow_decisions.c.subject == "status")
        .group_by(workflow_decisions.c.workflow)
    )
    rows = conn.execute(select(*_COLUMNS).where(workflow_decisions.c.id.in_(latest)))
    return {row.workflow: WorkflowDecision(**row._mapping) for row in rows}


def decisions_about(conn: Connection, workflow: str, *, limit: int = 10) -> list[WorkflowDecision]:
    """Return the latest decisions about the workflow, newest first."""
    found = select(*_COLUMNS).where(workflow_decisions.c.workflow == workflow)
    rows = conn.execute(found.order_by(workflow_decisions.c.id.desc()).limit(limit))
    return [WorkflowDecision(**row._mapping) for row in rows]
