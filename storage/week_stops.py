"""Which workflows were stopped in a week, or went on in it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select

from domain.lanes import RUNNING
from domain.weekly import Stop
from storage.tables import workflow_decisions


def stops_of_week(
    conn: Connection, slugs: Collection[str], begins_at: datetime, ends_at: datetime
) -> dict[str, Stop]:
    """Return by name how the last stop of each of these stood as the week ended: those that were stopped then, and
    those that went on in it.
    """
    made = (workflow_decisions.c.subject == "status") & (workflow_decisions.c.decided_at < ends_at)
    found = select(workflow_decisions).where(made).order_by(workflow_decisions.c.id)
    stops: dict[str, Stop] = {}
    for row in conn.execute(found):
        before = stops.pop(row.workflow, None)
        if row.becomes == "paused":
            stops[row.workflow] = Stop(row.decided_at)
        elif row.was == "paused" and row.becomes in RUNNING and before is not None:
            stops[row.workflow] = Stop(before.at, row.decided_at)
    return {
        slug: stop
        for slug, stop in stops.items()
        if slug in slugs and (stop.went_on_at is None or stop.went_on_at >= begins_at)
    }
