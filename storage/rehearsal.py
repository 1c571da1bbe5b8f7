"""In which workflow somebody is shown an example."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from storage.queue_views import reviewer, workflows_of
from storage.workflows import Workflow, all_workflows


def own_workflow(conn: Connection, user_id: str, now: datetime) -> Workflow | None:
    """Return one that the person answers for, else one that they review, else any; None if there is none."""
    existing = all_workflows(conn)
    known = reviewer(conn, user_id)
    reviewed = set(workflows_of(conn, known, now)) if known is not None else set()
    answered = [one for one in existing if user_id in (one.owner, one.deputy)]
    return next(iter([*answered, *(one for one in existing if one.slug in reviewed), *existing]), None)
